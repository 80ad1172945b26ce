package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.PlatformImage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which builder builds what.
 *
 * @param standard the builder for platforms that have none of their own; empty for the one that is selected in buildx
 * @param byPlatform builders by platform: {@code linux/arm64}
 */
public record Builders(Optional<String> standard, Map<String, String> byPlatform) {

    /** The one that is selected in buildx, for everything. */
    public static final Builders SELECTED = new Builders(Optional.empty(), Map.of());

    /**
     * The builder for a platform.
     *
     * @param platform {@code os/arch[/variant]}
     * @return its name; empty for the one that is selected in buildx
     */
    public Optional<String> of(String platform) {
        return Optional.ofNullable(byPlatform.get(platform)).or(() -> standard);
    }

    /** Targets by the builder that builds their images, in their order. */
    Map<Optional<String>, Map<String, PlatformImage>> divide(Map<String, PlatformImage> targets) {
        var divided = new LinkedHashMap<Optional<String>, Map<String, PlatformImage>>();
        targets.forEach((target, image) -> divided.computeIfAbsent(
                        of(image.platform().toString()), name -> new LinkedHashMap<>())
                .put(target, image));
        return divided;
    }
}
