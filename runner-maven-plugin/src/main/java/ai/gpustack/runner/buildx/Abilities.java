package ai.gpustack.runner.buildx;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.NoDocker;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Parallel;
import ai.gpustack.runner.process.Programs;
import java.util.List;

/**
 * What the installed buildx can do. By capability, not by number: distributions backport and rename.
 *
 * @param version what it calls itself
 * @param jobs whether bake takes {@code --jobs}
 * @param rawJson whether it takes {@code --progress=rawjson}
 */
record Abilities(String version, boolean jobs, boolean rawJson) {

    private static final Command VERSION = Command.of("docker", "buildx", "version");
    private static final Command BAKE_HELP = Command.of("docker", "buildx", "bake", "--help");

    /**
     * Asks the installed buildx.
     *
     * @throws BrokenEnvironment if there is no docker, or it has no buildx
     */
    static Abilities find(Programs programs) {
        List<Output> answers;
        try {
            // Side by side: to start docker and its plugin takes longer than all that they do here.
            answers = Parallel.map(List.of(VERSION, BAKE_HELP), 2, programs::capture);
        } catch (BrokenEnvironment e) {
            throw NoDocker.orElse(e);
        }
        Output version = answers.get(0);
        if (!version.succeeded()) {
            throw new BrokenEnvironment(
                    // its last words are advice on --help
                    "docker has no buildx: 'docker buildx version' said: " + version.firstWords(),
                    "install Docker's buildx plugin: the package docker-buildx-plugin, in some distributions docker-buildx");
        }
        String help = answers.get(1).out();
        return new Abilities(version.out().strip(), help.contains("--jobs"), help.contains("rawjson"));
    }
}
