package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.OptionPlaces;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which part of the matrix is meant. Each list narrows the choice; an empty one doesn't.
 *
 * @param backends backends by name
 * @param services services by name
 * @param platforms platforms as {@code os/arch[/variant]}
 * @param tags final, {@code -dev} or platform tags, or globs with {@code *} and {@code ?}
 */
public record Selection(List<String> backends, List<String> services, List<String> platforms, List<String> tags) {

    /** Everything. */
    public static final Selection ALL = new Selection(List.of(), List.of(), List.of(), List.of());

    /** {@return whether nothing is narrowed} */
    public boolean isEverything() {
        return equals(ALL);
    }

    /** {@return the options that make this selection, as a person writes them} */
    @Override
    public String toString() {
        var options = new ArrayList<String>();
        option(options, "backend", backends);
        option(options, "service", services);
        option(options, "platform", platforms);
        option(options, "tag", tags);
        return String.join(" ", options);
    }

    private static void option(List<String> options, String name, List<String> values) {
        if (!values.isEmpty()) {
            options.add("-D" + name + "=" + String.join(",", values));
        }
    }

    /** Names that the matrix doesn't have: each an error, so that a slip of the finger is never an empty plan. */
    List<Problem> unknown(Matrix matrix, OptionPlaces places) {
        var problems = new ArrayList<Problem>();
        problems.addAll(unknown("backend", backends, matrix.backends(), matrix.file(), places));
        problems.addAll(unknown("service", services, matrix.services(), matrix.file(), places));
        problems.addAll(unknown("platform", platforms, matrix.platforms(), matrix.file(), places));
        return problems;
    }

    private static List<Problem> unknown(
            String option, List<String> wanted, List<String> known, String file, OptionPlaces places) {
        return wanted.stream()
                .filter(name -> !known.contains(name))
                .map(name -> Problem.of(
                        ProblemKind.OPTION,
                        places.of(option, name),
                        "no rule of " + file + " has the " + option + " '" + name + "'",
                        Nearest.mend(name, known)))
                .toList();
    }

    boolean hasBackend(String backend) {
        return backends.isEmpty() || backends.contains(backend);
    }

    boolean hasService(String service) {
        return services.isEmpty() || services.contains(service);
    }

    /** Whether an image's platform is meant, by the platforms and by the tags. */
    boolean has(ImageName name, Platform platform) {
        if (!platforms.isEmpty() && !platforms.contains(platform.toString())) {
            return false;
        }
        return tags.isEmpty()
                || tags.stream()
                        .anyMatch(tag -> matches(tag, name.tag())
                                || matches(tag, name.devTag())
                                || matches(tag, name.platformTag(platform)));
    }

    /** Whether a tag is the one that is named, or fits the glob. */
    static boolean matches(String glob, String tag) {
        if (glob.indexOf('*') < 0 && glob.indexOf('?') < 0) {
            return glob.equals(tag);
        }
        String regexp = glob.codePoints()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.matches(regexp, tag);
    }

    /** What is wrong if a tag names nothing in the plan. */
    static Problem nothingHasTag(String tag, List<String> known, OptionPlaces places) {
        String mend = Nearest.to(tag, known)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("'mvn runner:plan' lists them all");
        return Problem.of(ProblemKind.OPTION, places.of("tag", tag), "no image of the plan has this tag", mend);
    }
}
