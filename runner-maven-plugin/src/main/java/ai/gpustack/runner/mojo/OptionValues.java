package ai.gpustack.runner.mojo;

import ai.gpustack.runner.plan.BuildOptions;
import ai.gpustack.runner.plan.OciLayout;
import ai.gpustack.runner.plan.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the build options that are part of an image's identity. */
final class OptionValues {

    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,11}[bkmg]?", Pattern.CASE_INSENSITIVE);
    /** Names as docker/go-units knows them (ulimit.go); -1 is no limit. */
    private static final Pattern LIMIT = Pattern.compile(
            "(?:core|cpu|data|fsize|locks|memlock|msgqueue|nice|nofile|nproc|rss|rtprio|rttime|sigpending|stack)"
                    + "=(-1|[0-9]{1,18})(?::(-1|[0-9]{1,18}))?");

    /** With a password; over HTTP a user alone may be a token. */
    private static final Pattern CREDENTIALS =
            Pattern.compile("^(?:https?://[^/@]+@|[a-z+]+://[^/@:]*:[^/@]+@)", Pattern.CASE_INSENSITIVE);

    private static final String IMAGE = "docker-image://";
    private static final String CONTEXT_FORMS = "name a folder, or docker-image://REFERENCE, https://…, oci-layout://…";

    private final Values values;
    private final Path root;

    /**
     * A reader.
     *
     * @param values collects what is wrong
     * @param root where relative paths begin
     */
    OptionValues(Values values, Path root) {
        this.values = values;
        this.root = root;
    }

    /** Named contexts: folders, and what buildx fetches itself. */
    Map<String, String> contexts(Map<String, String> given) {
        var contexts = new TreeMap<String, String>();
        given.forEach((name, value) -> {
            Optional<OciLayout> layout = OciLayout.parse(value);
            if (value.isBlank()) {
                values.wrong(PropertyNames.CONTEXT_PREFIX + name, "is empty", CONTEXT_FORMS);
            } else if (CREDENTIALS.matcher(value).find()) {
                values.wrong(
                        PropertyNames.CONTEXT_PREFIX + name,
                        "has credentials in its address, and isn't repeated here: BuildKit names steps by it, in logs and reports",
                        "give the address without them, and a token for a git repository as a secret, which BuildKit takes by"
                                + " itself: -Drunner.secret.GIT_AUTH_TOKEN=env:VARIABLE");
            } else if (layout.isPresent()) {
                contexts.put(name, there(name, value, layout.get()).toString());
            } else if (isUnnamedImage(value)) {
                values.wrong(
                        PropertyNames.CONTEXT_PREFIX + name, value, "names no image", "write docker-image://REFERENCE");
            } else if (value.contains("://") || value.startsWith("git@")) {
                contexts.put(name, value);
            } else if (Files.isDirectory(root.resolve(value))) {
                contexts.put(name, root.resolve(value).normalize().toString());
            } else {
                values.wrong(
                        PropertyNames.CONTEXT_PREFIX + name,
                        value,
                        "there is no folder " + root.resolve(value),
                        CONTEXT_FORMS);
            }
        });
        return contexts;
    }

    private static boolean isUnnamedImage(String value) {
        return value.startsWith(IMAGE)
                && Reference.familiar(value.substring(IMAGE.length())).isEmpty();
    }

    private OciLayout there(String name, String value, OciLayout given) {
        OciLayout layout = given.from(root);
        if (!layout.isThere()) {
            values.wrong(
                    PropertyNames.CONTEXT_PREFIX + name,
                    value,
                    layout.folder() + " is no OCI image layout: it has no index.json",
                    "write oci-layout://FOLDER:TAG or oci-layout://FOLDER@DIGEST");
        }
        return layout;
    }

    /** The network of RUN steps. */
    String network(Optional<String> given) {
        return values.word(PropertyNames.NETWORK, given, List.of("default", "none", "host"));
    }

    /** The size of {@code /dev/shm}. */
    String shmSize(Optional<String> given) {
        return values.matching(PropertyNames.SHM_SIZE, given, SIZE, "not a size", "write 64m or 2g");
    }

    /** Limits of RUN steps. */
    List<String> ulimits(List<String> given) {
        given.stream()
                .filter(limit -> !isLimit(limit))
                .forEach(limit -> values.wrong(
                        PropertyNames.ULIMITS,
                        limit,
                        "not a limit",
                        "write NAME=SOFT:HARD, as in nofile=1024:2048, with a name that 'ulimit' knows and a soft limit that"
                                + " isn't above the hard one"));
        return given;
    }

    private static boolean isLimit(String given) {
        Matcher limit = LIMIT.matcher(given);
        if (!limit.matches()) {
            return false;
        }
        long soft = Long.parseLong(limit.group(1));
        long hard = limit.group(2) == null ? soft : Long.parseLong(limit.group(2));
        return hard == -1 || (soft != -1 && soft <= hard);
    }

    /** How layers are compressed. */
    String compression(Optional<String> given) {
        return values.word(PropertyNames.COMPRESSION, given, List.of("gzip", "zstd", "estargz", "uncompressed"));
    }

    /** How much of the build's course is attached. */
    String provenance(Optional<String> given) {
        return values.word(PropertyNames.PROVENANCE, given, List.of("off", "min", "max"));
    }

    /** By what the list of what is installed is made. */
    String sbom(Optional<String> given) {
        String wanted = given.filter(value -> !value.equals("false")).orElse("");
        if (wanted.isEmpty() || wanted.equals(BuildOptions.SCANNER_OF_BUILDER)) {
            return wanted;
        }
        if (Reference.parse(wanted).isEmpty()) {
            values.wrong(
                    PropertyNames.SBOM,
                    wanted,
                    "names no image with a tag or a digest",
                    "write true, false, or the reference of a scanner's image");
        }
        return wanted;
    }
}
