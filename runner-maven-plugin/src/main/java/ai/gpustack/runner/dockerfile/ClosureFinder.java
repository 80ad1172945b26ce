package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the stages and images that a stage needs, as BuildKit does before it builds. */
final class ClosureFinder {

    private final Dockerfile dockerfile;
    private final ArgumentValues values;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> bases = new ArrayList<>();
    private final Map<Integer, Integer> parents = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<Integer, List<Source>> sources = new HashMap<>();

    /** A stage or image that an instruction takes files from. */
    private record Source(String name, boolean byNumber, Location at) {}

    ClosureFinder(Dockerfile dockerfile, ArgumentValues values) {
        this.dockerfile = dockerfile;
        this.values = values;
    }

    Closure find(Stage target) {
        problems.addAll(values.problems());
        resolveBases();
        BitSet needed = reachable(target);
        List<Stage> stages = needed.stream().mapToObj(dockerfile.stages()::get).toList();
        stages.forEach(this::checkBase);
        List<BaseImage> images = images(stages);
        dockerfile.stages().forEach(stage -> checkOrder(stage, needed.get(stage.number())));
        parents.keySet().removeIf(number -> !needed.get(number));
        return new Closure(dockerfile, values, target, stages, parents, images, problems);
    }

    /** The numbers of the stages that a stage needs, its own included. */
    private BitSet reachable(Stage from) {
        var seen = new BitSet();
        var open = new ArrayDeque<Stage>();
        open.add(from);
        while (!open.isEmpty()) {
            Stage stage = open.remove();
            if (!seen.get(stage.number())) {
                seen.set(stage.number());
                parent(stage).ifPresent(open::add);
                sources(stage).forEach(source -> stageOf(source).ifPresent(open::add));
            }
        }
        return seen;
    }

    /** Every FROM is expanded, also of stages that aren't needed: a base without a name fails every build of the file. */
    private void resolveBases() {
        for (Stage stage : dockerfile.stages()) {
            String base = expand(stage, stage.base(), "base");
            bases.add(base);
            // A base names a stage further up exactly as BuildKit keeps it, in lower case.
            Integer parent = names.get(base);
            if (parent != null) {
                parents.put(stage.number(), parent);
            }
            stage.name().ifPresent(name -> names.put(name, stage.number()));
        }
    }

    private String expand(Stage stage, String word, String what) {
        var expansion = Expansion.expand(word, values::global, dockerfile.escape());
        if (!expansion.succeeded()) {
            String why = expansion.failure().get();
            problems.add(Problem.error(
                    stage.at(),
                    "the " + what + " '" + word + "' of " + stage.label() + " can't be expanded: " + why,
                    ""));
        } else if (expansion.text().isEmpty() && !word.isEmpty()) {
            String names = String.join(", ", expansion.unset());
            problems.add(Problem.error(
                    stage.at(),
                    "the " + what + " '" + word + "' of " + stage.label() + " is empty",
                    names.isEmpty()
                            ? "name an image"
                            : "give " + names + " a value, or a default in an ARG before the first FROM"));
        }
        return expansion.text();
    }

    /** What is built must not depend on who builds it: an id is equal on every machine. */
    private void checkBase(Stage stage) {
        if (ArgumentValues.isOfTheBuilder(Expansion.expand(stage.base(), values::global, dockerfile.escape()))) {
            problems.add(Problem.error(
                    stage.at(),
                    "the base '" + stage.base() + "' of " + stage.label() + " depends on the machine that builds",
                    "name it by TARGETARCH, or write FROM --platform=$BUILDPLATFORM"));
        }
    }

    /** The platform of a stage's FROM: as written where it is the building machine's. */
    private Optional<String> platform(Stage stage) {
        return stage.platform()
                .map(text -> ArgumentValues.isOfTheBuilder(Expansion.expand(text, values::global, dockerfile.escape()))
                        ? text
                        : expand(stage, text, "platform"))
                .filter(text -> !text.isEmpty());
    }

    private Optional<Stage> parent(Stage stage) {
        return Optional.ofNullable(parents.get(stage.number()))
                .map(number -> dockerfile.stages().get(number));
    }

    private List<Source> sources(Stage stage) {
        return sources.computeIfAbsent(stage.number(), number -> findSources(stage));
    }

    private List<Source> findSources(Stage stage) {
        var sources = new ArrayList<Source>();
        parent(stage)
                .ifPresent(parent -> parent.instructions()
                        .forEach(instruction ->
                                instruction.trigger().ifPresent(trigger -> addSources(trigger, sources))));
        stage.instructions().forEach(instruction -> addSources(instruction, sources));
        return sources;
    }

    private static void addSources(Instruction instruction, List<Source> sources) {
        if (instruction.keyword().equals("COPY")) {
            instruction
                    .flag("from")
                    .filter(from -> !from.isEmpty())
                    .ifPresent(from -> sources.add(new Source(from, true, instruction.at())));
        } else if (instruction.keyword().equals("RUN")) {
            for (Mount mount : Mount.of(instruction)) {
                mount.from().ifPresent(from -> sources.add(new Source(from, false, instruction.at())));
            }
        }
    }

    /** COPY finds a stage by name, in whatever case, or by number; a mount only by name. */
    private Optional<Stage> stageOf(Source source) {
        Integer named = names.get(source.name().toLowerCase(Locale.ROOT));
        if (named == null && source.byNumber()) {
            return dockerfile.numbered(source.name());
        }
        return Optional.ofNullable(named).map(dockerfile.stages()::get);
    }

    private List<BaseImage> images(List<Stage> stages) {
        var images = new LinkedHashMap<String, BaseImage>();
        for (Stage stage : stages) {
            String base = bases.get(stage.number());
            if (!parents.containsKey(stage.number()) && !base.isEmpty() && !base.equals("scratch")) {
                Optional<String> platform = platform(stage);
                images.putIfAbsent(base + " " + platform.orElse(""), new BaseImage(base, platform, stage.at()));
            }
            for (Source source : sources(stage)) {
                String name = source.name();
                boolean image = stageOf(source).isEmpty() && !name.equals("scratch") && !isNumber(source);
                if (image) {
                    images.putIfAbsent(name + " ", new BaseImage(name, Optional.empty(), source.at()));
                }
            }
        }
        return List.copyOf(images.values());
    }

    private static boolean isNumber(Source source) {
        return source.byNumber() && source.name().chars().allMatch(Character::isDigit);
    }

    /**
     * A stage can take files only from stages above it. BuildKit finds that out when it needs the stage; a number that no stage
     * has, and stages that wait for each other, fail every build of the file.
     */
    private void checkOrder(Stage stage, boolean needed) {
        for (Source source : sources(stage)) {
            Optional<Stage> other = stageOf(source);
            if (other.isEmpty() && isNumber(source)) {
                problems.add(Problem.error(
                        source.at(),
                        "there is no stage " + source.name(),
                        "the last one is " + (dockerfile.stages().size() - 1)));
            }
            boolean below = other.filter(o -> o.number() >= stage.number()).isPresent();
            if (below && (needed || reachable(other.get()).get(stage.number()))) {
                problems.add(Problem.error(
                        source.at(),
                        stage.label() + " takes files from '" + source.name() + "', which isn't above it",
                        "move that stage up"));
            }
        }
    }
}
