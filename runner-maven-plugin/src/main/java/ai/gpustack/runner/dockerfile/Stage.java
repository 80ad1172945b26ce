package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import java.util.List;
import java.util.Optional;

/**
 * A stage: a FROM line and the instructions below it.
 *
 * @param number its place in the file, counted from 0, by which {@code COPY --from=0} refers to it
 * @param name the name after {@code AS}, in lower case; empty where there is none
 * @param base the image or stage after FROM, as written
 * @param platform the value of {@code --platform}, as written
 * @param instructions what follows, in order
 * @param arguments the build arguments that its ARG lines declare, in order
 * @param at where its FROM is
 * @param comments the comment lines above its FROM line, without {@code #}
 */
public record Stage(
        int number,
        Optional<String> name,
        String base,
        Optional<String> platform,
        List<Instruction> instructions,
        List<Argument> arguments,
        Location at,
        List<Located<String>> comments) {

    /** The name of the stage that the services of a backend are built on, by convention. */
    public static final String RUNTIME = "runtime";

    public Stage {
        instructions = List.copyOf(instructions);
        arguments = List.copyOf(arguments);
        comments = List.copyOf(comments);
    }

    /** {@return its name, else {@code stage-N}, as BuildKit shows it} */
    public String label() {
        return name.orElse("stage-" + number);
    }
}
