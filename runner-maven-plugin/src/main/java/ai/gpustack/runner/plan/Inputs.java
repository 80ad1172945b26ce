package ai.gpustack.runner.plan;

import ai.gpustack.runner.dockerfile.ArgumentValues;
import ai.gpustack.runner.dockerfile.Closure;
import ai.gpustack.runner.dockerfile.ContextEntry;
import ai.gpustack.runner.process.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * All in this repository that decides a platform image's content, and nothing else. Its digest is the image's identity,
 * which needs no network and no engine, and is equal on every machine; its parts say why an identity changed.
 *
 * @param image the image's tag, which says its version and is on it as a label; empty for a stage that images share
 * @param stage the target stage
 * @param platform the platform
 * @param revision the rule's revision
 * @param args the values of the arguments that matter to the target: given, else global; a stage's own default is among the
 *     instructions. Of one that is probably a secret, its digest stands here: this is on the image, and in reports
 * @param instructions the SHA-256 of the target's instructions, parser directives and used global ARGs, without comments
 * @param bases what the base images that it needs are pinned to: {@code sha256:…} by reference, with the platform behind it where
 *     that isn't the target's: {@code debian:bookworm-slim (linux/amd64)}
 * @param options the build's options that decide what an image is, by name; none where none is given
 * @param files what the target can select of its context: by path, a fingerprint of kind, mode and content
 */
