package ai.gpustack.runner.source;

/** Numbers of things, as people say them. */
public final class Count {

    private Count() {}

    /**
     * A number with its noun.
     *
     * @param number how many
     * @param noun what, in the singular; its plural has an {@code s}
     * @return {@code 1 image}, {@code 2 images}
     */
    public static String of(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
