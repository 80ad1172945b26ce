package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A Dockerfile as it was read, written down for golden files. */
final class Reading {

    private final StringBuilder out = new StringBuilder();

    static String of(Dockerfile dockerfile, Map<String, String> given) {
        var reading = new Reading();
        reading.read(dockerfile);
        ArgumentValues values = dockerfile.values(given);
        var globals = new LinkedHashMap<>(values.globals());
        globals.keySet().removeIf(name -> dockerfile.global(name).isEmpty());
        reading.line("values", globals);
        for (Stage stage : dockerfile.stages()) {
            dockerfile
                    .closure(String.valueOf(stage.number()), values)
                    .ifPresent(closure -> reading.closure(stage, closure));
        }
        dockerfile.problems().forEach(problem -> reading.line("problem", problem));
        values.problems().forEach(problem -> reading.line("problem", problem));
        return reading.out.toString();
    }

    private void line(String kind, Object value) {
        out.append(kind).append(": ").append(visible(value.toString())).append('\n');
    }

    private static String visible(String text) {
        return text.replace("\\", "\\\\")
                .replace("\r", "\\r")
                .replace("\n", "\\n")
                .replace("\t", "\\t");
    }

    private static String values(List<Located<String>> comments) {
        return comments.stream()
                .map(comment -> comment.at().line() + ":" + comment.at().column() + " " + comment.value())
                .collect(Collectors.joining(" | "));
    }

    private void read(Dockerfile dockerfile) {
        dockerfile.directives().forEach(d -> line("directive", d.name() + " = " + d.value() + " at " + d.at()));
        if (!dockerfile.header().isEmpty()) {
            line("header", values(dockerfile.header()));
        }
        dockerfile.globals().forEach(argument -> line("global", argument(argument)));
        dockerfile.stages().forEach(this::stage);
    }

    private static String argument(Argument argument) {
        return argument.name()
                + argument.defaultValue().map(value -> " = " + value).orElse("")
                + " at "
                + argument.at()
                + argument.description().map(text -> ", description: " + text).orElse("")
                + argument.trailing()
                        .map(text -> ", trailing: " + values(List.of(text)))
                        .orElse("");
    }

    private void stage(Stage stage) {
        line(
                "stage " + stage.number(),
                stage.name().orElse("-")
                        + " from " + stage.base()
                        + stage.platform().map(platform -> " for " + platform).orElse("")
                        + " at " + stage.at());
        stage.arguments().forEach(argument -> line("  argument", argument(argument)));
        stage.instructions().forEach(this::instruction);
    }

    private void instruction(Instruction instruction) {
        String lines = instruction.at().line() == instruction.lastLine() ? "" : "-" + instruction.lastLine();
        line("  " + instruction.at().line() + lines, content(instruction));
        instruction
                .heredocs()
                .forEach(heredoc -> line(
                        "    heredoc " + heredoc.name(),
                        (heredoc.expands() ? "expands " : "literal ")
                                + (heredoc.dropsTabs() ? "drops tabs " : "")
                                + (heredoc.descriptor() > 0 ? "fd " + heredoc.descriptor() + " " : "")
                                + heredoc.content()));
    }

    private static String content(Instruction instruction) {
        return instruction.keyword()
                + instruction.flags().stream().map(flag -> " {" + flag + "}").collect(Collectors.joining())
                + (instruction.json() ? " json" : "")
                + instruction
                        .trigger()
                        .map(trigger -> " > " + content(trigger))
                        .orElseGet(() -> instruction.words().stream()
                                .map(word -> " [" + word + "]")
                                .collect(Collectors.joining()));
    }

    private void closure(Stage stage, Closure closure) {
        String images = closure.images().stream()
                .map(image -> image.reference()
                        + image.platform().map(platform -> " for " + platform).orElse(""))
                .collect(Collectors.joining(", "));
        line(
                "closure of " + stage.label(),
                closure.stages().stream().map(Stage::label).toList() + " images [" + images + "] arguments "
                        + closure.argumentsInUse());
        closure.problems().stream()
                .filter(problem -> !closure.values().problems().contains(problem))
                .forEach(problem -> line("  problem", problem));
    }
}
