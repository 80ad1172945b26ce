/** One class for each goal: Maven's parameters in, one call, its outcome as Maven's exception. */
package ai.gpustack.runner.mojo;
