package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.Platform;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Recognises the tags of a matrix's images. It is generated from the matrix's own backends and services: there is no second
 * list. Its regular expression is the same text for Java and for Python's {@code re}, apart from how groups are named.
 */
public final class NameGrammar {

    private static final String VERSION = "[a-z0-9_]+(?:\\.[a-z0-9_]+)*";

    private final String regexp;
    private final Pattern pattern;

    private NameGrammar(List<String> backends, List<String> services) {
        this.regexp = "(?<backend>" + oneOf(backends) + ")(?<backendVersion>" + VERSION + ")"
                + "(?:-(?<variant>[a-z0-9_.]+(?:-[a-z0-9_.]+)*))?"
                + "-(?<service>" + oneOf(services) + ")(?<serviceVersion>" + VERSION + ")"
                + "(?:-(?<dev>dev)|-(?<os>[a-z0-9]+)-(?<arch>[a-z0-9]+)(?:-(?<archVariant>v[a-z0-9.]+))?)?";
        this.pattern = Pattern.compile(regexp);
    }

    /**
     * The grammar of a matrix's names.
     *
     * @param matrix the matrix
     * @return the grammar
     */
    public static NameGrammar of(Matrix matrix) {
        return of(matrix.backends(), matrix.services());
    }

    /**
     * The grammar of the names of these backends and services.
     *
     * @param backends the backends, at least one
     * @param services the services, at least one
     * @return the grammar
     */
    public static NameGrammar of(List<String> backends, List<String> services) {
        return new NameGrammar(backends, services);
    }

    /**
     * What a tag says.
     *
     * @param name the image
     * @param platform the platform of a platform tag
     * @param isDev whether it is a {@code -dev} tag
     */
    public record Parsed(ImageName name, Optional<Platform> platform, boolean isDev) {}

    /**
     * Reads a tag.
     *
     * @param tag a final, a {@code -dev} or a platform tag
     * @return what it says; empty if it is no tag of these backends and services
     */
    public Optional<Parsed> parse(String tag) {
        Matcher matcher = pattern.matcher(tag);
        if (tag.length() > ImageName.LONGEST_TAG || !matcher.matches()) {
            return Optional.empty();
        }
        var name = new ImageName(
                matcher.group("backend"),
                matcher.group("backendVersion"),
                Optional.ofNullable(matcher.group("variant")),
                matcher.group("service"),
                matcher.group("serviceVersion"));
        Optional<Platform> platform = Optional.ofNullable(matcher.group("os"))
                .map(os -> new Platform(os, matcher.group("arch"), Optional.ofNullable(matcher.group("archVariant"))));
        return Optional.of(new Parsed(name, platform, matcher.group("dev") != null));
    }

    /** {@return the regular expression in Java's syntax, to be matched against a whole tag} */
    public String java() {
        return regexp;
    }

    /** {@return the regular expression in Python's syntax, for {@code re.fullmatch}} */
    public String python() {
        return regexp.replace("(?<", "(?P<");
    }

    /** The longest first, so that {@code vllm} doesn't swallow the beginning of {@code vllm-omni}. */
    private static String oneOf(List<String> names) {
        return names.stream()
                .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .map(name -> name.replace("-", "\\-"))
                .collect(Collectors.joining("|"));
    }
}
