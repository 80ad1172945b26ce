package ai.gpustack.runner.scaffold;

import ai.gpustack.runner.lint.Finding;
import ai.gpustack.runner.lint.Linter;
import ai.gpustack.runner.lint.Subject;
import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlanRequest;
import ai.gpustack.runner.plan.Planner;
import ai.gpustack.runner.plan.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A project in a temporary folder, to which something is added. */
record Sample(Path root) {

    Sample file(String name, String text) {
        try {
            Files.createDirectories(root.resolve(name).getParent());
            Files.writeString(root.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files by path. */
    Map<String, String> files() {
        var files = new TreeMap<String, String>();
        try (var paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(path).toString(), Files.readString(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    Pack pack() {
        return new Pack(root, Path.of("pack"));
    }

    /** {@code "backend=cuda", "service=vllm", "platform=…", "NAME=value"}. */
    static Addition addition(String... options) {
        var values = new TreeMap<String, String>();
        Arrays.stream(options).forEach(option -> {
            int equals = option.indexOf('=');
            values.put(option.substring(0, equals), option.substring(equals + 1));
        });
        var asked = new Selection(
                list(values.remove("backend")),
                list(values.remove("service")),
                list(values.remove("platform")),
                list(values.remove("tag")));
        return Addition.of(asked, values);
    }

    private static List<String> list(String text) {
        return text == null ? List.of() : List.of(text.split(","));
    }

    Scaffold scaffold(String... options) {
        Addition addition = addition(options);
        Project project = Project.read(root.resolve("matrix.yml"), pack(), addition.backend());
        return Scaffold.of(addition, project).planned(addition, pack());
    }

    Scaffold add(String... options) {
        Scaffold scaffold = scaffold(options);
        new ChangeWriter(root).write(scaffold.changes());
        return scaffold;
    }

    private Matrix matrix() {
        return MatrixReader.read(root.resolve("matrix.yml"), "matrix.yml");
    }

    Plan plan() {
        return Planner.plan(
                new PlanRequest(matrix(), pack(), Selection.ALL, Map.of(), "gpustack/runner", "gpustack/runner"));
    }

    /** What {@code runner:validate} says. */
    List<String> findings() {
        return Linter.findings(Subject.of(matrix(), pack(), Selection.ALL), plan().problems(), Optional.empty())
                .stream()
                .map(Finding::toString)
                .toList();
    }
}
