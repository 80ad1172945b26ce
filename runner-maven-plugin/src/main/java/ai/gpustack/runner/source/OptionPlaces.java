package ai.gpustack.runner.source;

/** Where options were given, so that a message sends people to the right place. */
public interface OptionPlaces {

    /** All on the command line. */
    OptionPlaces COMMAND_LINE = new OptionPlaces() {
        @Override
        public Location of(String property) {
            return Location.of("-D" + property);
        }

        @Override
        public Location of(String property, String value) {
            return Location.of("-D" + property + "=" + value);
        }
    };

    /**
     * Where an option was given.
     *
     * @param property its property, {@code runner.arg.CUDA_VERSION}
     * @return the place; never null
     */
    Location of(String property);

    /**
     * Where an option was given, with its value, or that part of it which is meant.
     *
     * @param property its property, {@code backend}
     * @param value the value, which must not be a secret
     * @return the place; never null
     */
    Location of(String property, String value);
}
