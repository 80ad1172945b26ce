package ai.gpustack.runner.source;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The input can't be worked with: matrix.yml, a Dockerfile, a smoke-test file, an option. Nothing was done. It carries all
 * the problems that were found, not only the first.
 */
public final class InvalidInput extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Input with problems.
     *
     * @param problems what is wrong; at least one
     */
    public InvalidInput(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** {@return everything that is wrong, in the order in which it was found} */
    public List<Problem> problems() {
        return problems;
    }
}
