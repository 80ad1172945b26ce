/**
 * This machine: programs (argument lists only, output streamed through pipes, no process left behind), threads, files that are written
 * whole, digests, and what is done when Java ends.
 */
package ai.gpustack.runner.process;
