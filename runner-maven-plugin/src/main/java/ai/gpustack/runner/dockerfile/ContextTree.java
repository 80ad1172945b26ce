package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A build context without what its ignore file keeps out. Links aren't followed while it is read.
 *
 * @param root the context directory
 * @param shown how people see the directory: {@code pack/cuda/}; empty for the current one
 * @param ignore its ignore file
 * @param entries all that is left, by path; files still without digest
 * @param privates the paths of what not all may read, or enter
 * @param problems directories that can't be read
 */
record ContextTree(
        Path root,
        String shown,
        IgnoreFile ignore,
        NavigableMap<String, ContextEntry> entries,
        Set<String> privates,
        List<Problem> problems) {

    /** As many links as Linux follows. */
    private static final int MOST_LINKS = 40;

    static ContextTree read(Path root, String shown, IgnoreFile ignore) {
        var tree = new ContextTree(
                root, shown, ignore, new TreeMap<>(), new HashSet<>(), new ArrayList<>(ignore.problems()));
        tree.readDirectory(root, "", ignore.patterns().root());
        return new ContextTree(
                root,
                shown,
                ignore,
                Collections.unmodifiableNavigableMap(tree.entries()),
                Set.copyOf(tree.privates()),
                List.copyOf(tree.problems()));
    }

    private void readDirectory(Path directory, String path, PathPatterns.Match match) {
        if (!Files.isDirectory(directory)) {
            return; // a context that isn't there has nothing; its sources are reported one by one
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                readEntry(child, path.isEmpty() ? name : path + "/" + name, match);
            }
        } catch (IOException | DirectoryIteratorException e) {
            problems.add(
                    Problem.error(Location.of(shown + path), "the directory can't be read: " + e.getMessage(), ""));
        }
    }

    private void readEntry(Path file, String path, PathPatterns.Match parent) throws IOException {
        PathPatterns.Match match = ignore.patterns().match(path, parent);
        Looked looked = Looked.at(file);
        BasicFileAttributes attributes = looked.attributes();
        if (!looked.isForAll()) {
            privates.add(path);
        }
        if (attributes.isDirectory()) {
            if (!match.matched()) {
                add(path, ContextEntry.Kind.DIRECTORY, false, Optional.empty());
            }
            if (!match.matched() || ignore.patterns().mayTakeBackBelow(path)) {
                readDirectory(file, path, match);
            }
        } else if (match.matched()) {
            return;
        } else if (attributes.isSymbolicLink()) {
            String target = Files.readSymbolicLink(file).toString().replace('\\', '/');
            add(path, ContextEntry.Kind.LINK, false, Optional.of(target));
        } else if (attributes.isRegularFile()) {
            add(path, ContextEntry.Kind.FILE, looked.isExecutable(), Optional.empty());
        }
    }

    /** A directory that is kept out but holds something that isn't is there all the same. */
    private void add(String path, ContextEntry.Kind kind, boolean executable, Optional<String> target) {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            String directory = path.substring(0, slash);
            if (entries.containsKey(directory)) {
                break;
            }
            entries.put(
                    directory,
                    new ContextEntry(
                            directory, ContextEntry.Kind.DIRECTORY, false, Optional.empty(), Optional.empty()));
        }
        entries.put(path, new ContextEntry(path, kind, executable, target, Optional.empty()));
    }

    /** What the system says of something, and who may do what with it: all of it where it can't tell. */
    private record Looked(BasicFileAttributes attributes, Set<PosixFilePermission> permissions) {

        static Looked at(Path file) throws IOException {
            try {
                var attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return new Looked(attributes, attributes.permissions());
            } catch (UnsupportedOperationException e) {
                // Windows: BuildKit makes up the permissions there
                return new Looked(
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS),
                        EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE));
            }
        }

        boolean isExecutable() {
            return permissions.contains(PosixFilePermission.OWNER_EXECUTE);
        }

        boolean isForAll() {
            return attributes.isSymbolicLink()
                    || (permissions.contains(PosixFilePermission.OTHERS_READ)
                            && (!attributes.isDirectory() || permissions.contains(PosixFilePermission.OTHERS_EXECUTE)));
        }
    }

    /** Everything below a directory; everything for an empty path. */
    Collection<ContextEntry> below(String directory) {
        // '0' is the character after '/'.
        return directory.isEmpty()
                ? entries.values()
                : entries.subMap(directory + "/", true, directory + "0", false).values();
    }

    /**
     * Follows the links that a path leads through, its last part included.
     *
     * @param path the path
     * @param passed receives the links
     * @return where it leads; empty if it leads nowhere
     */
    Optional<String> follow(String path, Collection<ContextEntry> passed) {
        String rest = path;
        String done = "";
        int links = 0;
        while (!rest.isEmpty()) {
            int slash = rest.indexOf('/');
            String next = slash < 0 ? rest : rest.substring(0, slash);
            rest = slash < 0 ? "" : rest.substring(slash + 1);
            String candidate = done.isEmpty() ? next : done + "/" + next;
            ContextEntry entry = entries.get(candidate);
            if (entry == null) {
                return Optional.empty();
            }
            if (entry.linkTarget().isEmpty()) {
                done = candidate;
                continue;
            }
            if (++links > MOST_LINKS) {
                return Optional.empty();
            }
            passed.add(entry);
            String target = entry.linkTarget().get();
            String joined = target.startsWith("/") ? target : done + "/" + target;
            rest = ContextPaths.below(rest.isEmpty() ? joined : joined + "/" + rest);
            done = "";
        }
        return Optional.of(done);
    }
}
