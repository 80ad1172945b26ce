package ai.gpustack.runner.registry;

import ai.gpustack.runner.process.BrokenEnvironment;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What registries are shown: Basic credentials, or the tokens that they are exchanged for (Docker registry token protocol). */
final class Tokens {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Credentials.Source credentials;
    private final Exchange exchange;
    /** By registry and repository, which is what a token is good for. An outdated one is met by a new challenge. */
    private final ConcurrentMap<String, String> authorizations;

    Tokens(Credentials.Source credentials, Exchange exchange) {
        this.credentials = credentials;
        this.exchange = exchange;
        this.authorizations = new ConcurrentHashMap<>();
    }

    /**
     * The same tokens, those that are still to be given included.
     *
     * @param other whose they are
     * @param exchange asks for further ones
     */
    Tokens(Tokens other, Exchange exchange) {
        this.credentials = other.credentials;
        this.exchange = exchange;
        this.authorizations = other.authorizations;
    }

    /** {@return whether there are credentials for a registry} */
    boolean hasCredentials(Place place) {
        return credentials.of(place.host()).isPresent();
    }

    /** {@return what that repository accepted before} */
    Optional<String> known(Place place) {
        return Optional.ofNullable(authorizations.get(key(place)));
    }

    /**
     * Meets a challenge.
     *
     * @param place the registry and repository
     * @param challenge what it wants to be shown
     * @return the value of an Authorization header; empty if there's nothing to show
     */
    Optional<String> meet(Place place, Challenge challenge) {
        Optional<Credentials> mine = credentials.of(place.host());
        Optional<String> authorization = challenge.scheme().equals("basic")
                ? mine.map(Credentials::basic)
                : token(place, challenge, mine).map(token -> "Bearer " + token);
        authorization.ifPresent(value -> authorizations.put(key(place), value));
        return authorization;
    }

    private Optional<String> token(Place place, Challenge challenge, Optional<Credentials> mine) {
        var query = new LinkedHashMap<String, String>();
        Optional.ofNullable(challenge.parameters().get("service")).ifPresent(service -> query.put("service", service));
        query.put("scope", challenge.parameters().getOrDefault("scope", "repository:" + place.repository() + ":pull"));
        URI realm = Addresses.read(challenge.parameters().get("realm"), Optional.empty(), place.host());
        if (mine.isPresent()
                && !realm.getScheme().equals("https")
                && place.base().getScheme().equals("https")) {
            throw new BrokenEnvironment(
                    "registry " + place.host() + " wants its credentials sent in clear text to " + realm.getAuthority(),
                    "ask whoever runs it to mend that");
        }
        HttpResponse<byte[]> answer = exchange.send(place.host(), tokenRequest(realm, query, mine));
        if (answer.statusCode() == 401 || answer.statusCode() == 403) {
            return Optional.empty();
        }
        if (answer.statusCode() != 200) {
            throw new BrokenEnvironment(
                    realm.getAuthority() + ", which gives tokens for registry " + place.host() + ", answered "
                            + answer.statusCode(),
                    "try again later");
        }
        return readToken(answer.body());
    }

    private static HttpRequest tokenRequest(URI realm, Map<String, String> query, Optional<Credentials> mine) {
        if (mine.isPresent() && mine.get().user().isEmpty()) {
            // An identity token is a refresh token: OAuth 2, by POST, as the Docker client does.
            var form = new LinkedHashMap<>(query);
            form.put("grant_type", "refresh_token");
            form.put("client_id", "runner-maven-plugin");
            form.put("refresh_token", mine.get().secret());
            return HttpRequest.newBuilder(realm)
                    .POST(HttpRequest.BodyPublishers.ofString(encoded(form)))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .build();
        }
        String separator = realm.getRawQuery() == null ? "?" : "&";
        var request = HttpRequest.newBuilder(URI.create(realm + separator + encoded(query)));
        mine.ifPresent(credentials -> request.header("Authorization", credentials.basic()));
        return request.build();
    }

    private static Optional<String> readToken(byte[] body) {
        try {
            JsonNode root = JSON.readTree(body);
            String token = root.path("token").asString("");
            return Optional.of(token.isEmpty() ? root.path("access_token").asString("") : token)
                    .filter(text -> !text.isEmpty());
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String key(Place place) {
        return place.host() + "/" + place.repository();
    }
}
