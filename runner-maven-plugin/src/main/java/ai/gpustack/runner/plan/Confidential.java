package ai.gpustack.runner.plan;

import ai.gpustack.runner.process.Sha256;
import java.util.regex.Pattern;

/** Values that somebody has probably given where secrets don't belong: what is shown of them tells only whether they changed. */
final class Confidential {

    /** The words by which BuildKit's check SecretsUsedInArgOrEnv tells them (dockerfile2llb/validations.go). */
    private static final Pattern SECRET = Pattern.compile(
            "(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NONE =
            Pattern.compile("(?:_|^)(?:public|file|version)(?:_|$)", Pattern.CASE_INSENSITIVE);
    /** A password in an address. */
    private static final Pattern PASSWORD = Pattern.compile("://[^/@\\s:]*:[^/@\\s]+@");

    private Confidential() {}

    /**
     * Whether a value is probably a secret.
     *
     * @param name the name that it is given by
     * @param value the value
     */
    static boolean isLikely(String name, String value) {
        return !value.isEmpty()
                && ((SECRET.matcher(name).find() && !NONE.matcher(name).find())
                        || PASSWORD.matcher(value).find());
    }

    /** The value, or its digest where it is probably a secret. */
    static String shown(String name, String value) {
        return isLikely(name, value) ? "sha256:" + Sha256.of(value).hex() : value;
    }
}
