package ai.gpustack.runner.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What one registry is shown to be let in. Its text never contains the secret.
 *
 * @param user the user's name; empty where the secret is an identity token (OAuth 2 refresh token)
 * @param secret the password, access token or identity token
 */
public record Credentials(Optional<String> user, String secret) {

    /** Where credentials come from. Implementations may be asked from several threads at once. */
    @FunctionalInterface
    public interface Source {

        /**
         * The credentials for a registry.
         *
         * @param host the registry as image references name it: {@code localhost:5000}, {@code docker.io}
         * @return the credentials; empty to ask without any
         */
        Optional<Credentials> of(String host);

        /**
         * This source first, then another.
         *
         * @param next asked where this one has nothing
         * @return both
         */
        default Source or(Source next) {
            return host -> of(host).or(() -> next.of(host));
        }
    }

    /** {@return the value of a Basic authorization header} */
    String basic() {
        String pair = user.orElse("") + ":" + secret;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return the user's name, and that there is a secret} */
    @Override
    public String toString() {
        return user.orElse("identity token") + " (secret not shown)";
    }
}
