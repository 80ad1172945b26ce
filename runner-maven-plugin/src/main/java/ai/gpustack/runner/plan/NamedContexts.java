package ai.gpustack.runner.plan;

import ai.gpustack.runner.dockerfile.Closure;
import ai.gpustack.runner.dockerfile.ContextFiles;
import ai.gpustack.runner.dockerfile.ContextSelection;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The further build contexts of a plan: which target uses which, and what they hold. Folders are read once. */
final class NamedContexts {

    /** What buildx takes for something else than a folder (buildx, build.loadInputs). */
    private static final Pattern REMOTE = Pattern.compile("(?:[a-z][a-z-]*://|git@).*");

    private final Map<String, String> contexts;
    private final ContextFiles files;
    private final Consumer<Problem> report;
    private final Map<String, String> fingerprints = new HashMap<>();

    NamedContexts(Map<String, String> contexts, ContextFiles files, Consumer<Problem> report) {
        this.contexts = contexts;
        this.files = files;
        this.report = report;
    }

    /** Those that a target uses, as images that its Dockerfile names. */
    Map<String, String> usedBy(Closure closure) {
        if (contexts.isEmpty()) {
            return Map.of();
        }
        var used = new TreeMap<String, String>();
        closure.images()
                .forEach(image -> contexts.forEach((name, value) -> {
                    if (isNamed(image.reference(), name)) {
                        used.put(name, value);
                    }
                }));
        return used;
    }

    /** Whether a reference is the name of a context, in whatever form it is written. */
    static boolean isNamed(String reference, String name) {
        Optional<String> familiar = Reference.familiar(reference).map(Reference::contextName);
        return reference.equals(name)
                || (familiar.isPresent()
                        && familiar.equals(Reference.familiar(name).map(Reference::contextName)));
    }

    /** What a context holds: of a folder the digest of all its files, of anything else its name, which is all that is known. */
    synchronized String fingerprint(String value) {
        return REMOTE.matcher(value).matches()
                ? value
                : fingerprints.computeIfAbsent(value, folder -> {
                    ContextSelection all = files.allOf(Path.of(folder), folder + "/");
                    all.problems().forEach(problem -> report.accept(problem.ofKind(ProblemKind.CONTEXT)));
                    return Inputs.fingerprint(all.entries());
                });
    }

    /** {@return whether a context is a folder of this machine} */
    static boolean isFolder(String value) {
        return !REMOTE.matcher(value).matches();
    }
}
