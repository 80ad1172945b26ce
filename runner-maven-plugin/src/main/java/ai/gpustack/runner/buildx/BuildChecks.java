package ai.gpustack.runner.buildx;

import ai.gpustack.runner.lint.Finding;
import ai.gpustack.runner.lint.RuleDescription;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Parallel;
import ai.gpustack.runner.process.Programs;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** BuildKit's own checks of a build ({@code docker buildx build --call=check}), as findings. */
public final class BuildChecks {

    private static final JsonMapper JSON = new JsonMapper();

    /** A check waits for a registry that says what a base image is; the engine does little. */
    private static final int AT_A_TIME = 4;

    private final Programs programs;
    private final Path directory;
    private final Optional<String> builder;

    /**
     * The checks of a builder.
     *
     * @param programs runs programs
     * @param directory the directory in which buildx is run: contexts are relative to it
     * @param builder the builder to use; empty for the one that is selected
     */
    public BuildChecks(Programs programs, Path directory, Optional<String> builder) {
        this.programs = programs;
        this.directory = directory;
        this.builder = builder;
    }

    /**
     * Checks the builds of platform images. Platforms don't make a difference: each Dockerfile, target and set of arguments is
     * checked once.
     *
     * @param images the platform images
     * @return what BuildKit says, each finding once
     * @throws BrokenEnvironment if buildx can't be run, or gives no answer
     */
    public List<Finding> check(List<PlatformImage> images) {
        Map<List<Object>, PlatformImage> distinct = new LinkedHashMap<>();
        images.forEach(image ->
                distinct.putIfAbsent(List.of(image.context(), image.dockerfile(), image.stage(), image.args()), image));
        var findings = new LinkedHashSet<Finding>();
        Parallel.map(List.copyOf(distinct.values()), AT_A_TIME, this::check).forEach(findings::addAll);
        return List.copyOf(findings);
    }

    private List<Finding> check(PlatformImage image) {
        Command command = command(image);
        Output output = programs.capture(command);
        String file = image.context() + "/" + image.dockerfile();
        // Its exit status says only whether there is something to say; what can't be built at all is said in JSON, too.
        return findings(output.out(), file)
                .orElseThrow(() -> new BrokenEnvironment(
                        "'" + command + "' gave no answer: " + output.lastWords(),
                        "see whether the engine runs ('docker buildx inspect'), or leave out -Drunner.check"));
    }

    Command command(PlatformImage image) {
        var arguments = new ArrayList<>(List.of("docker", "buildx", "build", "--call=check,format=json"));
        builder.ifPresent(name -> arguments.addAll(List.of("--builder", name)));
        arguments.addAll(List.of("--file", image.context() + "/" + image.dockerfile()));
        arguments.addAll(List.of("--target", image.stage()));
        arguments.addAll(List.of("--platform", image.platform().toString()));
        image.args().forEach((name, value) -> arguments.addAll(List.of("--build-arg", name + "=" + value)));
        arguments.add(image.context());
        return Command.of(arguments).in(directory);
    }

    /**
     * Reads an answer.
     *
     * @param answer what buildx printed
     * @param file the Dockerfile, as shown to people
     * @return the findings; empty if it is no answer
     */
    static Optional<List<Finding>> findings(String answer, String file) {
        JsonNode json;
        try {
            json = JSON.readTree(answer);
        } catch (JacksonException e) {
            return Optional.empty();
        }
        if (json == null || !json.isObject()) {
            return Optional.empty();
        }
        var findings = new ArrayList<Finding>();
        json.path("warnings").forEach(warning -> findings.add(warning(warning, file)));
        JsonNode error = json.path("buildError");
        if (error.isObject()) {
            Problem problem = Problem.error(at(error, file), text(error, "message"), "");
            findings.add(new Finding(RuleDescription.ofBuildKitErrors(), problem, Optional.empty()));
        }
        return Optional.of(findings);
    }

    private static Finding warning(JsonNode warning, String file) {
        RuleDescription rule = RuleDescription.ofBuildKit(
                text(warning, "ruleName"), text(warning, "description"), text(warning, "url"));
        Problem problem = Problem.warning(at(warning, file), text(warning, "detail"), "see " + rule.page());
        return new Finding(rule, problem, Optional.empty());
    }

    private static Location at(JsonNode node, String file) {
        return new Location(file, node.at("/location/ranges/0/start/line").asInt(0), 0);
    }

    /** A text on one line. */
    private static String text(JsonNode node, String field) {
        return node.path(field).asString("").strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
