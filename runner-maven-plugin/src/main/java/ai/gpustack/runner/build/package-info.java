/** From a plan to images: what is up to date, one bake for the rest, and a report that is true at every moment. */
package ai.gpustack.runner.build;
