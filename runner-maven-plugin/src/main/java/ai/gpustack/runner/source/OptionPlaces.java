package ai.gpustack.runner.source;

/** Where options were given, so that a message sends people to the right place. */
@FunctionalInterface
public interface OptionPlaces {

    /** All on the command line. */
    OptionPlaces COMMAND_LINE = property -> Location.of("-D" + property);

    /**
     * Where an option was given.
     *
     * @param property its property, {@code runner.arg.CUDA_VERSION}
     * @return the place; never null
     */
    Location of(String property);
}
