package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Platform;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an image's tag says: {@code {backend}{backendVersion}[-{variant}]-{service}{serviceVersion}}, all lower case.
 *
 * @param backend the backend: {@code cuda}
 * @param backendVersion the first two dot-separated parts of the backend's version: {@code 12.8}
 * @param variant what else tells images apart: {@code 910b}; empty where there is none
 * @param service the service: {@code vllm}
 * @param serviceVersion the service's version: {@code 0.9.2}
 */
public record ImageName(
        String backend, String backendVersion, Optional<String> variant, String service, String serviceVersion) {

    /** As many characters a tag has at most, by the OCI distribution specification. */
    static final int LONGEST_TAG = 128;

    /** What the multi-arch index that isn't yet released has at the end of its tag. */
    static final String DEV = "-dev";

    /**
     * The name for full versions as build arguments give them.
     *
     * @param backend the backend
     * @param backendVersion the backend's version, of which two parts count
     * @param variant the variant; blank counts as none
     * @param service the service
     * @param serviceVersion the service's version
     * @return the name, in lower case
     */
    public static ImageName of(
            String backend, String backendVersion, String variant, String service, String serviceVersion) {
        return new ImageName(
                lower(backend),
                firstTwoParts(lower(backendVersion)),
                Optional.of(lower(variant)).filter(v -> !v.isBlank()),
                lower(service),
                lower(serviceVersion));
    }

    /** {@return the tag of the released image: {@code cann8.1-910b-vllm0.9.2}} */
    public String tag() {
        return backend + backendVersion + variant.map(v -> "-" + v).orElse("") + "-" + service + serviceVersion;
    }

    /** {@return the tag of the multi-arch image before its release: {@code cann8.1-910b-vllm0.9.2-dev}} */
    public String devTag() {
        return tag() + DEV;
    }

    /**
     * The tag of the image for one platform.
     *
     * @param platform the platform
     * @return {@code cann8.1-910b-vllm0.9.2-linux-amd64}
     */
    public String platformTag(Platform platform) {
        return tag() + "-" + platform.tagSuffix();
    }

    /**
     * The name of a version's build argument.
     *
     * @param of a backend or a service
     * @return {@code CUDA_VERSION}: upper case, {@code -} written as {@code _}
     */
    public static String versionArgument(String of) {
        return of.toUpperCase(Locale.ROOT).replace('-', '_') + "_VERSION";
    }

    private static String firstTwoParts(String version) {
        return Arrays.stream(version.split("\\.", -1)).limit(2).collect(Collectors.joining("."));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** {@return the tag of the released image} */
    @Override
    public String toString() {
        return tag();
    }
}
