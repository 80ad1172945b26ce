package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a RUN step gets from whoever builds, beside files and arguments.
 *
 * @param kind what it is
 * @param id which one: a secret's or an agent's id, an entitlement's name; empty if it can't be told without building
 * @param required whether the step fails without it
 * @param at the step
 */
public record Need(Kind kind, Optional<String> id, boolean required, Location at) {

    /** What steps get from whoever builds. */
    public enum Kind {
        /** A file or variable that isn't kept in the image: {@code --mount=type=secret}. */
        SECRET,
        /** An SSH agent or key: {@code --mount=type=ssh}. */
        SSH,
        /** The builder's leave: {@code --network=host} wants {@code network.host}, {@code --security=insecure} {@code security.insecure}. */
        ENTITLEMENT
    }

    /**
     * What the steps of a target need.
     *
     * @param closure the target's stages
     * @return the needs in the file's order; one that several steps have, several times
     */
    public static List<Need> of(Closure closure) {
        var needs = new ArrayList<Need>();
        StageWalk.of(closure, (instruction, variables) -> {
            if (instruction.keyword().equals("RUN") && !instruction.flags().isEmpty()) {
                Mount.of(instruction)
                        .forEach(mount -> ofMount(mount, instruction, variables).ifPresent(needs::add));
                entitlement(instruction, "network", "host").ifPresent(needs::add);
                entitlement(instruction, "security", "insecure").ifPresent(needs::add);
            }
        });
        return needs;
    }

    private static Optional<Need> ofMount(Mount mount, Instruction run, StageVariables variables) {
        return switch (mount.type(variables)) {
            case "secret" -> Optional.of(new Need(Kind.SECRET, secret(mount, variables), mount.isRequired(), run.at()));
            case "ssh" ->
                Optional.of(new Need(
                        Kind.SSH, variables.expand(mount.first("id").orElse("default")), mount.isRequired(), run.at()));
            default -> Optional.empty();
        };
    }

    /** A secret without an id is called like the file that it is mounted as (dockerfile2llb, dispatchSecret). */
    private static Optional<String> secret(Mount mount, StageVariables variables) {
        return mount.first("source", "src", "id")
                .map(variables::expand)
                .orElseGet(() ->
                        variables.expand(mount.target()).map(target -> target.substring(target.lastIndexOf('/') + 1)));
    }

    private static Optional<Need> entitlement(Instruction run, String flag, String value) {
        return run.flag(flag)
                .filter(value::equals)
                .map(given -> new Need(Kind.ENTITLEMENT, Optional.of(flag + "." + value), true, run.at()));
    }
}
