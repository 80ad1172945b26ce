package ai.gpustack.runner.report;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.Shards;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The forms that a plan can be rendered in. */
public enum PlanFormat {
    /** A table for people. */
    TEXT,
    /** A table for a page of documentation. */
    MARKDOWN,
    /** Everything, for programs: docs/schema/plan.json. */
    JSON,
    /** The upstream project's {@code build_jobs} and {@code manifest_jobs}. */
    JOBS,
    /** A matrix of jobs for GitHub Actions. */
    GITHUB,
    /** A child pipeline for GitLab. */
    GITLAB,
    /** A definition that {@code docker buildx bake -f} runs on its own. */
    BAKE,
    /** The regular expression that recognises the tags of the matrix's images: a line for Java, one for Python. */
    REGEXP;

    /**
     * Finds a format.
     *
     * @param name its name, in lower case
     * @return the format; empty if there is none of this name
     */
    public static Optional<PlanFormat> named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(name))
                .findFirst();
    }

    /** {@return the names of all formats} */
    public static List<String> names() {
        return Arrays.stream(values()).map(PlanFormat::toString).toList();
    }

    /**
     * Renders a plan.
     *
     * @param plan the plan
     * @param matrix the matrix that it was made of
     * @param shards how many jobs there may be at most, in the formats that have jobs
     * @return a text that ends with a line end; the same bytes for the same plan
     */
    public String render(Plan plan, Matrix matrix, int shards) {
        return switch (this) {
            case TEXT -> String.join("\n", PlanTable.lines(plan)) + "\n";
            case MARKDOWN -> PlanMarkdown.of(plan);
            case JSON -> PlanJson.of(plan);
            case JOBS -> PlanJobs.of(plan, matrix);
            case GITHUB -> PlanGithub.of(Shards.of(plan, matrix, shards));
            case GITLAB -> PlanGitlab.of(Shards.of(plan, matrix, shards));
            case BAKE -> PlanBake.of(plan);
            case REGEXP -> PlanRegexp.of(matrix);
        };
    }

    /** {@return the name as users write it} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
