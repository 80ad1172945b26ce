package ai.gpustack.runner.process;

import java.util.stream.Stream;

/**
 * A program that ended, with all that it printed. For programs that print little.
 *
 * @param exit how it ended
 * @param out its standard output
 * @param err its standard error
 */
public record Output(Exit exit, String out, String err) {

    /** {@return whether it ended by itself with status 0} */
    public boolean succeeded() {
        return exit.succeeded();
    }

    /** {@return what it said first: the first line of standard error that isn't blank, else of standard output, else its status} */
    public String firstWords() {
        return Stream.of(err, out)
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(String::strip)
                .orElse("exit status " + exit.status());
    }

    /** {@return what it said last: the last line of standard error that isn't blank, else of standard output, else its status} */
    public String lastWords() {
        return err.lines()
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> second)
                .or(() -> out.lines().filter(line -> !line.isBlank()).reduce((first, second) -> second))
                .map(String::strip)
                .orElse("exit status " + exit.status());
    }
}
