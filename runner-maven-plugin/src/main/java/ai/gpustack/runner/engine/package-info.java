/** The seam to the Docker engine, through the {@code docker} command: loaded images, and containers for smoke tests that never stay behind. */
package ai.gpustack.runner.engine;
