package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.util.ArrayList;
import java.util.List;

/** The problems found while a file is read. */
final class Problems {

    private final List<Problem> found = new ArrayList<>();

    void error(Location at, String what, String mend) {
        found.add(Problem.error(at, what, mend));
    }

    void warning(Location at, String what, String mend) {
        found.add(Problem.warning(at, what, mend));
    }

    void add(Problem problem) {
        found.add(problem);
    }

    List<Problem> found() {
        return List.copyOf(found);
    }
}
