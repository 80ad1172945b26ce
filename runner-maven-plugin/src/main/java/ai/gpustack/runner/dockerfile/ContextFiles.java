package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.process.Sha256;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of build contexts that targets select. One object serves a whole run: each directory is listed once and each file
 * read once, however many targets select it; what changes on disk meanwhile isn't seen. Safe for several threads.
 */
public final class ContextFiles {

    /** What Java puts in place of what it can't decode. */
    private static final char UNKNOWN = '\uFFFD';

    private static final String ENCODING = System.getProperty("sun.jnu.encoding", "");

    private record TreeKey(Path context, String ignoreFile) {}

    private record SelectionKey(TreeKey tree, List<ContextSource> sources) {}

    private final Map<Path, Map<String, IgnoreFile>> ignoreFiles = new ConcurrentHashMap<>();
    private final Map<TreeKey, ContextTree> trees = new ConcurrentHashMap<>();
    private final Map<SelectionKey, ContextSelection> selections = new ConcurrentHashMap<>();
    private final Map<Path, String> digests = new ConcurrentHashMap<>();

    /** Knows no files yet. */
    public ContextFiles() {}

    /**
     * What COPY, ADD and bind mounts of a closure can take from a build context: a source whose path can't be told without
     * building selects everything. Paths that the context's ignore file keeps out are never selected. Symbolic links are entries
     * of their own; where a source names one, what it leads to is selected too.
     *
     * @param closure what the target needs of its Dockerfile
     * @param context the context directory, the one that holds the Dockerfile
     * @param dockerfileName the name of the Dockerfile in it, which may have an ignore file of its own
     * @return the entries and what is wrong with the sources
     */
    public ContextSelection selectedBy(Closure closure, Path context, String dockerfileName) {
        List<ContextSource> sources = ContextSource.of(closure);
        if (sources.isEmpty()) {
            return new ContextSelection(List.of(), List.of());
        }
        Path root = context.toAbsolutePath().normalize();
        String file = closure.dockerfile().file();
        String shown = file.substring(0, file.lastIndexOf('/') + 1);
        IgnoreFile ignore = ignoreFiles
                .computeIfAbsent(root, key -> new ConcurrentHashMap<>())
                .computeIfAbsent(dockerfileName, name -> IgnoreFile.find(root, name, shown));
        var treeKey = new TreeKey(root, ignore.name());
        ContextTree tree = trees.computeIfAbsent(treeKey, key -> ContextTree.read(root, shown, ignore));
        return selections.computeIfAbsent(
                new SelectionKey(treeKey, List.copyOf(sources)), key -> select(tree, sources));
    }

    /**
     * Whether COPY or ADD take files by patterns, which may match what isn't there yet in folders that they took nothing of.
     *
     * @param closure what the target needs of its Dockerfile
     * @return whether one of them does
     */
    public static boolean hasPatterns(Closure closure) {
        return ContextSource.of(closure).stream()
                .anyMatch(source -> source.patterns()
                        && source.path().filter(ContextPaths::hasWildcard).isPresent());
    }

    /**
     * All that a further build context holds, without what its {@code .dockerignore} keeps out.
     *
     * @param context the directory
     * @param shown how people see it, with {@code /} at its end
     * @return the entries and what is wrong with them
     */
    public ContextSelection allOf(Path context, String shown) {
        Path root = context.toAbsolutePath().normalize();
        ContextTree tree = ContextTree.read(root, shown, IgnoreFile.find(root, "", shown));
        var problems = new ArrayList<Problem>(tree.problems());
        var entries = new ArrayList<ContextEntry>();
        for (ContextEntry entry : tree.below("")) {
            entries.add(digested(tree, entry, problems));
        }
        return new ContextSelection(entries, problems);
    }

    private ContextSelection select(ContextTree tree, List<ContextSource> sources) {
        var selector = new ContextSelector(tree);
        sources.forEach(selector::select);
        var problems = new ArrayList<Problem>(selector.problems());
        var entries = new ArrayList<ContextEntry>();
        for (ContextEntry entry : selector.selected()) {
            entries.add(digested(tree, entry, problems));
        }
        privates(tree, sources).ifPresent(problems::add);
        return new ContextSelection(entries, problems);
    }

    /** As git has them, all may read files; what an umask takes from that is in the image, too, and isn't in an id, as machines differ in it. */
    private static Optional<Problem> privates(ContextTree tree, List<ContextSource> sources) {
        if (tree.privates().isEmpty()) {
            return Optional.empty();
        }
        var asItIs = new ContextSelector(tree);
        sources.stream().filter(ContextSource::copiesPermissions).forEach(asItIs::select);
        List<ContextEntry> some = asItIs.selected().stream()
                .filter(entry -> tree.privates().contains(entry.path()))
                .toList();
        if (some.isEmpty()) {
            return Optional.empty();
        }
        String more = some.size() == 1 ? "" : " (and " + (some.size() - 1) + " more)";
        return Optional.of(Problem.warning(
                Location.of(tree.shown() + some.get(0).path()),
                "not all may read it" + more
                        + ": so it is in the image, but not in its id, by which another machine's image is the same",
                "let all read it ('chmod -R go=u-w', and a umask of 022), or give COPY a --chmod"));
    }

    private ContextEntry digested(ContextTree tree, ContextEntry entry, List<Problem> problems) {
        if (entry.path().indexOf(UNKNOWN) >= 0) {
            problems.add(Problem.error(
                    Location.of(tree.shown() + entry.path()),
                    "this name isn't text in the encoding of file names here, " + ENCODING,
                    ENCODING.equalsIgnoreCase("UTF-8")
                            ? "rename it, or ignore it: BuildKit takes no other names"
                            : "start Maven in a UTF-8 locale (LC_ALL=C.UTF-8), rename it, or ignore it"));
            return entry;
        }
        if (entry.kind() != ContextEntry.Kind.FILE) {
            return entry;
        }
        Path file = tree.root().resolve(entry.path());
        String known = digests.get(file);
        if (known != null) {
            return entry.withDigest(known);
        }
        try {
            String digest = sha256(file);
            digests.put(file, digest);
            return entry.withDigest(digest);
        } catch (IOException e) {
            problems.add(Problem.error(
                    Location.of(tree.shown() + entry.path()),
                    "can't be read: " + e.getMessage(),
                    "make it readable, or ignore it"));
            return entry;
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.of(in).hex();
        }
    }
}
