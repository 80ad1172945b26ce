package ai.gpustack.runner.build;

import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;

/** Finds the reports that are meant by patterns. */
final class ReportGlobs {

    private ReportGlobs() {}

    /**
     * Finds them.
     *
     * @param globs patterns, each relative to the root: {@code *} stands for anything in a name, {@code **} also for folders
     * @param root {@code runner.directory}
     * @param own this run's own report, which may be among what matches and is left out
     * @param property what is named in messages
     * @return the files, each once, sorted
     * @throws InvalidInput if a pattern matches nothing but this run's own report, or isn't one
     */
    static List<Path> find(List<String> globs, Path root, Path own, String property) {
        var problems = new ArrayList<Problem>();
        var all = new TreeSet<Path>();
        for (String glob : globs) {
            Location at = Location.of("-D" + property + "=" + glob);
            try {
                Set<Path> matches = matches(glob, root);
                boolean hasOwn = matches.remove(own);
                if (matches.isEmpty()) {
                    problems.add(Problem.error(
                            at,
                            hasOwn
                                    ? "matches only this run's own report, so it continues nothing"
                                    : "matches no file below " + root + ", so there would be nothing to judge",
                            "fetch the other machines' target/runner first, and name their reports, as in"
                                    + " target/shards/*/report.json"));
                }
                all.addAll(matches);
            } catch (PatternSyntaxException | InvalidPathException e) {
                problems.add(Problem.error(at, "is no pattern: " + e.getMessage(), "write a path with * or **"));
            } catch (IOException e) {
                problems.add(Problem.error(at, "can't be looked for: " + e.getMessage(), "make the folder readable"));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return List.copyOf(all);
    }

    private static Set<Path> matches(String glob, Path root) throws IOException {
        String pattern = glob.startsWith("/") ? glob : root + "/" + glob;
        var found = new TreeSet<Path>();
        Path begin = begin(pattern);
        if (!Files.exists(begin)) {
            return found;
        }
        PathMatcher matcher = matcher(pattern);
        PathMatcher withoutFolders = matcher(pattern.replace("**/", ""));
        Files.walkFileTree(begin, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (matcher.matches(file) || withoutFolders.matches(file)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static PathMatcher matcher(String pattern) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    }

    /** The part of a pattern in which nothing stands for anything else. */
    private static Path begin(String pattern) {
        int first = 0;
        while (first < pattern.length() && "*?[{\\".indexOf(pattern.charAt(first)) < 0) {
            first++;
        }
        return first == pattern.length()
                ? Path.of(pattern)
                : Path.of(pattern.substring(0, pattern.lastIndexOf('/', first) + 1));
    }
}
