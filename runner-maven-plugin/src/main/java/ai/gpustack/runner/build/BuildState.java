package ai.gpustack.runner.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How building a platform image ended. */
public enum BuildState {
    /** It was built, and pushed or loaded. */
    @JsonProperty("built")
    BUILT,
    /** It was there already, with the same id. */
    @JsonProperty("up-to-date")
    UP_TO_DATE,
    /** It could not be built or exported. */
    @JsonProperty("failed")
    FAILED,
    /** It was asked for, but its turn hasn't come, or nothing was built at all; also what a kill leaves behind. */
    @JsonProperty("not-started")
    NOT_STARTED;

    /** {@return whether the image is there} */
    public boolean isThere() {
        return this == BUILT || this == UP_TO_DATE;
    }

    /** {@return the state as people and the report name it} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
