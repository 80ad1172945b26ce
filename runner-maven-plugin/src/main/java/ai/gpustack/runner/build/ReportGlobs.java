package ai.gpustack.runner.build;

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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
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
     * @param place where a pattern was given
     * @param problems receives each pattern that matches nothing but this run's own report, or isn't one
     * @return the files, each once, sorted
     */
    static List<Path> find(
            List<String> globs, Path root, Path own, Function<String, Location> place, List<Problem> problems) {
        var all = new TreeSet<Path>();
        for (String glob : globs) {
            Location at = place.apply(glob);
            try {
                Set<Path> matches = matches(glob, root);
                boolean hasOwn = removeOwn(matches, own);
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
        return List.copyOf(all);
    }

    /** Also under another name: a pattern's folder may be a link. */
    private static boolean removeOwn(Set<Path> matches, Path own) throws IOException {
        boolean hasOwn = false;
        for (Path match : List.copyOf(matches)) {
            if (Files.exists(own) && Files.isSameFile(match, own)) {
                hasOwn |= matches.remove(match);
            }
        }
        return hasOwn;
    }

    /** Only what is behind the folder that a pattern begins with is matched: in that folder's name nothing is a pattern. */
    private static Set<Path> matches(String glob, Path root) throws IOException {
        int literal = literal(glob);
        Path begin = root.resolve(glob.substring(0, literal)).toAbsolutePath().normalize();
        if (literal == glob.length()) {
            return Files.isRegularFile(begin) ? new TreeSet<>(Set.of(begin)) : new TreeSet<>();
        }
        PathMatcher matcher = matcher(glob.substring(literal));
        var found = new TreeSet<Path>();
        if (!Files.isDirectory(begin)) {
            return found;
        }
        Path walked = begin.toRealPath();
        Files.walkFileTree(walked, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path relative = walked.relativize(file);
                if (matcher.matches(relative)) {
                    found.add(begin.resolve(relative));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** Where in a pattern the first name begins in which something stands for something else; its length if there is none. */
    private static int literal(String glob) {
        int first = 0;
        while (first < glob.length() && "*?[{\\".indexOf(glob.charAt(first)) < 0) {
            first++;
        }
        return first == glob.length() ? first : glob.lastIndexOf('/', first) + 1;
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + withOptionalFolders(glob.replace("/./", "/")));
    }

    /** Java's {@code **}{@code /} stands for at least one folder. */
    private static String withOptionalFolders(String glob) {
        var text = new StringBuilder();
        boolean isInGroup = false;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            isInGroup = c == '{' || (isInGroup && c != '}');
            if (!isInGroup && glob.startsWith("**/", i) && (i == 0 || glob.charAt(i - 1) == '/')) {
                text.append("{**/,}");
                i += 2;
            } else if (c == '\\' && i + 1 < glob.length()) {
                text.append(c).append(glob.charAt(++i));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
