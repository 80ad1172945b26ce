package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The base images that are pinned: {@code bases.lock} beside the matrix. A tag moves; a digest for each platform says which
 * content is meant. It is that of the platform's own manifest: an index's would move for other platforms, too.
 *
 * @param file its path as shown to people
 * @param isPresent whether there is such a file
 * @param digests {@code sha256:…} by reference, in its {@linkplain Reference#familiar familiar} form, and platform, in its
 *     {@linkplain Platform#normalized normal} form; the place is the platform's
 * @param problems what is wrong with the file
 */
public record BasesLock(
        String file,
        boolean isPresent,
        SortedMap<String, SortedMap<Platform, Located<String>>> digests,
        List<Problem> problems) {

    /** The file's name. */
    public static final String NAME = "bases.lock";

    private static final String COMMENT =
            "# Base images pinned by digest, for each platform. Written by runner:bases.\n";

    public BasesLock {
        var copy = new TreeMap<String, SortedMap<Platform, Located<String>>>();
        digests.forEach((reference, platforms) -> {
            if (!platforms.isEmpty()) {
                copy.put(reference, Collections.unmodifiableSortedMap(new TreeMap<>(platforms)));
            }
        });
        digests = Collections.unmodifiableSortedMap(copy);
        problems = List.copyOf(problems);
    }

    /**
     * No file: nothing is pinned.
     *
     * @param file where it would be, as shown to people
     * @return no locks
     */
    public static BasesLock absent(String file) {
        return new BasesLock(file, false, Collections.emptySortedMap(), List.of());
    }

    /**
     * Reads the file, if there is one.
     *
     * @param path the file
     * @param shown its path as shown to people
     * @return what it says, and what is wrong with it
     * @throws InvalidInput if it is there and isn't text that can be read
     */
    public static BasesLock read(Path path, String shown) {
        if (Files.notExists(path)) {
            return absent(shown);
        }
        try {
            return BasesLockReader.read(shown, Files.readString(path));
        } catch (CharacterCodingException e) {
            throw new InvalidInput(List.of(
                    Problem.of(ProblemKind.LOCK_FILE, Location.of(shown), "not UTF-8 text", "save it in UTF-8")));
        } catch (IOException e) {
            throw new InvalidInput(List.of(Problem.of(
                    ProblemKind.LOCK_FILE,
                    Location.of(shown),
                    "can't be read: " + e.getMessage(),
                    "make it a readable file")));
        }
    }

    /**
     * The digests that a base image is pinned to.
     *
     * @param reference the base image
     * @return {@code sha256:…} by platform; none if it isn't locked
     */
    SortedMap<Platform, Located<String>> of(Reference reference) {
        return digests.getOrDefault(reference.toString(), Collections.emptySortedMap());
    }

    /**
     * The digests that a base image is pinned to, without their places.
     *
     * @param reference the base image
     * @return {@code sha256:…} by platform; none if it isn't locked
     */
    public SortedMap<Platform, String> plainDigests(Reference reference) {
        var plain = new TreeMap<Platform, String>();
        of(reference).forEach((platform, digest) -> plain.put(platform, digest.value()));
        return plain;
    }

    /**
     * The digest that a base image is pinned to for a platform.
     *
     * @param reference the base image
     * @param platform the platform, in its normal form
     * @return {@code sha256:…}; empty if it isn't locked
     */
    Optional<String> digest(Reference reference, Platform platform) {
        return Optional.ofNullable(of(reference).get(platform)).map(Located::value);
    }

    /**
     * What is locked and isn't used.
     *
     * @param used all bases of all images
     * @return a warning for each entry, or for each of its platforms
     */
    List<Problem> unused(List<Base> used) {
        var problems = new ArrayList<Problem>();
        digests.forEach((reference, platforms) -> {
            Set<Platform> needed = used.stream()
                    .filter(base -> base.reference().toString().equals(reference))
                    .flatMap(base -> base.digests().keySet().stream())
                    .collect(Collectors.toSet());
            platforms.forEach((platform, digest) -> {
                if (!needed.contains(platform)) {
                    problems.add(Problem.of(
                            ProblemKind.UNUSED_LOCK,
                            digest.at(),
                            "no image is built on " + reference + " for " + platform,
                            "run 'mvn runner:bases', which removes it"));
                }
            });
        });
        return problems;
    }

    /**
     * The same file with other digests.
     *
     * @param others {@code sha256:…} by reference and platform
     * @return a lock without problems, that is present
     */
    BasesLock with(Map<String, SortedMap<Platform, String>> others) {
        var located = new TreeMap<String, SortedMap<Platform, Located<String>>>();
        others.forEach((reference, platforms) -> {
            var entry = new TreeMap<Platform, Located<String>>();
            platforms.forEach((platform, digest) -> entry.put(platform, new Located<>(digest, Location.of(file))));
            located.put(reference, entry);
        });
        return new BasesLock(file, true, located, List.of());
    }

    /** {@return the file's text: the same bytes for the same digests} */
    public String text() {
        var text = new StringBuilder(COMMENT);
        digests.forEach((reference, platforms) -> {
            text.append(reference).append(":\n");
            platforms.forEach((platform, digest) -> text.append("  ")
                    .append(platform)
                    .append(": ")
                    .append(digest)
                    .append('\n'));
        });
        return text.toString();
    }
}
