/** A new backend or service: which files it takes and how those that are there change. Only {@link ChangeWriter} writes. */
package ai.gpustack.runner.scaffold;
