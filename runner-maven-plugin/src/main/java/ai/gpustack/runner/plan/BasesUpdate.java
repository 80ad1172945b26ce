package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Platform;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What becomes of {@code bases.lock}.
 *
 * @param lock the lock as it will be
 * @param changes what was looked up or goes away, sorted by reference and platform
 */
public record BasesUpdate(BasesLock lock, List<Change> changes) {

    /**
     * What becomes of one entry.
     *
     * @param reference the base image
     * @param platform the platform
     * @param before the digest that it was pinned to; empty if it wasn't
     * @param after the digest that it will be pinned to; empty if it won't be
     */
    public record Change(String reference, Platform platform, Optional<String> before, Optional<String> after) {

        /** {@return whether it will be as it was} */
        public boolean isNone() {
            return before.equals(after);
        }

        /** {@return {@code debian:bookworm-slim linux/amd64: sha256:0a1b2c3d4e5f -> sha256:…}} */
        @Override
        public String toString() {
            return reference + " " + platform + ": " + what();
        }

        private String what() {
            if (isNone()) {
                return "unchanged";
            }
            String now = after.map(Reference::shortened).orElse("");
            return before.map(old -> after.isEmpty() ? "removed" : Reference.shortened(old) + " -> " + now)
                    .orElse("new, " + now);
        }
    }

    /**
     * Takes in what was found.
     *
     * @param lock the lock as it is
     * @param found the digests of the base images that were looked up, by reference and platform
     * @param isEverything whether these are all that any image needs; then all others go away, else they stay
     * @return the lock as it will be
     */
    public static BasesUpdate of(BasesLock lock, Map<String, SortedMap<Platform, String>> found, boolean isEverything) {
        SortedMap<String, SortedMap<Platform, String>> before = plain(lock);
        SortedMap<String, SortedMap<Platform, String>> after = isEverything ? new TreeMap<>() : plain(lock);
        found.forEach((reference, digests) ->
                after.computeIfAbsent(reference, key -> new TreeMap<>()).putAll(digests));
        var changes = new ArrayList<Change>();
        var references = new TreeSet<>(found.keySet());
        if (isEverything) {
            references.addAll(before.keySet());
        }
        for (String reference : references) {
            SortedMap<Platform, String> old = before.getOrDefault(reference, Collections.emptySortedMap());
            SortedMap<Platform, String> now = found.getOrDefault(reference, Collections.emptySortedMap());
            var platforms = new TreeSet<>(now.keySet());
            if (isEverything) {
                platforms.addAll(old.keySet());
            }
            platforms.forEach(platform -> changes.add(new Change(
                    reference,
                    platform,
                    Optional.ofNullable(old.get(platform)),
                    Optional.ofNullable(now.get(platform)))));
        }
        return new BasesUpdate(lock.with(after), List.copyOf(changes));
    }

    private static SortedMap<String, SortedMap<Platform, String>> plain(BasesLock lock) {
        var plain = new TreeMap<String, SortedMap<Platform, String>>();
        lock.digests().forEach((reference, digests) -> {
            var values = new TreeMap<Platform, String>();
            digests.forEach((platform, digest) -> values.put(platform, digest.value()));
            plain.put(reference, values);
        });
        return plain;
    }

    /** {@return whether the lock will say something else than it does} */
    public boolean isChange() {
        return changes.stream().anyMatch(change -> !change.isNone());
    }
}
