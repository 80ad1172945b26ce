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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Credentials as {@code docker login} leaves them: in the Docker config, or with a credential helper that it names. Each
 * registry is looked up once.
 */
public final class DockerConfig implements Credentials.Source {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration HELPER_PATIENCE = Duration.ofSeconds(30);
    private static final Pattern NONE =
            Pattern.compile("credentials not found|no credentials|not logged in", Pattern.CASE_INSENSITIVE);

    private final JsonNode config;
    /** What DOCKER_AUTH_CONFIG holds, as CI systems set it: the Docker client looks there first. */
    private final JsonNode ofEnvironment;

    private final Programs programs;
    private final ConcurrentMap<String, Found> found = new ConcurrentHashMap<>();

    /** What was found for a registry, or why it couldn't be: whoever asks again doesn't wait for a helper again. */
    private record Found(Optional<Credentials> credentials, Optional<BrokenEnvironment> problem) {}

    private DockerConfig(JsonNode config, JsonNode ofEnvironment, Programs programs) {
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
     * @return its credentials; none if there is no such file
     * @throws BrokenEnvironment if the file can't be read
     */
    public static DockerConfig of(Map<String, String> environment, Path home, Programs programs) {
        String directory = environment.getOrDefault("DOCKER_CONFIG", "");
        Path file = (directory.isEmpty() ? home.resolve(".docker") : Path.of(directory)).resolve("config.json");
        try {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : "{}".getBytes(StandardCharsets.UTF_8);
            return new DockerConfig(
                    JSON.readTree(bytes), ofEnvironment(environment.getOrDefault("DOCKER_AUTH_CONFIG", "")), programs);
        } catch (IOException | JacksonException e) {
            // The parser's message quotes what it found, which may be a secret.
            throw new BrokenEnvironment(
                    "can't read the Docker config " + file, "mend it: it has to be a JSON object that you may read");
        }
    }

    /** One that can't be read is passed over, as by the Docker client (cli/config/configfile, {@code GetCredentialsStore}). */
    private static JsonNode ofEnvironment(String text) {
        try {
            return JSON.readTree(text.isBlank() ? "{}" : text);
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
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
        return written(ofEnvironment, host)
                .or(() -> helper(host)
                        .map(name -> first(host, key -> ask(name, key, host)))
                        .orElseGet(() -> written(config, host)));
    }

    private Optional<String> helper(String host) {
        return Stream.concat(
                        Stream.concat(Stream.of(host), keys(host).stream())
                                .map(key -> config.path("credHelpers").path(key)),
                        Stream.of(config.path("credsStore")))
                .map(name -> name.asString(""))
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    private static Optional<Credentials> written(JsonNode in, String host) {
        return first(host, key -> written(in.path("auths").path(key)));
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
