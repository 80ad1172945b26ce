/**
 * Dockerfiles, read as BuildKit reads them: stages, build arguments and instructions with their lines; expansion of build
 * arguments; what a target needs, in the file and in the build context.
 */
package ai.gpustack.runner.dockerfile;
