package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildReport;
import ai.gpustack.runner.build.BuildReport.Image;
import ai.gpustack.runner.build.BuildReport.PlatformTest;
import ai.gpustack.runner.build.BuildReport.Step;
import ai.gpustack.runner.build.BuildReport.StepState;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.Failure;
import ai.gpustack.runner.build.FailureKind;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.build.PlatformBuild.Attempt;
import ai.gpustack.runner.build.PlatformBuild.Layer;
import ai.gpustack.runner.build.PlatformBuild.Run;
import ai.gpustack.runner.build.PlatformBuild.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Reports to render. */
final class SampleReports {

    static final String REPOSITORY = "registry.example.com/gpustack/runner";

    private static final Instant BEGIN = Instant.parse("2026-01-31T12:00:00Z");

    private SampleReports() {}

    /** Every state of every step, attempts, warnings and layers: what a release looks like in which some things failed. */
    static BuildReport release() {
        Image whole = image("cann8.1-910b-vllm0.9.2")
                .with(sized(plain("cann8.1-910b-vllm0.9.2", "linux/amd64", BuildState.UP_TO_DATE), 8_312_000_000L))
                .with(sized(plain("cann8.1-910b-vllm0.9.2", "linux/arm64", BuildState.UP_TO_DATE), 7_954_000_000L))
                .withManifest(step(StepState.UNCHANGED, "cann8.1-910b-vllm0.9.2-dev", "it is this digest already"))
                .with(test("linux/amd64", StepState.DONE, List.of()))
                .with(test("linux/arm64", StepState.NOT_RUN, List.of()))
                .withPromotion(step(StepState.DONE, "cann8.1-910b-vllm0.9.2", "released"));
        Image broken = image("cuda12.8-vllm0.33.0")
                .with(sized(
                        plain("cuda12.8-vllm0.33.0", "linux/amd64", BuildState.BUILT)
                                .withRun(Optional.of(retried("cuda12.8-vllm0.33.0-linux-amd64"))),
                        12_480_000_000L))
                .with(failed("cuda12.8-vllm0.33.0", "linux/arm64"))
                .withManifest(step(StepState.WITHHELD, "cuda12.8-vllm0.33.0-dev", "linux/arm64 isn't there"))
                .with(test("linux/amd64", StepState.WITHHELD, List.of()));
        Image lost = image("cpu12.15-llamacpp0.2.6")
                .with(sized(built("cpu12.15-llamacpp0.2.6", "linux/amd64", 30, 75), 412_300_000L))
                .with(plain("cpu12.15-llamacpp0.2.6", "linux/arm64", BuildState.NOT_STARTED));
        Image untrue = image("rocm6.4-sglang0.5.1")
                .with(sized(built("rocm6.4-sglang0.5.1", "linux/amd64", 110, 480.5), 21_010_000_000L))
                .withManifest(step(StepState.DONE, "rocm6.4-sglang0.5.1-dev", "combined"))
                .with(test(
                        "linux/amd64",
                        StepState.FAILED,
                        List.of("answers a completion: expected status 200, found 500", "has a launcher: not there")))
                .withPromotion(step(StepState.WITHHELD, "rocm6.4-sglang0.5.1", "its tests failed on linux/amd64"));
        Image refused = image("musa4.3-vllm0.9.2")
                .with(sized(built("musa4.3-vllm0.9.2", "linux/amd64", 5, 95), 9_100_000_000L))
                .withManifest(step(StepState.FAILED, "musa4.3-vllm0.9.2-dev", "the registry answered 403"))
                .withPromotion(step(StepState.WITHHELD, "musa4.3-vllm0.9.2", "there is no -dev image"));
        return new BuildReport(BuildReport.SCHEMA_VERSION, List.of(whole, broken, lost, untrue, refused));
    }

