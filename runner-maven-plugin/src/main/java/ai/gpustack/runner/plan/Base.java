package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.source.Location;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An image from outside that a platform image is made of: what FROM, {@code COPY --from} or a mount's {@code from=} name.
 *
 * @param reference its reference, in the {@linkplain Reference#familiar familiar} form; always a tag
 * @param platform the platform that is taken of it; empty where it is that of the machine that builds, which isn't known
 * @param digests the manifest that it is pinned to, {@code sha256:…} by platform: at most the one for its platform; for a
 *     platform that isn't known all that are locked; none if it isn't locked
 * @param at where the Dockerfile names it first
 */
public record Base(Reference reference, Optional<Platform> platform, SortedMap<Platform, String> digests, Location at) {

    public Base {
        digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    }

    /** {@return whether it is pinned} */
    public boolean isLocked() {
        return !digests.isEmpty();
    }

    /** {@return the reference, and the platform as far as it is known} */
    @Override
    public String toString() {
        return reference + platform.map(p -> " for " + p).orElse("");
    }
}
