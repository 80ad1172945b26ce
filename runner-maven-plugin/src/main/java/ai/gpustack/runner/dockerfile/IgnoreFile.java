package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is kept out of a build context: {@code {Dockerfile}.dockerignore}, else {@code .dockerignore}.
 *
 * @param name the file's name; empty where there is none
 * @param patterns its patterns
 * @param problems what is wrong with it
 */
record IgnoreFile(String name, PathPatterns patterns, List<Problem> problems) {

    static IgnoreFile find(Path context, String dockerfileName, String shown) {
        for (String name : List.of(dockerfileName + ".dockerignore", ".dockerignore")) {
            Path file = context.resolve(name);
            if (Files.isRegularFile(file)) {
                return read(file, name, shown + name);
            }
        }
        return new IgnoreFile("", new PathPatterns(List.of()), List.of());
    }

    private static IgnoreFile read(Path file, String name, String shown) {
        try {
            return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), name, shown);
        } catch (IOException e) {
            var problem = Problem.error(Location.of(shown), "can't be read: " + e.getMessage(), "");
            return new IgnoreFile(name, new PathPatterns(List.of()), List.of(problem));
        }
    }

    static IgnoreFile parse(String text, String name, String shown) {
        var patterns = new ArrayList<PathPatterns.Pattern>();
        var problems = new ArrayList<Problem>();
        var lines = new Lines(text);
        while (lines.advance()) {
            String line = lines.line();
            if (!line.startsWith("#") && !Lines.isBlank(line)) {
                pattern(Whitespace.trim(line))
                        .ifPresentOrElse(
                                patterns::add,
                                () -> problems.add(Problem.error(
                                        new Location(shown, lines.number(), 1),
                                        "malformed pattern '" + line + "'",
                                        "close its bracket, or escape the character with a backslash")));
            }
        }
        return new IgnoreFile(name, new PathPatterns(patterns), problems);
    }

    private static Optional<PathPatterns.Pattern> pattern(String line) {
        boolean exception = line.startsWith("!");
        String text = exception ? Whitespace.trim(line.substring(1)) : line;
        String cleaned = ContextPaths.clean(text);
        if (text.isEmpty() || (exception && cleaned.equals("/"))) {
            return Optional.empty();
        }
        String relative = cleaned.length() > 1 && cleaned.startsWith("/") ? cleaned.substring(1) : cleaned;
        return PathPattern.deep(relative).map(matcher -> new PathPatterns.Pattern(exception, relative, matcher));
    }

    /** Patterns of {@code --exclude}: each as a line of an ignore file; malformed ones are left out. */
    static PathPatterns patterns(List<String> texts) {
        return new PathPatterns(texts.stream()
                .filter(text -> !text.isBlank())
                .map(text -> pattern(Whitespace.trim(text)))
                .flatMap(Optional::stream)
                .toList());
    }
}
