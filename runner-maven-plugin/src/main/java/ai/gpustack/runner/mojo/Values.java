package ai.gpustack.runner.mojo;

import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the texts of properties. What is wrong is collected and said together. (A parameter of Maven's that is a number would fail
 * one by one, before the goal begins and without a word on how to mend it.)
 */
final class Values {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(s|m|h)?");

    private final PropertyPlaces places;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * A reader.
     *
     * @param places where properties were given
     */
    Values(PropertyPlaces places) {
        this.places = places;
    }

    /** A whole number. */
    int number(String property, String text, int least, int most, String what) {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        String range = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
        wrong(property, text, "not a number of " + what, "write " + range);
        return least;
    }

    /** A duration: {@code 90}, {@code 90s}, {@code 15m}, {@code 2h}. */
    Duration duration(String property, String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            wrong(property, text, "not a duration", "write 90s, 15m or 2h");
            return Duration.ZERO;
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofSeconds(count);
        };
    }

    /** A duration that isn't zero. */
    Duration longerThanZero(String property, String text) {
        Duration duration = duration(property, text);
        if (duration.isZero() && DURATION.matcher(text.strip()).matches()) {
            wrong(property, text, "no time at all", "write 90s, 15m or 2h, or leave it out for no limit");
        }
        return duration;
    }

    /** One of several words. */
    String word(String property, String text, List<String> words) {
        if (words.contains(text)) {
            return text;
        }
        wrong(property, text, "isn't known", Nearest.mend(text, words));
        return words.get(0);
    }

    /** Each of these is one of several words. */
    List<String> words(String property, List<String> texts, List<String> words) {
        texts.forEach(text -> word(property, text, words));
        return texts;
    }

    /** Something else that is wrong. */
    void wrong(String property, String text, String what, String mend) {
        problems.add(Problem.error(places.of(property, text), what, mend));
    }

    /** Something that is wrong with a property whose text isn't repeated: somebody may have written a secret there. */
    void wrong(String property, String what, String mend) {
        problems.add(Problem.error(places.of(property), what, mend));
    }

    /** Something that is wrong with the name of a registry or a repository: not repeated where a password may stand in it. */
    void wrongPlace(String property, String text, String what, String mend) {
        if (text.contains("@")) {
            wrong(
                    property,
                    what + ", and not repeated here, as a password may stand before its '@'",
                    mend + "; credentials belong into the Docker config: 'docker login'");
        } else {
            wrong(property, text, what, mend);
        }
    }

    /** One of several words, or none: the empty text. */
    String word(String property, Optional<String> text, List<String> words) {
        return text.map(t -> word(property, t, words)).orElse("");
    }

    /**
     * One of several things that have names.
     *
     * @param found what the text names; empty if nothing
     * @param kind what it is one of: {@code format}
     * @param names the names there are
     * @return what was found, as it was given here
     */
    <T> Optional<T> named(String property, String text, Optional<T> found, String kind, List<String> names) {
        if (found.isEmpty()) {
            wrong(property, text, "there is no " + kind + " '" + text + "'", Nearest.mend(text, names));
        }
        return found;
    }

    /** A text of a form, or none: the empty text. */
    String matching(String property, Optional<String> text, Pattern form, String what, String mend) {
        text.filter(t -> !form.matcher(t).matches()).ifPresent(t -> wrong(property, t, what, mend));
        return text.orElse("");
    }

    /** Something that is wrong whatever a goal does with it. */
    void wrong(Problem problem) {
        problems.add(problem);
    }

    /** {@return what is wrong so far, each once} */
    List<Problem> problems() {
        return problems.stream().distinct().toList();
    }

    /** Ends reading. */
    void orThrow() {
        orThrow(List.of());
    }

    /** Ends reading; where something is wrong, what is wrong with the input beside is said with it. */
    void orThrow(List<Problem> others) {
        if (!problems.isEmpty()) {
            throw new InvalidInput(
                    Stream.concat(problems().stream(), others.stream()).toList());
        }
    }
}
