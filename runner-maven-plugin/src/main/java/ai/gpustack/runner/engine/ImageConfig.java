package ai.gpustack.runner.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an image says about how it is run, by the OCI image specification's configuration.
 *
 * @param environment its variables
 * @param labels its labels
 * @param entrypoint what is started; empty for none
 * @param command the default arguments; empty for none
 * @param exposedPorts as {@code 8080/tcp}
 * @param volumes the paths of its volumes
 * @param directory the working directory; the empty text where it names none
 * @param user the user; the empty text where it names none
 */
public record ImageConfig(
        Map<String, String> environment,
        Map<String, String> labels,
        List<String> entrypoint,
        List<String> command,
        Set<String> exposedPorts,
        Set<String> volumes,
        String directory,
        String user) {

    public ImageConfig {
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        exposedPorts = Set.copyOf(exposedPorts);
        volumes = Set.copyOf(volumes);
    }
}
