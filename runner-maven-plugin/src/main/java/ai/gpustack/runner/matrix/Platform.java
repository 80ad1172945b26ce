package ai.gpustack.runner.matrix;

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
