package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Instruction;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A here-document that RUN has the shell run, as opposed to one that a command reads.
 *
 * @param text its lines
 */
record Script(String text) {

    private static final Pattern EXITS = Pattern.compile("set\\s+(?:-[A-Za-z]*e[A-Za-z]*\\b.*|.*-o\\s+errexit\\b.*)");

    static Optional<Script> of(Instruction run) {
        boolean isScript = !run.heredocs().isEmpty() && run.text().matches("(?s)<<-?\\s*\\S+\\s*");
        return isScript ? Optional.of(new Script(run.heredocs().get(0).content())) : Optional.empty();
    }

    /** Whether its first line names a program that runs it, so that SHELL doesn't count. */
    boolean hasInterpreter() {
        return text.stripLeading().startsWith("#!");
    }

    boolean isOneCommand() {
        return commands().size() < 2;
    }

    boolean exitsOnError() {
        return commands().stream()
                .findFirst()
                .filter(line -> EXITS.matcher(line).matches())
                .isPresent();
    }

    private List<String> commands() {
        return text.replaceAll("\\\\\\r?\\n", " ")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }
}
