package ai.gpustack.runner.registry;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Credentials as {@code docker login} leaves them: in the Docker config, or with a credential helper that it names. Each
 * registry is looked up once.
 */
public final class DockerConfig implements Credentials.Source {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Duration HELPER_PATIENCE = Duration.ofSeconds(30);
    private static final Pattern NONE =
            Pattern.compile("credentials not found|no credentials|not logged in", Pattern.CASE_INSENSITIVE);

    private final JsonNode config;
    /** What DOCKER_AUTH_CONFIG holds, as CI systems set it, by key: the Docker client looks there first. */
    private final Map<String, Credentials> ofEnvironment;

    private final Programs programs;
    private final ConcurrentMap<String, Found> found = new ConcurrentHashMap<>();

    /** What was found for a registry, or why it couldn't be: whoever asks again doesn't wait for a helper again. */
    private record Found(Optional<Credentials> credentials, Optional<BrokenEnvironment> problem) {}

    private DockerConfig(JsonNode config, Map<String, Credentials> ofEnvironment, Programs programs) {
        this.config = config;
        this.ofEnvironment = ofEnvironment;
        this.programs = programs;
    }

    /**
     * The Docker config where the Docker client looks for it: below {@code DOCKER_CONFIG}, else {@code ~/.docker}; with what
     * {@code DOCKER_AUTH_CONFIG} holds before it.
     *
     * @param environment this process's environment
     * @param home the user's home
     * @param programs runs credential helpers
     * @param warnings takes a sentence where {@code DOCKER_AUTH_CONFIG} is passed over
     * @return its credentials; none if there is no such file
     * @throws BrokenEnvironment if the file can't be read
     */
    public static DockerConfig of(
            Map<String, String> environment, Path home, Programs programs, Consumer<String> warnings) {
        String directory = environment.getOrDefault("DOCKER_CONFIG", "");
        Path file = (directory.isEmpty() ? home.resolve(".docker") : Path.of(directory)).resolve("config.json");
        try {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : "{}".getBytes(StandardCharsets.UTF_8);
            return new DockerConfig(JSON.readTree(bytes), ofEnvironment(environment, warnings), programs);
        } catch (IOException | JacksonException e) {
            // The parser's message quotes what it found, which may be a secret.
            throw new BrokenEnvironment(
                    "can't read the Docker config " + file, "mend it: it has to be a JSON object that you may read");
        }
    }

    /** As strict as the Docker client, which would push with other credentials else (cli/config/configfile, {@code parseEnvConfig}). */
    private static Map<String, Credentials> ofEnvironment(Map<String, String> environment, Consumer<String> warnings) {
        String text = environment.getOrDefault("DOCKER_AUTH_CONFIG", "");
        if (text.isBlank()) {
            return Map.of();
        }
        try {
            JsonNode root = STRICT.readTree(text);
            var found = new HashMap<String, Credentials>();
            JsonNode auths = onlyProperty(root, "auths");
            for (Map.Entry<String, JsonNode> entry : auths.properties()) {
                found.put(entry.getKey(), strictly(onlyProperty(entry.getValue(), "auth")));
            }
            return found;
        } catch (JacksonException | IllegalArgumentException e) {
            warnings.accept(
                    "DOCKER_AUTH_CONFIG is passed over, as by the Docker client: it has to be one JSON object with nothing but"
                            + " 'auths', and in it for each registry nothing but 'auth', which is USER:PASSWORD in Base64");
            return Map.of();
        }
    }

    private static JsonNode onlyProperty(JsonNode object, String name) {
        if (!object.isObject() || !Set.of(name).containsAll(object.propertyNames())) {
            throw new IllegalArgumentException("not an object with nothing but " + name);
        }
        return object.path(name);
    }

