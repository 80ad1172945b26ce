/** Renderings: what people and other programs read of plans and reports. Nothing is decided here. */
package ai.gpustack.runner.report;
