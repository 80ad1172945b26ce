package ai.gpustack.runner.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes down what decides a target's content; each record begins with its kind. See {@link Closure#canonical()}. */
final class CanonicalContent {

    private final Closure closure;
    private final Dockerfile dockerfile;

    /** The place of a stage among those of the closure: stages outside it don't move it. */
    private final Map<Integer, Integer> places = new HashMap<>();

    private final List<List<String>> records = new ArrayList<>();

    CanonicalContent(Closure closure) {
        this.closure = closure;
        this.dockerfile = closure.dockerfile();
        for (Stage stage : closure.stages()) {
            places.put(stage.number(), places.size());
        }
    }

    List<List<String>> records() {
        for (Directive directive : dockerfile.directives()) {
            // check= decides what is complained about, not what is built.
            if (!directive.name().equals("check")) {
                records.add(List.of("directive", directive.name(), directive.value()));
            }
        }
        for (String name : closure.argumentsInUse()) {
            if (dockerfile.global(name).isPresent()) {
                records.add(List.of("global", name));
            }
        }
        closure.stages().forEach(this::add);
        records.add(List.of("target", stage(closure.target())));
        return List.copyOf(records);
    }

    private String stage(Stage stage) {
        return "stage " + places.get(stage.number());
    }

    private void add(Stage stage) {
        var from = new ArrayList<String>();
        from.add("FROM");
        stage.platform().ifPresent(platform -> from.add("flag --platform=" + platform));
        Optional<Stage> parent = closure.parent(stage);
        from.add(parent.isPresent() ? stage(parent.get()) : "base " + stage.base());
        records.add(from);
        for (Instruction instruction : stage.instructions()) {
            records.add(instruction(instruction));
        }
    }

    private List<String> instruction(Instruction instruction) {
        var record = new ArrayList<String>();
        record.add(instruction.keyword());
        for (String flag : instruction.flags()) {
            record.add("flag " + flag(instruction, flag));
        }
        if (instruction.json()) {
            record.add("json");
        }
        instruction.words().forEach(word -> record.add("word " + word));
        for (Heredoc heredoc : instruction.heredocs()) {
            record.add("heredoc " + heredoc.content());
        }
        return List.copyOf(record);
    }

    /** A stage is named by its place, whether the file refers to it by name or by number. */
    private String flag(Instruction instruction, String flag) {
        if (instruction.keyword().equals("COPY") && flag.startsWith("--from=")) {
            String name = flag.substring("--from=".length());
            return dockerfile
                    .stage(name)
                    .filter(this::inside)
                    .map(s -> "--from=" + stage(s))
                    .orElse(flag);
        }
        if (instruction.keyword().equals("RUN") && flag.startsWith("--mount=")) {
            return Mount.parse(flag.substring("--mount=".length()))
                    .map(this::mount)
                    .orElse(flag);
        }
        return flag;
    }

    private boolean inside(Stage stage) {
        return places.containsKey(stage.number());
    }

    private String mount(Mount mount) {
        var text = new StringBuilder("--mount=");
        mount.fields().forEach((name, value) -> {
            boolean from = name.equals("from") && !value.isEmpty() && !Character.isDigit(value.charAt(0));
            String shown = from
                    ? dockerfile
                            .stage(value)
                            .filter(this::inside)
                            .map(this::stage)
                            .orElse(value)
                    : value;
            text.append(name.length())
                    .append(name)
                    .append(shown.length())
                    .append(':')
                    .append(shown);
        });
        return text.toString();
    }
}
