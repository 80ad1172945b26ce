package ai.gpustack.runner.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry wants to be shown, from a {@code WWW-Authenticate} header (RFC 9110, 11.6.1). Parameters may come in any
 * order, quoted or not.
 *
 * @param scheme in lower case: {@code bearer}, {@code basic}
 * @param parameters their names in lower case: {@code realm}, {@code service}, {@code scope}
 */
record Challenge(String scheme, Map<String, String> parameters) {

    private static final Pattern START = Pattern.compile("\\s*([A-Za-z][A-Za-z0-9-]*)(?:\\s+|$)");
    private static final Pattern PARAMETER =
            Pattern.compile("\\G[\\s,]*([A-Za-z_]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s,\"]+))");

    /**
     * The challenge that can be met best.
     *
     * @param headers the values of all {@code WWW-Authenticate} headers
     * @return a bearer challenge if there is one, else a basic one; empty if there is neither
     */
    static Optional<Challenge> best(List<String> headers) {
        List<Challenge> all = headers.stream().flatMap(h -> parse(h).stream()).toList();
        return all.stream()
                .filter(challenge -> challenge.scheme.equals("bearer") && challenge.parameters.containsKey("realm"))
                .findFirst()
                .or(() -> all.stream().filter(c -> c.scheme.equals("basic")).findFirst());
    }

    private static Optional<Challenge> parse(String header) {
        Matcher start = START.matcher(header);
        if (!start.lookingAt()) {
            return Optional.empty();
        }
        var parameters = new LinkedHashMap<String, String>();
        Matcher parameter = PARAMETER.matcher(header);
        parameter.region(start.end(), header.length());
        while (parameter.find()) {
            String value = parameter.group(2) != null ? parameter.group(2) : parameter.group(3);
            parameters.put(parameter.group(1).toLowerCase(Locale.ROOT), value);
        }
        return Optional.of(new Challenge(start.group(1).toLowerCase(Locale.ROOT), Map.copyOf(parameters)));
    }
}
