package ai.gpustack.runner.registry;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy that is spoken to in clear text, as nearly all are, also for what is passed through it securely.
 *
 * @param host its name or address
 * @param port its port
 * @param authorization what it is shown of whoever asks it: the value of a {@code Proxy-Authorization} header
 */
record HttpProxy(String host, int port, Optional<String> authorization) {

    /** A password may have an at sign in it, and Go takes the last one; Java's URI takes neither that nor an underscore in a name. */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:http://)?(?![a-z0-9+.-]*://)(?:(?<user>.*)@)?(?<host>[^\\s:/@\\[\\]]+|\\[[0-9a-f:.]+])(?::(?<port>\\d{1,5}))?/?",
            Pattern.CASE_INSENSITIVE);

    /** Reads {@code [http://][USER:PASSWORD@]HOST[:PORT]}; empty if it is something else. */
    static Optional<HttpProxy> parse(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = matcher.group("port") == null ? 80 : Integer.parseInt(matcher.group("port"));
        return port > 65_535
                ? Optional.empty()
                : Optional.of(new HttpProxy(
                        matcher.group("host"),
                        port,
                        Optional.ofNullable(matcher.group("user")).map(HttpProxy::basic)));
    }

    private static String basic(String user) {
        // in an address, a plus is a plus
        String plain;
        try {
            plain = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            plain = user; // a percent sign that stands for itself
        }
        return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return {@code HOST:PORT}} */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
