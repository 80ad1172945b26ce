/** What would be built and why: matrix and Dockerfiles combined into images, with their names and identities. Pure functions. */
package ai.gpustack.runner.plan;
