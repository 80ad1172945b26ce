/** What the verify scripts of the sample projects in {@code src/it} ask: what was printed, reported and pushed. */
package ai.gpustack.runner.it;
