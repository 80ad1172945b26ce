package ai.gpustack.runner.release;

import ai.gpustack.runner.release.SmokeTestFile.CommandTest;
import ai.gpustack.runner.release.SmokeTestFile.ContentTest;
import ai.gpustack.runner.release.SmokeTestFile.CopiedFile;
import ai.gpustack.runner.release.SmokeTestFile.ExistenceTest;
import ai.gpustack.runner.release.SmokeTestFile.ExpectedValue;
import ai.gpustack.runner.release.SmokeTestFile.MetadataTest;
import ai.gpustack.runner.release.SmokeTestFile.ServiceTest;
import ai.gpustack.runner.release.SmokeTestFile.Who;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@link SmokeTestFile}s, strictly: what isn't understood is a problem with its place, and all of them are reported. */
public final class SmokeTestReader {

    private static final String SCHEMA = "2.0.0";
    private static final Comparator<Problem> IN_THE_FILE = Comparator.comparingInt(
                    (Problem problem) -> problem.at().line())
            .thenComparingInt(problem -> problem.at().column());

    private static final List<String> UNSUPPORTED = List.of("licenseTests", "containerRunOptions");

    private final Path file;
    private final String shown;
    private final List<Problem> problems = new ArrayList<>();

    private SmokeTestReader(Path file, String shown) {
        this.file = file;
        this.shown = shown;
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @param shown its path as shown to people
     * @return what it says
     * @throws InvalidInput with everything that is wrong with it
     */
    public static SmokeTestFile read(Path file, String shown) {
        return new SmokeTestReader(file, shown).read();
    }

    private SmokeTestFile read() {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InvalidInput(List.of(Problem.error(
                    Location.of(shown),
                    "can't be read as UTF-8 text (" + e.getMessage() + ")",
                    "check that it is there")));
        }
        var yaml = new Yaml(shown, problems);
        Optional<Node> root = yaml.compose(text);
        Optional<SmokeTestFile> read = root.map(node -> read(new Fields(yaml, problems, node, "this file")));
        if (root.isEmpty() && problems.isEmpty()) {
            problems.add(Problem.error(Location.of(shown), "is empty", "write 'schemaVersion: 2.0.0' and some tests"));
        }
        if (!problems.isEmpty()) {
            problems.sort(IN_THE_FILE);
            throw new InvalidInput(problems);
        }
        return read.orElseThrow();
    }

    private SmokeTestFile read(Fields root) {
        checkSchema(root);
        UNSUPPORTED.forEach(root::refuse);
        Map<String, String> environment = variables(root, "globalEnvVars");
        List<CommandTest> commands = root.each("commandTests", "a command test", this::command);
        List<ExistenceTest> existences = root.each("fileExistenceTests", "a file existence test", this::existence);
        List<ContentTest> contents = root.each("fileContentTests", "a file content test", this::content);
        Optional<MetadataTest> metadata = root.one("metadataTest", this::metadata);
        List<ServiceTest> services = root.each("serviceTests", "a service test", new ServiceTestReader(file)::read);
        root.refuseUnknown();
        var sources = services.stream()
                .flatMap(service -> service.files().stream())
                .map(CopiedFile::source)
                .toList();
        String sha256 = problems.isEmpty() ? Fingerprint.of(file, sources) : "";
        var read =
                new SmokeTestFile(file, shown, sha256, environment, commands, existences, contents, metadata, services);
        if (read.size() == 0 && problems.isEmpty()) {
            root.problem(
                    root.at(),
                    "there is no test in this file",
                    "add a commandTests entry, say: untested images aren't promoted");
        }
        return read;
    }

    private static void checkSchema(Fields root) {
        if (!root.has("schemaVersion")) {
            root.problem(root.at(), "there is no schemaVersion", "add 'schemaVersion: " + SCHEMA + "'");
            return;
        }
        String version = root.text("schemaVersion").orElse("");
        if (!version.equals(SCHEMA)) {
            root.problem(root.at("schemaVersion"), "schemaVersion is '" + version + "'", "write " + SCHEMA);
        }
    }

