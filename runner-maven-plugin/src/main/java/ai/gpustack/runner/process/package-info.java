/** Running a program: argument lists only, output streamed through pipes, and no process left behind. */
package ai.gpustack.runner.process;
