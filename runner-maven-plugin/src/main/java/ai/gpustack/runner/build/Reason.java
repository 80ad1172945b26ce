package ai.gpustack.runner.build;

import ai.gpustack.runner.build.Destination.Earlier;
import ai.gpustack.runner.build.Destination.Existing;
import ai.gpustack.runner.plan.PlatformImage;
import java.util.List;
import java.util.Optional;

/** Why a platform image is built. */
final class Reason {

    private Reason() {}

    /**
     * Why an image is built, if it is.
     *
     * @param image the image
     * @param there what the destination has
     * @param rebuilds whether images are built that are there
     * @return {@code never built}, {@code forced; …}, or what changed since it was built; empty if it isn't built
     */
    static Optional<String> toBuild(PlatformImage image, Existing there, boolean rebuilds) {
        if (there instanceof Existing.Missing missing) {
            return Optional.of(
                    missing.earlier().map(earlier -> since(image, earlier)).orElse("never built"));
        }
        if (there instanceof Existing.MissingBecause because) {
            return Optional.of(because.why());
        }
        return rebuilds ? Optional.of("forced; what was there loses its tags") : Optional.empty();
    }

    private static String since(PlatformImage image, Earlier earlier) {
        if (earlier.id().isEmpty()) {
            return "its platform tag holds an image that this plugin didn't build";
        }
        if (earlier.id().get().equals(image.id())) {
            return "it has no id tag";
        }
        List<String> changes =
                earlier.inputs().map(image.inputs()::changesSince).orElse(List.of());
        return changes.isEmpty()
                ? "changed; the image there doesn't say what it was made of"
                : String.join(", ", changes);
    }
}
