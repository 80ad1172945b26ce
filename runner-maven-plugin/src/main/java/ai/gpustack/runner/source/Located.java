package ai.gpustack.runner.source;

/**
 * A value and the place where it was written.
 *
 * @param value the value; never null
 * @param at where it was written; never null
 * @param <T> the value's type
 */
public record Located<T>(T value, Location at) {

    /** {@return the value's text, without its place} */
    @Override
    public String toString() {
        return value.toString();
    }
}
