package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that an instruction takes from the build context.
 *
 * @param path the path or pattern, arguments expanded; empty if it can't be told without building
 * @param patterns whether it may hold wildcards: those of COPY and ADD may, those of mounts not
 * @param parents whether directories above are copied too ({@code --parents}), so that it may hold {@code **}
 * @param excludes the patterns of {@code --exclude}
 * @param copiesPermissions whether what is taken keeps its permissions in the image: not with {@code --chmod}, and not in a mount
 * @param at the instruction
 */
record ContextSource(
        Optional<String> path,
        boolean patterns,
        boolean parents,
        List<String> excludes,
        boolean copiesPermissions,
        Location at) {

    private static final Pattern REMOTE =
            Pattern.compile("(?i)(?:https?|ssh|git)://.*|[a-z0-9_-]+@[a-z0-9.-]+:.*", Pattern.DOTALL);

    /** What the stages of a closure take. */
    static List<ContextSource> of(Closure closure) {
        var sources = new ArrayList<ContextSource>();
        StageWalk.of(closure, (instruction, variables) -> add(instruction, variables, sources));
        return sources;
    }

    private static void add(Instruction instruction, StageVariables variables, List<ContextSource> sources) {
        switch (instruction.keyword()) {
            case "COPY" -> {
                if (instruction.flag("from").filter(from -> !from.isEmpty()).isEmpty()) {
                    addCopy(instruction, variables, sources);
                }
            }
            case "ADD" -> addCopy(instruction, variables, sources);
            case "RUN" -> Mount.of(instruction).forEach(mount -> addMount(instruction, mount, variables, sources));
            default -> {
                // takes nothing
            }
        }
    }

    private static void addCopy(Instruction copy, StageVariables variables, List<ContextSource> sources) {
        int destination = copy.words().size() - 1;
        for (int i = 0; i < destination; i++) {
            String word = copy.words().get(i);
            if (HeredocReader.mark(word).isPresent()) {
                continue;
            }
            Optional<String> path = variables.expand(word);
            boolean remote = path.filter(
                            text -> text.contains(":") && REMOTE.matcher(text).matches())
                    .isPresent();
            if (!remote) {
                sources.add(new ContextSource(
                        path,
                        true,
                        copy.isOn("parents"),
                        copy.flagValues("exclude"),
                        copy.flag("chmod").isEmpty(),
                        copy.at()));
            }
        }
    }

    private static void addMount(Instruction run, Mount mount, StageVariables variables, List<ContextSource> sources) {
        if (mount.type(variables).equals("bind") && mount.from().isEmpty()) {
            sources.add(new ContextSource(variables.expand(mount.source()), false, false, List.of(), false, run.at()));
        }
    }
}
