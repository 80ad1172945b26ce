package ai.gpustack.runner.mojo;

import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.OptionPlaces;
import java.util.Properties;

/** Where the values of properties were given: by {@code -D}, or in the POM. */
final class PropertyPlaces implements OptionPlaces {

    private final Properties pom;
    private final Properties user;

    /**
     * Places.
     *
     * @param pom the project's properties
     * @param user what was said with {@code -D}
     */
    PropertyPlaces(Properties pom, Properties user) {
        this.pom = pom;
        this.user = user;
    }

    /** Where a property was given: by {@code -D}, as a property of the POM, or in the plugin's configuration there. */
    @Override
    public Location of(String property) {
        return user.containsKey(property)
                ? Location.of("-D" + property)
                : Location.of("<" + element(property) + "> in the POM");
    }

    /** The same, with its value, which must not be a secret. */
    Location of(String property, String value) {
        String element = element(property);
        return user.containsKey(property)
                ? Location.of("-D" + property + "=" + value)
                : Location.of("<" + element + ">" + value + "</" + element + "> in the POM");
    }

    private String element(String property) {
        if (pom.containsKey(property)) {
            return property;
        }
        // A parameter has its property's last name.
        return property.startsWith(PropertyNames.BUILDER_PREFIX)
                ? "builder"
                : property.substring(property.lastIndexOf('.') + 1);
    }
}
