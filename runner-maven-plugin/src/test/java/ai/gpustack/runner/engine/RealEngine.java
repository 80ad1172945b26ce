package ai.gpustack.runner.engine;

import static org.junit.jupiter.api.Assertions.fail;

import ai.gpustack.runner.it.Need;
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

    /**
     * Makes sure of an engine.
     *
     * @throws org.opentest4j.TestAbortedException if there is none; an AssertionError where there has to be one
     */
    public static void needed() {
        try {
            new RealEngine().engine.machine();
        } catch (BrokenEnvironment e) {
            throw Need.ENGINE.missing("needs a Docker engine: 'dev/engine up' gives one (" + e.getMessage() + ")");
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
