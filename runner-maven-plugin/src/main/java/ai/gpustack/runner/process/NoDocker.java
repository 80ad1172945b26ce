package ai.gpustack.runner.process;

import java.io.IOException;

/** What is said where there is no {@code docker} command, whoever misses it first. */
public final class NoDocker {

    private NoDocker() {}

    /**
     * The same problem in words that help.
     *
     * @param problem why a {@code docker} command couldn't be run
     * @return that there is none, if that is why; else the problem as it is
     */
    public static BrokenEnvironment orElse(BrokenEnvironment problem) {
        return problem.getCause() instanceof IOException
                ? new BrokenEnvironment(
                        "there is no 'docker' command here",
                        "install Docker with buildx, or put it on the PATH that Maven is started with",
                        problem)
                : problem;
    }
}
