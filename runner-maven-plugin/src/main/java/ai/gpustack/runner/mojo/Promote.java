package ai.gpustack.runner.mojo;

/** What is promoted when something failed. */
public enum Promote {
    /** Nothing. */
    all,
    /** The images that passed. */
    passing
}
