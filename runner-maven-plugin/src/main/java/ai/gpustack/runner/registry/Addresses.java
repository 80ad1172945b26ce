package ai.gpustack.runner.registry;

import ai.gpustack.runner.process.BrokenEnvironment;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Addresses that registries give: where a blob lies, or who gives tokens. They are written by programs that aren't strict about it. */
final class Addresses {

    /** What RFC 3986 wants percent-encoded, and other clients take as it is. */
    private static final Pattern ILLEGAL = Pattern.compile("[^\\x21-\\x7E]|[\"<>\\\\^`{|}]");

    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final HexFormat HEX = HexFormat.of().withUpperCase().withPrefix("%");

    private Addresses() {}

    /**
     * Reads an address.
     *
     * @param text what the registry says
     * @param base what it is relative to; empty where it has to be whole
     * @param host the registry, for the message
     * @return an address with a host, whose scheme is {@code http} or {@code https} in lower case
     * @throws BrokenEnvironment if it is none
     */
    static URI read(String text, Optional<URI> base, String host) {
        try {
            URI said = URI.create(ILLEGAL.matcher(text).replaceAll(match -> encoded(match.group())));
            URI whole = base.map(from -> from.resolve(said)).orElse(said);
            String scheme = String.valueOf(whole.getScheme()).toLowerCase(Locale.ROOT);
            if (SCHEMES.contains(scheme) && whole.getHost() != null) {
                return URI.create(scheme + whole.toString().substring(scheme.length()));
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new BrokenEnvironment(
                "registry " + host + " leads to '" + text + "', which is no address that Java can read",
                "ask whoever runs it to mend that");
    }

    private static String encoded(String character) {
        return HEX.formatHex(character.getBytes(StandardCharsets.UTF_8));
    }
}
