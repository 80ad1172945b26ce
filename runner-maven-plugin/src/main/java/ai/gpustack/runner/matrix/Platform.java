package ai.gpustack.runner.matrix;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An operating system and processor architecture that an image runs on, as the OCI image index names it.
 *
 * @param os the operating system: {@code linux}
 * @param architecture the processor architecture: {@code amd64}, {@code arm64}, {@code arm}, …
 * @param variant the architecture's variant ({@code v7} of {@code arm}); empty where there is none
 */
public record Platform(String os, String architecture, Optional<String> variant) implements Comparable<Platform> {

    private static final Pattern FORM = Pattern.compile("([a-z0-9]+)/([a-z0-9]+)(?:/([a-z0-9.]+))?");

    /**
     * Reads {@code os/arch[/variant]}.
     *
     * @param text the text
     * @return the platform; empty if the text has another form
     */
    public static Optional<Platform> parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Platform(matcher.group(1), matcher.group(2), Optional.ofNullable(matcher.group(3))));
    }

    /**
     * The same platform as BuildKit and registries write it (containerd/platforms, {@code Normalize}): other names of an
     * architecture are replaced, and a variant that the architecture's name stands for is left out.
     *
     * @return {@code linux/arm64} for {@code linux/arm64/v8}, {@code linux/arm/v7} for {@code linux/arm}
     */
    public Platform normalized() {
        String named = variant.orElse("");
        return switch (architecture) {
            case "i386" -> with("386", "");
            case "amd64" -> with("amd64", named.equals("v1") ? "" : named);
            case "aarch64", "arm64" ->
                with(
                        "arm64",
                        switch (named) {
                            case "8", "v8", "v8.0" -> "";
                            case "9", "9.0", "v9.0" -> "v9";
                            default -> named;
                        });
            case "armhf" -> with("arm", "v7");
            case "armel" -> with("arm", "v6");
            case "arm" ->
                with(
                        "arm",
                        switch (named) {
                            case "", "7" -> "v7";
                            case "5", "6", "8" -> "v" + named;
                            default -> named;
                        });
            default -> this;
        };
    }

    /**
     * This platform, in its normal form, and those of the same processor with an older variant, whose images run on it, too: what
     * BuildKit takes where an image has no other (containerd/platforms, {@code Only}).
     *
     * @return this one first, the oldest last
     */
    public List<Platform> orOlder() {
        Platform own = normalized();
        List<String> variants =
                switch (own.architecture) {
                    case "amd64" -> List.of("v4", "v3", "v2", "");
                    case "arm64" -> List.of("v9", "");
                    case "arm" -> List.of("v8", "v7", "v6", "v5");
                    default -> List.of();
                };
        int at = variants.indexOf(own.variant.orElse(""));
        return at < 0
                ? List.of(own)
                : variants.subList(at, variants.size()).stream()
                        .map(variant -> own.with(own.architecture, variant))
                        .toList();
    }

    private Platform with(String otherArchitecture, String otherVariant) {
        return new Platform(
                os, otherArchitecture, otherVariant.isEmpty() ? Optional.empty() : Optional.of(otherVariant));
    }

    /** {@return the form in a platform tag and in a file name: {@code linux-arm-v7}} */
    public String tagSuffix() {
        return toString().replace('/', '-');
    }

    /** {@return {@code os/arch[/variant]}, as Docker writes it} */
    @Override
    public String toString() {
        return os + "/" + architecture + variant.map(v -> "/" + v).orElse("");
    }

    @Override
    public int compareTo(Platform other) {
        return toString().compareTo(other.toString());
    }
}
