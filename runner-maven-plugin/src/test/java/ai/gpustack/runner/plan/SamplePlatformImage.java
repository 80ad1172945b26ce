package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.source.Location;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A platform image as a plan has it, for tests of what is done with one: no matrix and no Dockerfile is behind it. */
public final class SamplePlatformImage {

    /** The repository that a sample is for, where it doesn't matter. */
    public static final String REPOSITORY = "localhost:5000/gpustack/runner";

    private SamplePlatformImage() {}

    /**
     * An image whose stage is its service's.
     *
     * @param name what its tag says
     * @param platform {@code os/arch[/variant]}
     * @param id its id
     * @param base the identity of the stage that it shares with others
     * @return the image, selected, in {@link #REPOSITORY}
     */
    public static PlatformImage of(ImageName name, String platform, String id, String base) {
        return new PlatformImage(
                name,
                Platform.parse(platform).orElseThrow(),
                REPOSITORY,
                REPOSITORY,
                name.backendVersion(),
                new Location("matrix.yml", 5, 3),
                "pack/" + name.backend(),
                "Dockerfile",
                name.service(),
                Map.of(),
                0,
                List.of(),
                BuildOptions.NONE,
                new Inputs(
                        name.tag(),
                        name.service(),
                        platform,
                        0,
                        new TreeMap<>(),
                        "content of " + id,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>()),
                id,
                base,
                true);
    }
}
