/**
 * What is wrong with the Dockerfiles by the convention (docs/dockerfile.md), what else was found, and what comments silence: all of
 * it as {@link ai.gpustack.runner.lint.Finding}s. Pure functions; BuildKit's own findings enter as values.
 */
package ai.gpustack.runner.lint;
