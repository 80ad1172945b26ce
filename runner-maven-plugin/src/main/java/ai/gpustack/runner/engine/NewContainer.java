package ai.gpustack.runner.engine;

import ai.gpustack.runner.matrix.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container to be made, as a value.
 *
 * @param image the image's reference; it is not pulled
 * @param platform which of the image's platforms
 * @param environment variables added to the image's own
 * @param entrypoint whether the image's own entrypoint is started, with {@code command} as its arguments; else {@code command}
 *     is what is started
 * @param command the arguments
 * @param port the container's port to be published; empty for none
 */
public record NewContainer(
        String image,
        Platform platform,
        Map<String, String> environment,
        boolean entrypoint,
        List<String> command,
        Optional<Integer> port) {

    public NewContainer {
        environment = Map.copyOf(environment);
        command = List.copyOf(command);
    }
}
