package ai.gpustack.runner.engine;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The engine of this machine, for the tests that need a real one. */
public final class RealEngine {

    /** A small index for amd64 and arm64, which {@code dev/engine up} puts into its mirror. */
    public static final String BASE_INDEX = "localhost:5001/library/debian:bookworm-slim";

    private final Programs programs = new Programs();
    private final Engine engine = new Engine(programs);

    private RealEngine() {}

    /**
     * The engine; without one the test is skipped, or fails where {@code RUNNER_IT_ENGINE=required} says that there is one.
     *
     * @return the engine
     */
    public static RealEngine orSkip() {
        var real = new RealEngine();
        try {
            real.engine.machine();
            return real;
        } catch (BrokenEnvironment e) {
            String sentence = "needs a Docker engine: 'dev/engine up' gives one (" + e.getMessage() + ")";
            if ("required".equals(System.getenv("RUNNER_IT_ENGINE"))) {
                fail(sentence);
            }
            return abort(sentence);
        }
    }

    /** {@return the engine} */
    public Engine engine() {
        return engine;
    }

    /**
     * Runs docker, which has to succeed.
     *
     * @param limit how long it may take
     * @param arguments its arguments
     * @return what it printed
     */
    public String docker(Duration limit, String... arguments) {
        var all = new ArrayList<>(List.of("docker"));
        all.addAll(List.of(arguments));
        Output output = programs.capture(Command.of(all).within(limit));
        if (!output.succeeded()) {
            return fail("'" + String.join(" ", all) + "' failed:\n" + output.err());
        }
        return output.out();
    }

    /**
     * Builds and loads an image.
     *
     * @param context an empty folder
     * @param platform the platform
     * @param tag the image's tag
     * @param dockerfile the Dockerfile's text
     */
    public void build(Path context, String platform, String tag, String dockerfile) {
        try {
            Files.writeString(context.resolve("Dockerfile"), dockerfile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        docker(
                Duration.ofMinutes(5),
                "buildx",
                "build",
                "--load",
                "--provenance=false",
                "--platform",
                platform,
                "--tag",
                tag,
                context.toString());
    }

    /** {@return the names of the containers that tests left behind} */
    public String leftovers() {
        return docker(Duration.ofMinutes(1), "ps", "--all", "--quiet", "--filter", "label=" + Engine.LABEL);
    }
}
