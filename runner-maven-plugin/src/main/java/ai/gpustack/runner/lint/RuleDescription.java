package ai.gpustack.runner.lint;

import ai.gpustack.runner.source.ProblemKind;
import ai.gpustack.runner.source.Severity;

/**
 * What is to be known about a rule, whoever checks it.
 *
 * @param id its id: {@code RUN003}, or {@code BuildKit:StageNameCasing}
 * @param severity how much it matters, as a rule
 * @param title what it demands, as a sentence without a full stop
 * @param page the address of its page
 */
public record RuleDescription(String id, Severity severity, String title, String page) {

    /** What the ids of BuildKit's own rules begin with. */
    public static final String BUILDKIT = "BuildKit:";

    private static final String BUILDKIT_PAGES = "https://docs.docker.com/reference/build-checks/";
    private static final String PAGES = "https://github.com/gpustack/runner-maven-plugin/blob/main/docs/rules/";

    /**
     * A rule of this project.
     *
     * @param kind what it is about
     * @return its description
     */
    public static RuleDescription of(ProblemKind kind) {
        return new RuleDescription(kind.id(), kind.severity(), kind.title(), PAGES + kind.id() + ".md");
    }

    /**
     * A rule of BuildKit's.
     *
     * @param name its name: {@code StageNameCasing}
     * @param title what it demands
     * @param page the address of its page
     * @return its description
     */
    public static RuleDescription ofBuildKit(String name, String title, String page) {
        return new RuleDescription(BUILDKIT + name, Severity.WARNING, title, page.isEmpty() ? BUILDKIT_PAGES : page);
    }

    /** {@return the rule that what BuildKit can't build at all breaks} */
    public static RuleDescription ofBuildKitErrors() {
        return new RuleDescription(BUILDKIT + "Error", Severity.ERROR, "BuildKit can build the target", BUILDKIT_PAGES);
    }
}
