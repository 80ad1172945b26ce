package ai.gpustack.runner.scaffold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Additions to many matrix files, written in every way that a person might. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ScaffoldPropertiesTest {

    private static final List<String> BACKENDS = List.of("cuda", "cann", "x-pu");
    private static final List<String> SERVICES = List.of("vllm", "sglang", "voxbox", "whisper-cpp");

    @TempDir
    private Path root;

    private final Random random = new Random(20261123);

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean perhaps() {
        return random.nextBoolean();
    }

    @Test
    void exactly_the_new_services_images_are_planned_and_the_rest_of_the_file_stays() throws IOException {
        for (int round = 0; round < 60; round++) {
            Sample sample = new Sample(Files.createDirectories(root.resolve("round" + round)));
            String matrix = matrix();
            sample.file("matrix.yml", matrix);
            BACKENDS.forEach(backend -> sample.file("pack/" + backend + "/Dockerfile", dockerfile(backend)));
            List<PlatformImage> before = planned(sample, matrix);

            String backend = perhaps() ? "rocm" : any(BACKENDS);
            String service = backend.equals("rocm") && perhaps() ? "vllm" : "tgi";
            var options = new ArrayList<>(List.of("backend=" + backend, "service=" + service));
            if (perhaps()) {
                options.add(any(List.of(versionName(service) + "=2.1", "platform=linux/s390x")));
            }
            boolean hasRule =
                    before.stream().anyMatch(image -> image.name().backend().equals(backend));
            if (!hasRule) {
                options.add(versionName(backend) + "=9.0");
            }
            Scaffold scaffold = sample.add(options.toArray(String[]::new));

            String after = sample.files().get("matrix.yml");
            onlyInserts(matrix, after);
            List<PlatformImage> now = planned(sample, after);
            assertThat(now.stream().map(this::identity))
                    .as(after)
                    .containsSubsequence(before.stream().map(this::identity).toList());
            List<PlatformImage> added = now.stream()
                    .filter(image -> image.name().backend().equals(backend)
                            && image.name().service().equals(service))
                    .toList();
            assertThat(added).as(after).isNotEmpty().hasSize(now.size() - before.size());
            assertThat(scaffold.notes()).isNotEmpty();
            assertThat(sample.findings().stream().filter(finding -> finding.matches("pack/rocm/.*|.*(tgi|TGI).*")))
                    .as(after)
                    .isEmpty();
        }
    }

    private String identity(PlatformImage image) {
        return image.tag() + " " + image.id();
    }

    private static List<PlatformImage> planned(Sample sample, String matrix) {
        Plan plan = sample.plan();
        assertThat(plan.errors()).as(matrix).isEmpty();
        return plan.selected();
    }

    /** Something is inserted in one place; or a single service becomes a list, which is two. */
    private static void onlyInserts(String before, String after) {
        String one = after.replaceFirst("\\[(\"?[a-z-]+\"?), tgi]", "$1");
        if (!one.equals(before)) {
            int same = 0;
            while (same < before.length() && before.charAt(same) == after.charAt(same)) {
                same++;
            }
            assertThat(after).as(before).startsWith(before.substring(0, same)).endsWith(before.substring(same));
        }
    }

    private static String dockerfile(String backend) {
        String version = versionName(backend);
        var text = new StringBuilder("# 1. Stage runtime: all.\n# - " + version
                + ": REQUIRED. Version.\n\nARG LEVEL=1\nARG " + version + "\n");
        SERVICES.forEach(
                service -> text.append("ARG " + service.replace('-', '_').toUpperCase(Locale.ROOT) + "_VERSION=0.1\n"));
        text.append("FROM debian:bookworm-slim AS runtime\nARG ")
                .append(version)
                .append("\nARG LEVEL\n");
        SERVICES.forEach(service -> text.append("FROM runtime AS " + service + "\n"));
        return text.toString();
    }

    private String comment() {
        return perhaps() ? "" : any(List.of(" # a comment", "  # x: [y] {z} - \"", " #"));
    }

    private String quoted(String text) {
        return any(List.of(text, "\"" + text + "\"", text));
    }

    /** Rules whose images all differ, by their backends' versions. */
    private String matrix() {
        boolean hasDefault = perhaps();
        var text =
                new StringBuilder(any(List.of("", "# The list\n\n", "---\n", "# yaml-language-server: $schema=x\n")));
        if (hasDefault) {
            text.append("platforms: ")
                    .append(any(List.of("linux/amd64", "[linux/amd64, linux/arm64]", "\n- linux/arm64")))
                    .append(comment())
                    .append('\n');
        }
        boolean brackets = random.nextInt(4) == 0;
        int count = 1 + random.nextInt(5);
        List<String> rules = IntStream.range(0, count)
                .mapToObj(i -> brackets || random.nextInt(4) == 0 ? inBrackets(i, hasDefault) : "")
                .toList();
        if (brackets) {
            String between = any(List.of(", ", ",\n  ", ", # one\n  "));
            text.append("rules: [")
                    .append(perhaps() ? "\n  " : "")
                    .append(String.join(between, rules))
                    .append("]\n");
        } else {
            text.append("rules:").append(comment()).append('\n');
            String indent = " ".repeat(random.nextInt(5));
            boolean parted = perhaps();
            for (int i = 0; i < count; i++) {
                text.append(parted && i > 0 ? "\n" : "");
                text.append(perhaps() ? indent + "# about " + i + "\n" : "");
                text.append(
                        rules.get(i).isEmpty()
                                ? inLines(i, indent, hasDefault)
                                : indent + "- " + rules.get(i) + comment() + "\n");
            }
        }
        text.append(any(List.of("", "", "\n# the end\n", "image: a/b\n")));
        String whole = random.nextInt(5) == 0 ? text.toString().stripTrailing() : text.toString();
        return random.nextInt(4) == 0 ? whole.replace("\n", "\r\n") : whole;
    }

    private List<String> someServices() {
        var services = new ArrayList<>(SERVICES);
        while (services.size() > 1 && perhaps()) {
            services.remove(random.nextInt(services.size()));
        }
        return services.stream().map(this::quoted).toList();
    }

    private String version(int i) {
        return any(List.of(i + ".0", i + "." + random.nextInt(9) + ".1"));
    }

    private static String versionName(String backend) {
        return backend.replace('-', '_').toUpperCase(Locale.ROOT) + "_VERSION";
    }

    private String inBrackets(int i, boolean hasDefault) {
        String backend = any(BACKENDS);
        String platforms = hasDefault && perhaps() ? "" : ", platforms: [linux/amd64]";
        return "{backend: " + quoted(backend) + platforms + ", services: "
                + any(List.of("[" + String.join(", ", someServices()) + "]", any(SERVICES)))
                + ", args: {" + versionName(backend) + ": " + version(i) + ", LEVEL: 2}}";
    }

    private String inLines(int i, String indent, boolean hasDefault) {
        String backend = any(BACKENDS);
        var text = new StringBuilder(indent + "- backend: " + quoted(backend) + comment() + "\n");
        String in = indent + "  ";
        if (!hasDefault || perhaps()) {
            text.append(in + "platforms: [linux/arm64]" + comment() + "\n");
        }
        List<String> services = someServices();
        text.append(any(List.of(
                in + "services: [" + String.join(", ", services) + "]" + comment() + "\n",
                in + "services: [\n" + in + "  " + String.join(",\n" + in + "  ", services) + comment() + "\n" + in
                        + "]\n",
                in + "services:" + comment() + "\n" + in + "- " + String.join("\n" + in + "- ", services) + comment()
                        + "\n",
                in + "services: " + services.get(0) + comment() + "\n")));
        text.append(perhaps() ? in + "# a comment within\n" : "");
        text.append(any(List.of(
                in + "args:\n" + in + "  " + versionName(backend) + ": " + version(i) + comment() + "\n",
                in + "args: [\"" + versionName(backend) + "=" + version(i) + "\"]" + comment() + "\n",
                in + "args: {" + versionName(backend) + ": [" + version(i) + "], LEVEL: [1, 2]}\n" + in
                        + "variant: v${LEVEL}\n",
                in + "args:\n" + in + "  - " + versionName(backend) + "=" + version(i) + "\n" + in + "revision: 2"
                        + comment() + "\n")));
        text.append(perhaps() ? in + "# a comment at its end\n" : "");
        return text.toString();
    }
}