    private static Credentials strictly(JsonNode auth) {
        String text = auth.asString("").replaceAll("[\r\n]", "");
        if (text.length() % 4 != 0) {
            throw new IllegalArgumentException("not padded");
        }
        String decoded = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        int colon = decoded.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("no user with a password");
        }
        return new Credentials(Optional.of(decoded.substring(0, colon)), decoded.substring(colon + 1));
    }

    @Override
    public Optional<Credentials> of(String host) {
        Found known = found.computeIfAbsent(host, this::look);
        known.problem().ifPresent(problem -> {
            throw problem;
        });
        return known.credentials();
    }

    private Found look(String host) {
        try {
            return new Found(find(host), Optional.empty());
        } catch (BrokenEnvironment e) {
            return new Found(Optional.empty(), Optional.of(e));
        }
    }

    /** Where a helper is named for the registry, or for all, it alone is asked, as by the Docker client (cli/config/configfile). */
    private Optional<Credentials> find(String host) {
        return Optional.ofNullable(ofEnvironment.get(keys(host).get(0)))
                .or(() -> helper(host)
                        .map(name -> first(host, key -> ask(name, key, host)))
                        .orElseGet(() ->
                                first(host, key -> written(config.path("auths").path(key)))));
    }

    /** One that is named as nothing for a registry is none for it, whatever there is for all. */
    private Optional<String> helper(String host) {
        JsonNode named = Stream.concat(Stream.of(host), keys(host).stream())
                .map(key -> config.path("credHelpers").path(key))
                .filter(name -> !name.isMissingNode())
                .findFirst()
                .orElse(config.path("credsStore"));
        return Optional.of(named.asString("")).filter(name -> !name.isEmpty());
    }

    private static Optional<Credentials> first(String host, Function<String, Optional<Credentials>> byKey) {
        return keys(host).stream().flatMap(key -> byKey.apply(key).stream()).findFirst();
    }

    /** Docker Hub's credentials are kept under its first API's address; others under their host, by old clients with a scheme. */
    private static List<String> keys(String host) {
        return host.equals("docker.io")
                ? List.of("https://index.docker.io/v1/", "index.docker.io", "docker.io")
                : List.of(host, "https://" + host, "http://" + host);
    }

    private static Optional<Credentials> written(JsonNode entry) {
        String identity = entry.path("identitytoken").asString("");
        if (!identity.isEmpty()) {
            return Optional.of(new Credentials(Optional.empty(), identity));
        }
        String pair = entry.path("auth").asString("");
        if (pair.isEmpty()) {
            return pair(
                    entry.path("username").asString(""), entry.path("password").asString(""));
        }
        String decoded;
        try {
            decoded = new String(Base64.getMimeDecoder().decode(pair), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = decoded.indexOf(':');
        return colon < 0 ? Optional.empty() : pair(decoded.substring(0, colon), decoded.substring(colon + 1));
    }

    /**
     * Asks a helper by its protocol: the key on standard input, JSON on standard output, another status and certain words for "none"
     * (docker-credential-helpers, {@code credentials/error.go}). What it prints may be a secret, and isn't repeated.
     */
    private Optional<Credentials> ask(String helper, String key, String host) {
        String program = "docker-credential-" + helper;
        Output output = programs.capture(Command.of(program, "get").within(HELPER_PATIENCE), key);
        if (output.exit().timedOut()) {
            throw broken(program, key, host, "didn't answer within " + HELPER_PATIENCE.toSeconds() + " s");
        }
        if (!output.succeeded()) {
            if (NONE.matcher(output.out() + output.err()).find()) {
                return Optional.empty();
            }
            throw broken(
                    program, key, host, "failed with status " + output.exit().status());
        }
        try {
            JsonNode answer = JSON.readTree(output.out());
            return pair(
                    answer.path("Username").asString(""), answer.path("Secret").asString(""));
        } catch (JacksonException e) {
            throw broken(program, key, host, "answered with something else than JSON");
        }
    }

    private static BrokenEnvironment broken(String program, String key, String host, String what) {
        return new BrokenEnvironment(
                program + ", which the Docker config names for " + host + ", " + what,
                "see what it says to 'echo " + key + " | " + program + " get', or log in without it");
    }

    private static Optional<Credentials> pair(String user, String secret) {
        if (user.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Credentials(user.equals("<token>") ? Optional.empty() : Optional.of(user), secret));
    }
}
