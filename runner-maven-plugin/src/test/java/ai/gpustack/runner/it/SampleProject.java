package ai.gpustack.runner.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** A sample project after Maven ran on it, once or several times. */
public final class SampleProject {

    /** What each Maven run says first. */
    private static final String FIRST_LINE = "Scanning for projects...";

    private static final JsonMapper JSON = new JsonMapper();

    private final Path directory;

    /**
     * A sample project.
     *
     * @param directory the folder that it was cloned to
     */
    public SampleProject(File directory) {
        this.directory = directory.toPath();
    }

    /**
     * What one of the Maven runs printed.
     *
     * @param number its number in invoker.properties, from 1
     * @return the run
     */
    public MavenRun run(int number) {
        List<String> runs = runs();
        if (number > runs.size()) {
            throw new AssertionError("Maven didn't run " + number + " times, but " + runs.size()
                    + "; why not is at the end of " + directory.resolve("build.log"));
        }
        return new MavenRun(number, runs.get(number - 1));
    }

    /** {@return how many times Maven ran} */
    public int size() {
        return runs().size();
    }

    private List<String> runs() {
        String[] parts = read("build.log").split(Pattern.quote(FIRST_LINE), -1);
        return Arrays.asList(parts).subList(1, parts.length);
    }

    /** {@return report.json} */
    public Map<String, Object> report() {
        return json("target/runner/report.json");
    }

    /** {@return the receipts of the smoke tests, in the order of their files' names} */
    public List<Map<String, Object>> receipts() {
        Path folder = directory.resolve("target/runner/receipts");
        try (var files = Files.list(folder)) {
            return files.sorted()
                    .map(file -> json("target/runner/receipts/" + file.getFileName()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A JSON file.
     *
     * @param path its path in the project
     * @return its content
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> json(String path) {
        return JSON.readValue(read(path), Map.class);
    }

    /**
     * A text file.
     *
     * @param path its path in the project
     * @return its content
     */
    public String read(String path) {
        return text(directory.resolve(path));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
