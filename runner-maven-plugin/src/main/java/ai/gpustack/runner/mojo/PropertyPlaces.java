package ai.gpustack.runner.mojo;

import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.OptionPlaces;
import java.util.Optional;
import java.util.Properties;

/** Where the values of properties were given: in the plugin's configuration in the POM, which wins, by {@code -D}, or as a POM's property. */
final class PropertyPlaces implements OptionPlaces {

    private final Properties pom;
    private final Properties user;
    private final GoalConfiguration configuration;

    /**
     * Places.
     *
     * @param pom the project's properties
     * @param user what was said with {@code -D}
     * @param configuration what the plugin's configuration says
     */
    PropertyPlaces(Properties pom, Properties user, GoalConfiguration configuration) {
        this.pom = pom;
        this.user = user;
        this.configuration = configuration;
    }

    @Override
    public Location of(String property) {
        return element(property).map(Location::inPom).orElseGet(() -> COMMAND_LINE.of(property));
    }

    @Override
    public Location of(String property, String value) {
        return element(property)
                .map(element -> Location.inPom(element, value))
                .orElseGet(() -> COMMAND_LINE.of(property, value));
    }

    /** The element that gives it; empty if it is given by {@code -D}. */
    private Optional<String> element(String property) {
        GoalConfiguration.Given configured = configuration.given().get(property);
        if (configured != null) {
            return Optional.of(configured.element());
        }
        if (user.containsKey(property)) {
            return Optional.empty();
        }
        // Builders by platform are given by elements that have no property.
        return property.startsWith(PropertyNames.BUILDER_PREFIX) && !pom.containsKey(property)
                ? Optional.of("builder")
                : Optional.of(property).filter(pom::containsKey);
    }
}
