/** {@code matrix.yml}, the one list of what is built: read with exact text, line and column of every value. */
package ai.gpustack.runner.matrix;
