package ai.gpustack.runner.engine;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Exit;
import ai.gpustack.runner.process.NoDocker;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Runs the {@code docker} command, and tells "the engine isn't there" from every other failure. */
final class Docker {

    static final String MEND =
            "start Docker (its daemon, dockerd), or choose another engine with 'docker context use'; where it says permission"
                    + " denied, add this user to the group docker";

    /** The client's own words, over several of its versions. */
    private static final Pattern UNREACHABLE = Pattern.compile(
            "(?i)cannot connect to the docker daemon|failed to connect to the docker api|error during connect|is the docker daemon running"
                    + "|permission denied while trying to connect");

    private static final int MOST_OUTPUT = 1 << 20;

    private final Programs programs;

    Docker(Programs programs) {
        this.programs = programs;
    }

    static Command command(String... arguments) {
        return command(List.of(arguments));
    }

    static Command command(List<String> arguments) {
        var all = new ArrayList<String>(arguments.size() + 1);
        all.add("docker");
        all.addAll(arguments);
        return Command.of(all);
    }

    /** Runs a command whose failure is an answer; its output is cut off at a megabyte. */
    Output ask(Command command) {
        var out = new BoundedText(MOST_OUTPUT);
        var err = new BoundedText(MOST_OUTPUT);
        Exit exit;
        try {
            exit = programs.run(command, out::line, err::line);
        } catch (BrokenEnvironment e) {
            throw NoDocker.orElse(e);
        }
        var output = new Output(exit, out.toString(), err.toString());
        expectEngine(output);
        return output;
    }

    /** Runs a command that has to succeed, and returns what it printed on standard output. */
    String tell(Command command, Duration patience) {
        Output output = ask(command.within(patience));
        if (!output.succeeded()) {
            throw failed(command, output);
        }
        return output.out().strip();
    }

    /** Runs a command that prints bytes. */
    Output pipe(Command command, Programs.BytesReader out) {
        Output output = programs.pipe(command, out);
        expectEngine(output);
        return output;
    }

    static BrokenEnvironment failed(Command command, Output output) {
        String why = output.exit().timedOut() ? "it took too long" : output.lastWords();
        return new BrokenEnvironment(
                "'" + command + "' failed: " + why, "look at what the engine says, then run this again");
    }

    private static void expectEngine(Output output) {
        if (!output.succeeded() && UNREACHABLE.matcher(output.err()).find()) {
            String words = output.err()
                    .lines()
                    .filter(line -> UNREACHABLE.matcher(line).find())
                    .findFirst()
                    .orElse("");
            throw new BrokenEnvironment("the Docker engine doesn't answer (" + words.strip() + ")", MEND);
        }
    }
}
