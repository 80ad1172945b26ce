package ai.gpustack.runner.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What kind of thing went wrong, which decides whether trying again can help. */
public enum FailureKind {
    /** A step of the Dockerfile failed: a command's exit status, a file that isn't there. */
    @JsonProperty("step")
    STEP(false),
    /** The Dockerfile or the definition can't be built at all: a stage that is missing, an instruction that isn't one. */
    @JsonProperty("definition")
    DEFINITION(false),
    /** A registry refused: no credentials, or not enough rights (401, 403). */
    @JsonProperty("refused")
    REFUSED(false),
    /** A base image isn't there. */
    @JsonProperty("not-found")
    NOT_FOUND(false),
    /** A registry was unwell or busy (429, 5xx, two pushes of one layer at once), the network was: resets, timeouts, names that weren't resolved. */
    @JsonProperty("network")
    NETWORK(true),
    /** The builder was lost or couldn't be reached. */
    @JsonProperty("builder")
    BUILDER(true),
    /** The builder's disk is full. */
    @JsonProperty("disk-full")
    DISK_FULL(false),
    /** It took longer than it may ({@code runner.timeout}). */
    @JsonProperty("timeout")
    TIMEOUT(false),
    /** Files that it is made of changed while it was built: what came of it isn't what its id says. */
    @JsonProperty("changed")
    CHANGED(false),
    /** Something else. */
    @JsonProperty("other")
    OTHER(false);

    private final boolean isTransient;

    FailureKind(boolean isTransient) {
        this.isTransient = isTransient;
    }

    /** {@return whether the same build may succeed a little later} */
    public boolean isTransient() {
        return isTransient;
    }

    /** {@return the kind as people and the report name it} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
