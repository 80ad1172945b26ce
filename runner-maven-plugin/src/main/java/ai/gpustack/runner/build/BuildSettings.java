package ai.gpustack.runner.build;

import ai.gpustack.runner.source.OptionPlaces;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a plan is built.
 *
 * @param force whether images are built that are up to date
 * @param parallel how many platform images are built at a time by each builder, at least 1
 * @param failFast whether the first failure ends everything
 * @param timeout how long a platform image may take, from its first step on; empty for as long as it takes
 * @param retries how often what may pass is tried again
 * @param emulation whether a builder may emulate a platform that isn't its own
 * @param leavesCacheAside whether everything is built anew, whatever the builder or a cache has
 * @param pulls whether base images are looked up anew
 * @param builders which builder builds what
 * @param access what steps may use
 * @param caches where layers come from and go to
 * @param labels labels and annotations that every platform image gets, beside its id
 * @param disk tells how much room builders have
 * @param output where the definition and the logs are written: {@code target/runner}
 */
public record BuildSettings(
        boolean force,
        int parallel,
        boolean failFast,
        Optional<Duration> timeout,
        Retries retries,
        boolean emulation,
        boolean leavesCacheAside,
        boolean pulls,
        Builders builders,
        Access access,
        Caches caches,
        Labels labels,
        BuilderDisk disk,
        Path output) {

    /**
     * What steps may use. Values of secrets are never here, only where they are found.
     *
     * @param secrets what {@code RUN --mount=type=secret,id=…} may read, by id
     * @param ssh agents and keys for {@code RUN --mount=type=ssh}, in buildx's own form: {@code default}, {@code ID=PATH}
     * @param entitlements what the builder is asked to allow: {@code network.host}, {@code security.insecure}
     * @param places where all of these were given
     */
    public record Access(
            Map<String, Secret> secrets, List<String> ssh, List<String> entitlements, OptionPlaces places) {

        /** Nothing. */
        public static final Access NONE = new Access(Map.of(), List.of(), List.of(), OptionPlaces.COMMAND_LINE);
    }

    /** Where a secret is found. */
    public sealed interface Secret {

        /** {@return whether there is nothing in it, as in CI's variables for secrets that nobody has set} */
        boolean isEmpty();

        /**
         * In a file.
         *
         * @param path the file
         */
        record InFile(Path path) implements Secret {

            @Override
            public boolean isEmpty() {
                return path.toFile().length() == 0;
            }
        }

        /**
         * In a variable of Maven's environment.
         *
         * @param variable its name
         */
        record InEnvironment(String variable) implements Secret {

            @Override
            public boolean isEmpty() {
                return Objects.requireNonNullElse(System.getenv(variable), "").isEmpty();
            }
        }
    }

    /**
     * What an image says of itself, beside what the plugin says.
     *
     * @param onBoth labels that are annotations of the manifest, too
     * @param annotations annotations alone
     */
    public record Labels(Map<String, String> onBoth, Map<String, String> annotations) {

        /** None. */
        public static final Labels NONE = new Labels(Map.of(), Map.of());
    }
}