    /** The same text in every field that holds one. */
    static BuildReport of(String text) {
        var attempt = new Attempt(BEGIN.toString(), 1, Optional.of(text), Optional.of(FailureKind.NETWORK), 1);
        var run = new Run(text, 2, Optional.of(text), List.of(attempt, attempt), List.of(text), Optional.of(text));
        var parsed = new Run(BEGIN.toString(), 2, Optional.of(text), List.of(), List.of(text), Optional.of(text));
        var failure = new Failure(
                FailureKind.OTHER, Optional.of(text), Optional.of(text), text, Optional.of(text), List.of(text, text));
        var size = new Size(5, List.of(new Layer(text, 5, text)));
        var build = new PlatformBuild(
                text,
                text,
                text,
                text,
                BuildState.FAILED,
                text,
                Optional.of(text),
                Optional.of(run),
                Map.of(text, text),
                Optional.of(size),
                Optional.of(failure));
        var missing = PlatformBuild.of(text + 2, text + 2, text, text, BuildState.NOT_STARTED, text)
                .withRun(Optional.of(parsed));
        Image image = Image.of(text)
                .with(build)
                .with(missing)
                .withManifest(new Step(StepState.FAILED, text, Optional.of(text), Optional.empty(), text))
                .with(new PlatformTest(
                        text, StepState.FAILED, Optional.of(text), true, text, List.of(text), Optional.of(text)))
                .withPromotion(new Step(StepState.WITHHELD, text, Optional.of(text), Optional.empty(), text));
        return new BuildReport(BuildReport.SCHEMA_VERSION, List.of(image));
    }

    /** As many images for two platforms each; every 50th platform image failed, with that many lines. */
    static BuildReport large(int images, int lines) {
        var random = new Random(images);
        var entries = new ArrayList<Image>();
        double[] free = new double[8];
        for (int i = 0; i < images; i++) {
            String tag = "cuda12.8-vllm0." + i + ".0";
            Image image = image(tag);
            for (String platform : List.of("linux/amd64", "linux/arm64")) {
                int slot = random.nextInt(free.length);
                double seconds = 20 + random.nextInt(600);
                PlatformBuild build =
                        (entries.size() * 2 + image.platformImages().size()) % 50 == 49
                                ? failure(tag, platform, (long) free[slot], seconds, printed(lines))
                                : sized(
                                        built(tag, platform, (long) free[slot], seconds),
                                        5_000_000_000L + random.nextInt());
                free[slot] += seconds + 1;
                image = image.with(build);
            }
            entries.add(image);
        }
        return new BuildReport(BuildReport.SCHEMA_VERSION, List.copyOf(entries));
    }

    private static List<String> printed(int lines) {
        return IntStream.range(0, lines)
                .mapToObj(i -> i + " #12 ERROR: no matching distribution found for a package with a long name")
                .toList();
    }

    private static Image image(String tag) {
        return Image.of(REPOSITORY + ":" + tag);
    }

    private static PlatformBuild plain(String tag, String platform, BuildState state) {
        String why =
                switch (state) {
                    case UP_TO_DATE -> "it is there with this id";
                    case NOT_STARTED -> "the builder 'farm-arm64' can't be reached";
                    default -> "never built";
                };
        return PlatformBuild.of(
                        platform,
                        REPOSITORY + ":" + tag + "-" + platform.replace('/', '-'),
                        "0123456789abcdef".repeat(4),
                        "registry",
                        state,
                        why)
                .withDigest(state.isThere() ? Optional.of("sha256:" + "a1".repeat(32)) : Optional.empty());
    }

    private static PlatformBuild built(String tag, String platform, long after, double seconds) {
        Instant started = BEGIN.plusSeconds(after);
        var attempt = new Attempt(started.toString(), seconds, Optional.empty(), Optional.empty(), 0);
        var run = new Run(
                started.toString(), seconds, builder(platform), List.of(attempt), List.of(), log(tag, platform));
        return plain(tag, platform, BuildState.BUILT).withRun(Optional.of(run));
    }

