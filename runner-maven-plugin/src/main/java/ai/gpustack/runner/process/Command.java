package ai.gpustack.runner.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A program to run, as a value: it can be printed before it is run, and no shell ever sees it.
 *
 * @param arguments the program and its arguments; at least the program
 * @param directory the working directory; empty for this process's own
 * @param environment variables added to this process's own
 * @param timeout after which the process tree is ended; empty for none
 */
public record Command(
        List<String> arguments, Optional<Path> directory, Map<String, String> environment, Optional<Duration> timeout) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /**
     * A command in this process's own directory and environment, without a time limit.
     *
     * @param arguments the program and its arguments
     * @return the command
     */
    public static Command of(String... arguments) {
        return of(List.of(arguments));
    }

    /**
     * A command in this process's own directory and environment, without a time limit.
     *
     * @param arguments the program and its arguments
     * @return the command
     */
    public static Command of(List<String> arguments) {
        return new Command(arguments, Optional.empty(), Map.of(), Optional.empty());
    }

    /**
     * The same command with more arguments at its end.
     *
     * @param more the arguments to add
     * @return a new command
     */
    public Command with(List<String> more) {
        var all = new ArrayList<>(arguments);
        all.addAll(more);
        return new Command(all, directory, environment, timeout);
    }

    /**
     * The same command in another directory.
     *
     * @param where the working directory
     * @return a new command
     */
    public Command in(Path where) {
        return new Command(arguments, Optional.of(where), environment, timeout);
    }

    /**
     * The same command with a time limit.
     *
     * @param limit after which its process tree is ended
     * @return a new command
     */
    public Command within(Duration limit) {
        return new Command(arguments, directory, environment, Optional.of(limit));
    }

    /** {@return the program's name, as it was given} */
    public String program() {
        return arguments.get(0);
    }

    /** {@return the command as a person could paste it into a POSIX shell} */
    @Override
    public String toString() {
        return arguments.stream().map(Command::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
