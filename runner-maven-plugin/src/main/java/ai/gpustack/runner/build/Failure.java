package ai.gpustack.runner.build;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * Why a platform image failed.
 *
 * @param kind what kind of thing went wrong
 * @param step the step that failed, as BuildKit names it: {@code [vllm 3/5] RUN …}; empty if no step did
 * @param at the instruction that the step comes from, as {@code pack/cpu/Dockerfile:12}; empty if no step failed, or it can't be told
 * @param error what BuildKit says
 * @param mend what may help, as a sentence; empty where only the error itself tells
 * @param lastLines the last lines that the step printed
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Failure(
        FailureKind kind,
        Optional<String> step,
        Optional<String> at,
        String error,
        Optional<String> mend,
        List<String> lastLines) {

    public Failure {
        lastLines = List.copyOf(lastLines);
    }

    /** {@return whether the image was done, and couldn't be brought to where it belongs} */
    public boolean failedToExport() {
        return step.filter(Diagnosis::isAnExport).isPresent();
    }
}