    private static Run retried(String tag) {
        var first = new Attempt(
                BEGIN.toString(),
                62.5,
                Optional.of("failed to push: unexpected status from PUT request: 503 Service Unavailable"),
                Optional.of(FailureKind.NETWORK),
                20);
        var second = new Attempt(BEGIN.plusMillis(82_500).toString(), 170, Optional.empty(), Optional.empty(), 0);
        return new Run(
                BEGIN.toString(),
                252.5,
                Optional.of("farm-amd64"),
                List.of(first, second),
                List.of("the cache couldn't be written: 507 Insufficient Storage"),
                Optional.of("logs/gpustack/runner/" + tag + ".log"));
    }

    private static PlatformBuild failed(String tag, String platform) {
        return failure(
                tag,
                platform,
                12,
                101.25,
                List.of(
                        "Collecting vllm==0.33.0",
                        "  Downloading \u001B[32mvllm-0.33.0.tar.gz\u001B[0m (14.2 MB)",
                        "",
                        "ERROR: No matching distribution found for torch==2.9.0 (from `vllm`)"));
    }

    private static PlatformBuild failure(
            String tag, String platform, long after, double seconds, List<String> lastLines) {
        String started = BEGIN.plusSeconds(after).toString();
        var attempt = new Attempt(started, seconds, Optional.of("exit code: 1"), Optional.of(FailureKind.STEP), 0);
        return plain(tag, platform, BuildState.FAILED)
                .withRun(Optional.of(
                        new Run(started, seconds, builder(platform), List.of(attempt), List.of(), log(tag, platform))))
                .withFailure(new Failure(
                        FailureKind.STEP,
                        Optional.of("[vllm 3/5] RUN <<EOF (pip install \"vllm==${VLLM_VERSION}\"...)"),
                        Optional.of("pack/cuda/Dockerfile:42"),
                        "process \"/bin/bash -eo pipefail -c pip install vllm\" did not complete successfully: exit code: 1",
                        Optional.of("see whether this version has a build for linux/arm64"),
                        lastLines));
    }

    private static Optional<String> builder(String platform) {
        return Optional.of("farm-" + platform.substring("linux/".length()));
    }

    private static Optional<String> log(String tag, String platform) {
        return Optional.of("logs/gpustack/runner/" + tag + "-" + platform.replace('/', '-') + ".log");
    }

    private static PlatformBuild sized(PlatformBuild build, long bytes) {
        var layers = new ArrayList<Layer>();
        long left = bytes;
        for (String step : List.of(
                "RUN <<EOF pip install --no-cache-dir vllm==0.33.0 torch==2.9.0 --extra-index-url https://example.com/whl EOF",
                "COPY --from=build /opt/venv /opt/venv",
                "RUN apt-get update && apt-get install --yes --no-install-recommends tini curl python3",
                "ADD rootfs.tar.gz /",
                "COPY entrypoint.sh /",
                "WORKDIR /",
                "RUN ldconfig")) {
            long size = left * 6 / 10;
            left -= size;
            layers.add(new Layer("sha256:" + "b2".repeat(32), size, step));
        }
        return build.withSize(Optional.of(new Size(bytes, layers)));
    }

    private static Step step(StepState state, String tag, String sentence) {
        String reference = REPOSITORY + ":" + tag;
        return new Step(state, reference, Optional.empty(), Optional.of(42L), reference + ": " + sentence);
    }

    private static PlatformTest test(String platform, StepState state, List<String> failures) {
        String sentence =
                switch (state) {
                    case DONE -> "2 checks passed on " + platform;
                    case NOT_RUN -> "this machine can't run " + platform + ": install an emulator";
                    case WITHHELD -> "there is no -dev image to test on " + platform;
                    default -> failures.size() + " checks failed on " + platform;
                };
        return new PlatformTest(
                platform,
                state,
                Optional.empty(),
                false,
                sentence,
                failures,
                state == StepState.NOT_RUN
                        ? Optional.empty()
                        : Optional.of("receipts/sha256-a-" + platform.replace('/', '-') + ".json"));
    }
}
