package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;
import java.util.Optional;

/**
 * An image from outside that a target needs: after FROM, in {@code COPY --from} or in a mount's {@code from=}.
 *
 * @param reference its reference, arguments expanded, otherwise as written
 * @param platform the platform that FROM asks for, arguments expanded; empty for the one that is built for; as written where
 *     it is that of the machine that builds ({@code $BUILDPLATFORM}), which isn't known
 * @param at where it is first named
 */
public record BaseImage(String reference, Optional<String> platform, Location at) {}
