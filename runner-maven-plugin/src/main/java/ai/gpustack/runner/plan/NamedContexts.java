package ai.gpustack.runner.plan;

import ai.gpustack.runner.dockerfile.Closure;
import ai.gpustack.runner.dockerfile.ContextFiles;
import ai.gpustack.runner.dockerfile.ContextSelection;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.OptionPlaces;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import ai.gpustack.runner.source.Severity;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The further build contexts of a plan: which target uses which, and what they hold. Folders are read once. */
final class NamedContexts {

    /** What buildx takes for something else than a folder (buildx, build.loadInputs). */
    private static final Pattern REMOTE = Pattern.compile("(?:[a-z][a-z-]*://|git@).*");

    private final Map<String, String> contexts;
    private final OptionPlaces places;
    private final ContextFiles files;
    private final Consumer<Problem> report;
    private final Map<String, String> fingerprints = new HashMap<>();
    /** The names that images are known to take: the contexts' own. */
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    /** The names of the images that no context stands in for. */
    private final Set<String> others = ConcurrentHashMap.newKeySet();

    NamedContexts(Map<String, String> contexts, OptionPlaces places, ContextFiles files, Consumer<Problem> report) {
        this.contexts = contexts;
        this.places = places;
        this.files = files;
        this.report = report;
    }

    /** Those that a target uses, as images that its Dockerfile names. */
    Map<String, String> usedBy(Closure closure) {
        if (contexts.isEmpty()) {
            return Map.of();
        }
        var used = new TreeMap<String, String>();
        closure.images().forEach(image -> {
            List<String> names = contexts.keySet().stream()
                    .filter(name -> isNamed(image.reference(), name))
                    .toList();
            names.forEach(name -> used.put(name, contexts.get(name)));
            if (names.isEmpty()) {
                others.add(Reference.familiar(image.reference())
                        .map(Reference::contextName)
                        .orElse(image.reference()));
            }
        });
        taken.addAll(used.keySet());
        return used;
    }

    /** Whether each context is taken by a target that was looked at. */
    boolean areAllTaken() {
        return taken.containsAll(contexts.keySet());
    }

    /**
     * A problem for each context that none of the targets that were looked at takes.
     *
     * @param severity how much it matters
     */
    List<Problem> untaken(Severity severity) {
        return new TreeSet<>(contexts.keySet())
                .stream()
                        .filter(name -> !taken.contains(name))
                        .map(name -> new Problem(
                                severity,
                                places.of("runner.context." + name),
                                "no FROM, COPY --from or mount of the matrix's images names '" + name + "' as an image",
                                Nearest.mend(name, new TreeSet<>(others)),
                                Optional.of(ProblemKind.OPTION)))
                        .toList();
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
        Optional<OciLayout> layout = OciLayout.parse(value);
        if (layout.isPresent()) {
            return layout.get().fingerprint();
        }
        return REMOTE.matcher(value).matches()
                ? value
                : fingerprints.computeIfAbsent(value, folder -> {
                    ContextSelection all = files.allOf(Path.of(folder), folder + "/");
                    all.problems().forEach(problem -> report.accept(problem.ofKind(ProblemKind.CONTEXT)));
                    return Inputs.fingerprint(all.entries());
                });
    }

    /** The folder of this machine that a context is, or that has the image which it is. */
    static Optional<Path> folder(String value) {
        return OciLayout.parse(value)
                .map(OciLayout::folder)
                .or(() -> REMOTE.matcher(value).matches() ? Optional.empty() : Optional.of(Path.of(value)));
    }
}
