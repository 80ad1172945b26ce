package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.it.Machine;
import ai.gpustack.runner.it.NeedsEngine;
import ai.gpustack.runner.it.PushedImages;
import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.plan.BasesLock;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlanRequest;
import ai.gpustack.runner.plan.Planner;
import ai.gpustack.runner.plan.Selection;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The definition that a lock gives, built by BuildKit itself after the base's tag has moved. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class PinnedBasesIT {

    private static final String REGISTRY = Machine.REGISTRY;

    @TempDir
    private Path root;

    private void write(String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), text);
    }

    private final String repository = "it-bases/" + UUID.randomUUID();

    @AfterEach
    void removeTheBase() {
        Machine.removeImages(REGISTRY + "/" + repository);
    }

    private Map<String, Object> push(String edition) {
        Machine.pushImage(
                root.resolve("base").toFile(),
                REGISTRY + "/" + repository + ":1",
                "linux/amd64,linux/arm64",
                "FROM debian:bookworm-slim AS made\nRUN echo " + edition
                        + " >/edition\nFROM scratch\nCOPY --from=made /edition /\n");
        return new PushedImages(REGISTRY, repository).manifest("1");
    }

    @Test
    void FROM_COPY_and_mounts_take_the_locked_image_although_the_tag_has_moved() throws IOException {
        Map<String, Object> first = push("first");
        Map<String, Object> second = push("second");
        assertThat(first).isNotEqualTo(second);
        String base = REGISTRY + "/" + repository + ":1";
        write("pack/cpu/Dockerfile", """
                ARG CPU_VERSION=12
                ARG HELLO_VERSION=1
                FROM --platform=$BUILDPLATFORM %1$s AS builders
                FROM %1$s AS from
                FROM debian:bookworm-slim AS mounted
                RUN --mount=from=%1$s,target=/m cp /m/edition /edition
                FROM scratch AS hello
                COPY --from=from /edition /from
                COPY --from=builders /edition /builders
                COPY --from=%1$s /edition /copied
                COPY --from=mounted /edition /mounted
                """.formatted(base));

        assertThat(build(lock(base, first))).containsOnly("first");
        assertThat(build(BasesLock.absent("bases.lock"))).containsOnly("second");
    }

    private BasesLock lock(String base, Map<String, Object> index) throws IOException {
        var text = new StringBuilder(base + ":\n");
        for (Object entry : (List<?>) index.get("manifests")) {
            var manifest = (Map<?, ?>) entry;
            var platform = (Map<?, ?>) manifest.get("platform");
            text.append("  linux/" + platform.get("architecture") + ": " + manifest.get("digest") + "\n");
        }
        write("bases.lock", text.toString());
        return BasesLock.read(root.resolve("bases.lock"), "bases.lock");
    }

    /** What each way of naming the base gave. */
    private List<String> build(BasesLock lock) throws IOException {
        Matrix matrix = MatrixReader.parse(
                "matrix.yml", "platforms: [linux/amd64]\nrules: [{backend: cpu, services: [hello]}]\n");
        Plan plan = Planner.plan(
                        new PlanRequest(matrix, new Pack(root, Path.of("pack")), Selection.ALL, Map.of(), "r/x", "r/x")
                                .with(lock))
                .orThrow();
        write("docker-bake.json", PlanFormat.BAKE.render(plan, matrix, 1));
        Path out = root.resolve("out");
        Output output = new Programs()
                .capture(Command.of(
                                "docker",
                                "buildx",
                                "bake",
                                "--file",
                                "docker-bake.json",
                                "--allow=fs=" + out,
                                "--set",
                                "*.tags=",
                                "--set",
                                "*.annotations=",
                                "--set",
                                "*.output=type=local,dest=" + out)
                        .in(root));
        assertThat(output.succeeded()).as(output.err()).isTrue();
        return List.of(
                Files.readString(out.resolve("from")).strip(),
                Files.readString(out.resolve("builders")).strip(),
                Files.readString(out.resolve("copied")).strip(),
                Files.readString(out.resolve("mounted")).strip());
    }
}
