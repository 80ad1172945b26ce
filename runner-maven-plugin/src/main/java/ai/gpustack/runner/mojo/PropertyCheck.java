package ai.gpustack.runner.mojo;

import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.OptionPlaces;
import ai.gpustack.runner.source.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;

/** Looks for slips of the finger among properties: they must not change what is built. */
final class PropertyCheck {

    private static final String OURS = "runner.";

    /** As many letters are wrong in a name that was meant to be another. */
    private static final int SLIP = 2;

    private PropertyCheck() {}

    /**
     * What is wrong with what was said with {@code -D}.
     *
     * @param user Maven's user properties
     * @return an error for each property that looks like this plugin's and isn't, or that can't mean what it says
     */
    static List<Problem> ofUser(Properties user) {
        var problems = new ArrayList<Problem>();
        for (String name :
                new TreeMap<>(user).keySet().stream().map(Object::toString).toList()) {
            String value = user.getProperty(name);
            if (name.startsWith(OURS)) {
                if (isSwitch(name) && !isOnOrOff(value)) {
                    problems.add(Problem.error(
                            OptionPlaces.COMMAND_LINE.of(name, value),
                            "neither true nor false",
                            "write -D" + name + " or -D" + name + "=true, or leave it out"));
                }
                if (!isKnown(name)) {
                    problems.add(Problem.error(
                            OptionPlaces.COMMAND_LINE.of(name),
                            "this plugin has no property '" + name + "'",
                            mend(name)));
                } else if (PropertyNames.RUNNER.contains(name) && !isSwitch(name) && value.isBlank()) {
                    // An unset variable in a script must not send images elsewhere.
                    problems.add(Problem.error(
                            OptionPlaces.COMMAND_LINE.of(name, value), "is empty", "give it a value, or leave it out"));
                }
            } else if (!PropertyNames.SELECTORS.contains(name)) {
                nearMiss(name).ifPresent(problems::add);
            } else if (value.replace(',', ' ').isBlank()) {
                // An unset variable in a script must not select everything.
                problems.add(Problem.error(
                        OptionPlaces.COMMAND_LINE.of(name, value),
                        "names nothing",
                        "name at least one, or leave -D" + name + " out for all"));
            }
        }
        return problems;
    }

    /**
     * What is wrong with the properties of a POM and its parents. Others than this plugin may have theirs there, under names that
     * begin alike.
     *
     * @param pom the project's properties
     * @return an error for each switch that is neither on nor off; a warning for each name that is nearly one of this plugin's
     */
    static List<Problem> ofPom(Properties pom) {
        var problems = new ArrayList<Problem>();
        for (String name : new TreeSet<>(pom.stringPropertyNames())) {
            if (name.startsWith(OURS)) {
                String value = pom.getProperty(name);
                if (isSwitch(name) && !isOnOrOff(value)) {
                    problems.add(noSwitch(name, value));
                }
                Location at = Location.inPom(name);
                if (!isKnown(name) && isSlip(name)) {
                    problems.add(Problem.warning(at, "this plugin has no property '" + name + "'", mend(name)));
                }
            }
        }
        return problems;
    }

    /**
     * What is wrong with the plugin's configuration in the POM.
     *
     * @param configuration what stands there
     * @param user Maven's user properties, over which it wins
     * @return an error for each switch that is neither on nor off, each {@code -D} that would change nothing, and each element that no
     *     goal knows
     */
    static List<Problem> ofConfiguration(GoalConfiguration configuration, Properties user) {
        var problems = new ArrayList<Problem>();
        new TreeMap<>(configuration.given()).forEach((property, given) -> {
            String element = given.element();
            if (given.isSwitch() && !isOnOrOff(given.value())) {
                problems.add(noSwitch(element, given.value()));
            }
            String option = user.getProperty(property);
            if (option != null && !option.equals(given.value())) {
                problems.add(Problem.error(
                        OptionPlaces.COMMAND_LINE.of(property),
                        "changes nothing, as <" + element + "> in the plugin's configuration in the POM wins",
                        "leave one of them out, or make it a property there, <" + property + ">, over which -D wins"));
            }
        });
        for (String element : configuration.unknown()) {
            problems.add(Problem.error(
                    Location.inPom(element),
                    "this plugin has no parameter '" + element + "'",
                    Nearest.mend(element, configuration.parameters())));
        }
        return problems;
    }

    private static Problem noSwitch(String element, String value) {
        return Problem.error(
                Location.inPom(element, value),
                "neither true nor false",
                "write <" + element + ">true</" + element + ">, or leave it out");
    }

    private static boolean isSlip(String name) {
        return PropertyNames.RUNNER.stream().anyMatch(known -> Nearest.distance(name, known) <= SLIP)
                || meantPrefix(name).isPresent();
    }

    /** The prefix that the beginning of a name is, or nearly is. */
    private static Optional<String> meantPrefix(String name) {
        String family = name.replaceFirst("^(runner\\.[^.]*).*", "$1.");
        return PropertyNames.PREFIXES.stream()
                .filter(prefix -> Nearest.distance(family, prefix) <= SLIP)
                .min(Comparator.comparingInt(prefix -> Nearest.distance(family, prefix)));
    }

    private static String mend(String name) {
        String rest = name.replaceFirst("^runner\\.[^.]*\\.?", "");
        return meantPrefix(name)
                .map(prefix -> rest.isEmpty()
                        ? "its name goes on: " + prefix + "NAME"
                        : "did you mean '" + prefix + rest + "'?")
                .orElseGet(() -> nearest(name));
    }

    /** Without what all of them begin with, which would make any two alike. */
    private static String nearest(String name) {
        List<String> known = PropertyNames.RUNNER.stream()
                .map(each -> each.substring(OURS.length()))
                .toList();
        return Nearest.to(name.substring(OURS.length()), known)
                .map(near -> "did you mean '" + OURS + near + "'?")
                .orElse("known: " + String.join(", ", PropertyNames.RUNNER));
    }

    private static boolean isSwitch(String name) {
        return PropertyNames.SWITCHES.contains(name);
    }

    /** Maven would take any other word for false, and build or push what shouldn't be. */
    private static boolean isOnOrOff(String value) {
        return value.equals("true") || value.equals("false");
    }

    private static boolean isKnown(String name) {
        return PropertyNames.RUNNER.contains(name)
                || PropertyNames.PREFIXES.stream()
                        .anyMatch(prefix -> name.startsWith(prefix) && name.length() > prefix.length());
    }

    /** {@code -Dbackends=cuda} would otherwise be nobody's property, and build everything. */
    private static Optional<Problem> nearMiss(String name) {
        return PropertyNames.SELECTORS.stream()
                .filter(selector -> Nearest.distance(name, selector) <= (selector.length() > 4 ? 2 : 1))
                .findFirst()
                .map(selector -> Problem.error(
                        OptionPlaces.COMMAND_LINE.of(name),
                        "'" + name + "' selects nothing",
                        "did you mean '-D" + selector + "'? If it is another plugin's property, rename it"));
    }
}
