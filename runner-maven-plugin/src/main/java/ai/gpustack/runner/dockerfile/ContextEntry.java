package ai.gpustack.runner.dockerfile;

import java.util.Optional;

/**
 * Something in a build context that an image can hold.
 *
 * @param path its path below the context directory, with {@code /}
 * @param kind what it is
 * @param executable whether its owner may execute it; false for directories and links, and where the file system can't tell
 * @param linkTarget what a link points to, as it is written in the link
 * @param sha256 the digest of a file's bytes, in hexadecimal
 */
public record ContextEntry(
        String path, Kind kind, boolean executable, Optional<String> linkTarget, Optional<String> sha256) {

    /** What an entry is. */
    public enum Kind {
        /** A regular file. */
        FILE,
        /** A directory; its content is further entries. */
        DIRECTORY,
        /** A symbolic link. */
        LINK
    }

    ContextEntry withDigest(String digest) {
        return new ContextEntry(path, kind, executable, linkTarget, Optional.of(digest));
    }
}
