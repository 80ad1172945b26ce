package ai.gpustack.runner.engine;

import ai.gpustack.runner.matrix.Platform;

/**
 * What runs the containers.
 *
 * @param platform what it runs natively
 * @param engine the engine's version
 */
public record Machine(Platform platform, String engine) {}
