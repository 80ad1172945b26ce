package ai.gpustack.runner.source;

/** How much a {@link Problem} matters. */
public enum Severity {
    /** Nothing is built, combined or promoted while it is there. */
    ERROR,
    /** Probably not what was meant; the work goes on. */
    WARNING,
    /** Something that a person may want to know: a rule that was left out, say. */
    NOTICE
}