public record Inputs(
        String image,
        String stage,
        String platform,
        int revision,
        SortedMap<String, String> args,
        String instructions,
        SortedMap<String, String> bases,
        SortedMap<String, String> options,
        SortedMap<String, String> files) {

    /** Raised when what an id is made of changes: every image then gets a new one. */
    private static final int SCHEMA = 3;

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    /** The name under which the digest of all files stands where they are too many to be named. */
    private static final String ALL_FILES = "(all)";

    public Inputs {
        image = Objects.requireNonNullElse(image, ""); // an earlier version's inputs have none
        args = Collections.unmodifiableSortedMap(new TreeMap<>(args));
        bases = Collections.unmodifiableSortedMap(new TreeMap<>(bases));
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    static Inputs of(
            String image,
            String platform,
            int revision,
            Closure closure,
            String instructions,
            ArgumentValues values,
            PinnedBases bases,
            SortedMap<String, String> options,
            List<ContextEntry> entries) {
        var args = new TreeMap<String, String>();
        for (String name : closure.argumentsInUse()) {
            Optional.ofNullable(values.given().get(name))
                    .or(() -> values.global(name))
                    .ifPresent(value -> args.put(name, Confidential.shown(name, value)));
        }
        return new Inputs(
                image,
                closure.target().label(),
                platform,
                revision,
                args,
                instructions,
                bases.digests(),
                options,
                fingerprints(entries));
    }

    /**
     * The same with one digest in place of the files.
     *
     * @return inputs of another id, which still say whether any file has changed
     */
    public Inputs withFilesAsOne() {
        var one = new TreeMap<String, String>();
        if (!files.isEmpty()) {
            one.put(ALL_FILES, sha256(CanonicalJson.of(files)));
        }
        return new Inputs(image, stage, platform, revision, args, instructions, bases, options, one);
    }

    /** What the same image is made of with what its Dockerfile says now. */
    Inputs withInstructions(Closure now) {
        return new Inputs(image, stage, platform, revision, args, instructions(now), bases, options, files);
    }

    /** What the same image is made of with what its folders hold now. */
    Inputs withOptions(SortedMap<String, String> now) {
        return new Inputs(image, stage, platform, revision, args, instructions, bases, now, files);
    }

    /** What the same image is made of with what is in its context now. */
    Inputs withFiles(List<ContextEntry> now) {
        return new Inputs(image, stage, platform, revision, args, instructions, bases, options, fingerprints(now));
    }

    /** The digest of a target's instructions, which doesn't depend on the values of its arguments. */
    static String instructions(Closure closure) {
        return sha256(CanonicalJson.of(closure.canonical()));
    }

    /** The digest of what a directory holds. */
    static String fingerprint(List<ContextEntry> entries) {
        return sha256(CanonicalJson.of(fingerprints(entries)));
    }

    private static SortedMap<String, String> fingerprints(List<ContextEntry> entries) {
        var files = new TreeMap<String, String>();
        entries.forEach(entry -> files.put(entry.path(), fingerprint(entry)));
        return files;
    }

    private static String fingerprint(ContextEntry entry) {
        return switch (entry.kind()) {
            case FILE ->
                (entry.executable() ? "executable " : "file ") + entry.sha256().orElse("");
            case DIRECTORY -> "directory";
            case LINK -> "link " + entry.linkTarget().orElse("");
        };
    }

    /** {@return the identity: 64 hex digits} */
    public String id() {
        return sha256(CanonicalJson.begin()
                .with("schema", SCHEMA)
                .with("image", image)
                .with("stage", stage)
                .with("platform", platform)
                .with("revision", revision)
                .with("args", args)
                .with("instructions", instructions)
                .with("bases", bases)
                .with("options", options)
                .with("files", files)
                .end());
    }

    /**
     * Why the identity isn't what it was.
     *
     * @param earlier what it was made of before
     * @return a phrase for each difference: {@code arg VLLM_VERSION 0.32.0 -> 0.33.0}, {@code file patches/x changed},
     *     {@code base debian:bookworm-slim moved sha256:0a1b2c3d4e5f -> sha256:…}
     */
    public List<String> changesSince(Inputs earlier) {
        var changes = new ArrayList<String>();
        changes("arg ", earlier.args, args, Optional::of, changes);
        if (!earlier.instructions.equals(instructions)) {
            changes.add("instructions of stage " + stage + " or of one that it needs changed");
        }
        baseChanges(earlier.bases, changes);
        changes("option ", earlier.options, options, Inputs::shownOption, changes);
        if (earlier.files.containsKey(ALL_FILES)) {
            if (!earlier.files.equals(withFilesAsOne().files)) {
                changes.add("files of the context changed");
            }
        } else {
            changes("file ", earlier.files, files, fingerprint -> Optional.empty(), changes);
        }
        if (earlier.revision != revision) {
            changes.add("revision " + earlier.revision + " -> " + revision);
        }
        if (!earlier.stage.equals(stage)) {
            changes.add("stage " + earlier.stage + " -> " + stage);
        }
        return List.copyOf(changes);
    }

    private void baseChanges(Map<String, String> before, List<String> changes) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(bases.keySet());
        for (String name : names) {
            String old = before.get(name);
            String now = bases.get(name);
            if (old == null) {
                changes.add("base " + name + " locked (" + Reference.shortened(now) + ")");
            } else if (now == null) {
                changes.add("base " + name + " no longer locked");
            } else if (!old.equals(now)) {
                changes.add("base " + name + " moved " + Reference.shortened(old) + " -> " + Reference.shortened(now));
            }
        }
    }

    private static void changes(
            String what,
            Map<String, String> before,
            Map<String, String> after,
            Function<String, Optional<String>> shown,
            List<String> changes) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            String old = before.get(name);
            String now = after.get(name);
            if (old == null) {
                changes.add(what + name + " added" + inBrackets(shown.apply(now)));
            } else if (now == null) {
                changes.add(what + name + " removed" + inBrackets(shown.apply(old)));
            } else if (!old.equals(now)) {
                changes.add(what + name + change(shown.apply(old), shown.apply(now)));
            }
        }
    }

    private static String inBrackets(Optional<String> value) {
        return value.map(shown -> " (" + shown + ")").orElse("");
    }

    private static String change(Optional<String> old, Optional<String> now) {
        return old.isPresent() && now.isPresent() ? " " + old.get() + " -> " + now.get() : " changed";
    }

    /** A folder's fingerprint tells people nothing. */
    private static Optional<String> shownOption(String value) {
        return Optional.of(value).filter(text -> !FINGERPRINT.matcher(text).matches());
    }

    private static String sha256(String text) {
        return Sha256.of(text).hex();
    }
}
