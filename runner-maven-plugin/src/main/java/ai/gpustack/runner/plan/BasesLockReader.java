package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import ai.gpustack.runner.source.Yaml;
import ai.gpustack.runner.source.Yaml.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads {@code bases.lock}. What is wrong is reported in the lock, all of it, and never thrown. */
final class BasesLockReader {

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final String WRITE_ANEW = "remove it, and run 'mvn runner:bases'";

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private final Yaml yaml;

    private BasesLockReader(String file) {
        this.file = file;
        this.yaml = new Yaml(file, problems);
    }

    static BasesLock read(String shown, String text) {
        return new BasesLockReader(shown).lock(text);
    }

    private BasesLock lock(String text) {
        var digests = new TreeMap<String, SortedMap<Platform, Located<String>>>();
        Map<String, Entry> entries =
                yaml.compose(text).map(root -> yaml.entries(root, "the file")).orElse(Map.of());
        entries.forEach((name, entry) -> {
            Optional<Reference> reference = reference(entry);
            SortedMap<Platform, Located<String>> platforms = platforms(name, entry);
            reference.ifPresent(familiar -> digests.put(familiar.toString(), platforms));
        });
        List<Problem> ofKind = problems.stream()
                .map(problem -> problem.ofKind(ProblemKind.LOCK_FILE))
                .toList();
        return new BasesLock(file, true, digests, ofKind);
    }

    private Optional<Reference> reference(Entry entry) {
        String written = entry.key().value();
        Optional<Reference> reference = Reference.familiar(written);
        if (reference.isEmpty()) {
            problem(entry.key(), "'" + written + "' is no image reference", WRITE_ANEW);
        } else if (reference.get().digest().isPresent()) {
            problem(entry.key(), "'" + written + "' has a digest of its own", "remove it: it can't move");
            return Optional.empty();
        } else if (!reference.get().toString().equals(written)) {
            problem(entry.key(), "'" + written + "' isn't in its shortest form", "write '" + reference.get() + "'");
            return Optional.empty();
        }
        return reference;
    }

    private SortedMap<Platform, Located<String>> platforms(String name, Entry entry) {
        var digests = new TreeMap<Platform, Located<String>>();
        yaml.entries(entry.value(), "'" + name + "'").forEach((text, value) -> {
            Optional<Platform> platform = Platform.parse(text);
            if (platform.isEmpty()) {
                problem(value.key(), "'" + text + "' is no platform", "write os/arch[/variant], as linux/amd64");
            } else if (!platform.get().normalized().equals(platform.get())) {
                problem(
                        value.key(),
                        "'" + text + "' isn't in its usual form",
                        "write '" + platform.get().normalized() + "'");
            }
            yaml.scalar(value.value(), "the digest for '" + text + "'")
                    .filter(this::isDigest)
                    .ifPresent(digest -> platform.ifPresent(known -> digests.put(
                            known, new Located<>(digest.value(), value.key().at()))));
        });
        return digests;
    }

    private boolean isDigest(Located<String> text) {
        boolean isDigest = DIGEST.matcher(text.value()).matches();
        if (!isDigest) {
            problem(text, "'" + text + "' is no digest", "write sha256: and 64 hex digits; " + WRITE_ANEW);
        }
        return isDigest;
    }

    private void problem(Located<String> what, String wrong, String mend) {
        problems.add(Problem.error(what.at(), wrong, mend));
    }
}
