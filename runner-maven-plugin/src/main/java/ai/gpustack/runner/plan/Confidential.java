package ai.gpustack.runner.plan;

import ai.gpustack.runner.process.Sha256;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that somebody has probably given where secrets don't belong: what is shown of them tells only whether they changed. */
public final class Confidential {

    /** The words by which BuildKit's check SecretsUsedInArgOrEnv tells them (dockerfile2llb/validations.go). */
    private static final Pattern SECRET = Pattern.compile(
            "(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NONE =
            Pattern.compile("(?:_|^)(?:public|file|version)(?:_|$)", Pattern.CASE_INSENSITIVE);
    /** A password in an address. */
    private static final Pattern PASSWORD = Pattern.compile("://[^/@\\s:]*:[^/@\\s]+@");

    /** As a shell, a Dockerfile and an image's history write it. */
    private static final Pattern ASSIGNMENT = Pattern.compile("\\b([A-Za-z_][A-Za-z0-9_]*)=(\\S+)");

    private static final String HIDDEN = "***";

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

    /**
     * A text of others (an image's history has the build arguments of each RUN) without values that are probably secrets.
     *
     * @param text the text
     * @param args build arguments whose values may stand in it
     * @return the text, with {@value #HIDDEN} for each of them
     */
    public static String hidden(String text, Map<String, String> args) {
        String without = text;
        for (var arg : args.entrySet()) {
            if (isLikely(arg.getKey(), arg.getValue())) {
                without = without.replace(arg.getKey() + "=" + arg.getValue(), arg.getKey() + "=" + HIDDEN);
            }
        }
        return ASSIGNMENT
                .matcher(without)
                .replaceAll(assigned -> Matcher.quoteReplacement(
                        isLikely(assigned.group(1), assigned.group(2))
                                ? assigned.group(1) + "=" + HIDDEN
                                : assigned.group()));
    }

    /**
     * A build argument, as others may see it.
     *
     * @param name its name
     * @param value its value
     * @return the value, or its digest where it is probably a secret
     */
    public static String shown(String name, String value) {
        return isLikely(name, value) ? "sha256:" + Sha256.of(value).hex() : value;
    }
}
