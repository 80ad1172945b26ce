package ai.gpustack.runner.engine;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Where an engine looks for Docker Hub's images before it asks the hub: {@code registry-mirrors} of its configuration. */
public final class HubMirrors {

    private static final Duration SHORT = Duration.ofMinutes(1);

    private HubMirrors() {}

    /**
     * The mirrors of the engine that the {@code docker} command talks to.
     *
     * @param programs runs the command
     * @return their addresses, in the order in which they are asked; none if the engine has none
     * @throws BrokenEnvironment if there is no engine
     */
    public static List<URI> of(Programs programs) {
        Output output = new Docker(programs)
                .ask(Docker.command("info", "--format", "{{json .RegistryConfig}}")
                        .within(SHORT));
        if (!output.succeeded()) {
            throw new BrokenEnvironment("the Docker engine doesn't answer (" + output.lastWords() + ")", Docker.MEND);
        }
        return read(output.out());
    }

    static List<URI> read(String config) {
        var mirrors = new ArrayList<URI>();
        for (JsonNode mirror :
                InspectReader.json(config.isBlank() ? "null" : config).path("Mirrors")) {
            try {
                var address = new URI(mirror.asString(""));
                if (address.getAuthority() != null) {
                    mirrors.add(address);
                }
            } catch (URISyntaxException e) {
                // the engine can't use it either
            }
        }
        return List.copyOf(mirrors);
    }
}
