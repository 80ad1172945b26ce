/**
 * From platform images to a released tag: the index, its tests, its promotion. A decision is a pure function from what is
 * there to an action or a refusal, each with its sentence; carrying it out is separate.
 */
package ai.gpustack.runner.release;
