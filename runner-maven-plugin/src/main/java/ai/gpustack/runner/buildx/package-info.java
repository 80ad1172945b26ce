/** The seam to {@code docker buildx}: bake definitions, progress, image indexes; what the installed version can do. */
package ai.gpustack.runner.buildx;
