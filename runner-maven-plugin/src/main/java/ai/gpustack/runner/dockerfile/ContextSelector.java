package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Picks the entries of a build context that sources select; digests are added later. */
final class ContextSelector {

    private final ContextTree tree;
    private final TreeMap<String, ContextEntry> selected = new TreeMap<>();
    private final List<Problem> problems;

    ContextSelector(ContextTree tree) {
        this.tree = tree;
        this.problems = new ArrayList<>(tree.problems());
    }

    Collection<ContextEntry> selected() {
        return selected.values();
    }

    List<Problem> problems() {
        return problems;
    }

    void select(ContextSource source) {
        String path = source.path().map(ContextPaths::below).orElse("");
        if (source.path().isEmpty()) {
            tree.below("").forEach(this::add);
        } else if (source.parents()) {
            selectWithParents(source, source.path().get());
        } else if (source.patterns() && (ContextPaths.hasWildcard(path) || path.indexOf('\\') >= 0)) {
            selectMatching(source, path);
        } else {
            selectPath(source, path);
        }
    }

    private void add(ContextEntry entry) {
        selected.put(entry.path(), entry);
    }

    private void selectPath(ContextSource source, String path) {
        var links = new ArrayList<ContextEntry>();
        Optional<String> real = tree.follow(path, links);
        if (real.isEmpty()) {
            missing(source, path);
            return;
        }
        links.forEach(this::add);
        addAt(source, real.get());
    }

    /** Adds what is at a path, and below it what isn't excluded. */
    private void addAt(ContextSource source, String path) {
        if (!path.isEmpty()) {
            add(tree.entries().get(path));
        }
        PathPatterns excludes = IgnoreFile.patterns(source.excludes());
        int start = path.isEmpty() ? 0 : path.length() + 1;
        for (ContextEntry entry : tree.below(path)) {
            if (excludes.patterns().isEmpty()
                    || !excludes.match(entry.path().substring(start)).matched()) {
                add(entry);
            }
        }
    }

    private void selectMatching(ContextSource source, String path) {
        Optional<PathPattern> pattern = PathPattern.wildcard(path);
        if (pattern.isEmpty()) {
            malformed(source, path);
            return;
        }
        // Links are followed in the part before the first wildcard.
        String literal = literalDirectory(path);
        var links = new ArrayList<ContextEntry>();
        Optional<String> real = tree.follow(literal, links);
        boolean any = false;
        if (real.isPresent()) {
            links.forEach(this::add);
            for (ContextEntry entry : tree.below(real.get())) {
                String shown = literal + entry.path().substring(real.get().length());
                if (pattern.get().matches(literal.isEmpty() ? entry.path() : shown)) {
                    any = true;
                    selectPath(source, entry.path());
                }
            }
        }
        if (!any && !ContextPaths.hasWildcard(path)) {
            missing(source, path);
        }
    }

    private static String literalDirectory(String path) {
        int slash = -1;
        for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
            String head = path.substring(0, i);
            if (ContextPaths.hasWildcard(head) || head.indexOf('\\') >= 0) {
                break;
            }
            slash = i;
        }
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** {@code --parents}: a pattern below the context, or below the directory before {@code /./}. */
    private void selectWithParents(ContextSource source, String text) {
        int pivot = text.indexOf("/./");
        String base = pivot < 0 ? "" : ContextPaths.below(text.substring(0, pivot));
        String wanted = ContextPaths.below(pivot < 0 ? text : text.substring(pivot + 3));
        if (ContextPaths.hasWildcard(base)) {
            selectMatching(source, base); // more than the pattern selects, never less
            return;
        }
        if (wanted.isEmpty()) {
            selectPath(source, base);
            return;
        }
        Optional<PathPattern> pattern = PathPattern.deep(wanted);
        if (pattern.isEmpty()) {
            malformed(source, wanted);
            return;
        }
        var links = new ArrayList<ContextEntry>();
        Optional<String> real = tree.follow(base, links);
        links.forEach(this::add);
        boolean any = real.isPresent() && addIncluded(source, real.get(), wanted, pattern.get());
        if (!any && !ContextPaths.hasWildcard(wanted)) {
            missing(source, base.isEmpty() ? wanted : base + "/" + wanted);
        }
    }

    private boolean addIncluded(ContextSource source, String base, String wanted, PathPattern pattern) {
        var includes = new PathPatterns(List.of(new PathPatterns.Pattern(false, wanted, pattern)));
        PathPatterns excludes = IgnoreFile.patterns(source.excludes());
        int start = base.isEmpty() ? 0 : base.length() + 1;
        boolean any = false;
        for (ContextEntry entry : tree.below(base)) {
            String relative = entry.path().substring(start);
            if (includes.match(relative).matched() && !excludes.match(relative).matched()) {
                any = true;
                add(entry);
                addDirectoriesAbove(entry.path(), start);
            }
        }
        return any;
    }

    private void addDirectoriesAbove(String path, int start) {
        for (int slash = path.lastIndexOf('/'); slash > start; slash = path.lastIndexOf('/', slash - 1)) {
            add(tree.entries().get(path.substring(0, slash)));
        }
    }

    private void malformed(ContextSource source, String path) {
        problems.add(Problem.error(
                source.at(), "malformed pattern '" + path + "'", "close its bracket, or escape the character"));
    }

    private void missing(ContextSource source, String path) {
        Location at = source.at();
        String ignore = tree.ignore().name();
        String shown = tree.shown();
        if (!ignore.isEmpty() && isOnDisk(path)) {
            problems.add(Problem.error(
                    at,
                    "'" + path + "' is kept out of the build context by " + ignore,
                    "add the line '!" + path + "' there"));
        } else {
            problems.add(Problem.error(
                    at,
                    "there is no '" + path + "' in the build context " + (shown.isEmpty() ? "." : shown),
                    "paths of COPY, ADD and bind mounts begin at the directory of the Dockerfile"));
        }
    }

    private boolean isOnDisk(String path) {
        try {
            return Files.exists(tree.root().resolve(path), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
