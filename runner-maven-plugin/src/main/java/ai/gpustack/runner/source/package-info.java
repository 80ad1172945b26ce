/** Where something stands in a file that a person wrote, and what is wrong there: the one form in which every room reports. */
package ai.gpustack.runner.source;