    private CommandTest command(Fields test) {
        var command = new ArrayList<String>();
        String name = test.requiredText("name");
        command.add(test.requiredText("command"));
        command.addAll(test.texts("args"));
        return new CommandTest(
                name,
                test.commands("setup"),
                test.commands("teardown"),
                variables(test, "envVars"),
                List.copyOf(command),
                test.patterns("expectedOutput"),
                test.patterns("excludedOutput"),
                test.patterns("expectedError"),
                test.patterns("excludedError"),
                test.integer("exitCode", 0, 0, 255));
    }

    private ExistenceTest existence(Fields test) {
        String name = test.requiredText("name");
        String path = path(test, "path");
        boolean shouldExist = test.flag("shouldExist", true);
        var read = new ExistenceTest(
                name, path, shouldExist, test.text("permissions"), test.integer("uid"), test.integer("gid"), who(test));
        boolean says = read.permissions().isPresent()
                || read.uid().isPresent()
                || read.gid().isPresent()
                || read.executableBy().isPresent();
        if (!shouldExist && says) {
            test.problem(
                    test.at(), "a file that shouldn't exist can't have permissions or an owner", "remove one of them");
        }
        return read;
    }

    private static Optional<Who> who(Fields test) {
        List<String> known = Stream.of(Who.values())
                .map(who -> who.name().toLowerCase(Locale.ROOT))
                .toList();
        Optional<String> text = test.text("isExecutableBy").filter(word -> !word.isEmpty());
        if (text.isPresent() && !known.contains(text.get())) {
            test.problem(
                    test.at("isExecutableBy"),
                    "nobody is called '" + text.get() + "'",
                    Nearest.mend(text.get(), known));
            return Optional.empty();
        }
        return text.map(word -> Who.valueOf(word.toUpperCase(Locale.ROOT)));
    }

    private ContentTest content(Fields test) {
        return new ContentTest(
                test.requiredText("name"),
                path(test, "path"),
                test.patterns("expectedContents"),
                test.patterns("excludedContents"));
    }

    private MetadataTest metadata(Fields test) {
        // 'env' is what container-structure-test's code called it before its manual's 'envVars'.
        String variables = test.has("envVars") || !test.has("env") ? "envVars" : "env";
        return new MetadataTest(
                test.each(variables, "a variable", this::expectedValue),
                test.each("unboundEnvVars", "a variable", variable -> variable.requiredText("key")),
                test.each("labels", "a label", this::expectedValue),
                test.has("entrypoint") ? Optional.of(test.texts("entrypoint")) : Optional.empty(),
                test.has("cmd") ? Optional.of(test.texts("cmd")) : Optional.empty(),
                test.texts("exposedPorts"),
                test.texts("unexposedPorts"),
                test.texts("volumes"),
                test.texts("unmountedVolumes"),
                test.text("workdir").filter(text -> !text.isEmpty()),
                test.text("user").filter(text -> !text.isEmpty()));
    }

    private ExpectedValue expectedValue(Fields value) {
        String key = value.requiredText("key");
        Optional<Pattern> pattern = value.flag("isRegex", false) ? value.pattern("value") : Optional.empty();
        return new ExpectedValue(key, value.text("value").orElse(""), pattern);
    }

    /** The path of a container's file: it begins with a slash, or with a variable of the image. */
    static String path(Fields fields, String key) {
        String path = fields.requiredText(key);
        if (!path.isBlank() && !path.startsWith("/") && !path.startsWith("$")) {
            fields.problem(fields.at(key), "'" + key + "' is '" + path + "'", "write a path that begins with '/'");
        }
        return path;
    }

    private Map<String, String> variables(Fields fields, String key) {
        var variables = new LinkedHashMap<String, String>();
        fields.each(key, "a variable", variable -> {
            variables.put(variable.requiredText("key"), variable.text("value").orElse(""));
            return key;
        });
        return variables;
    }
}
