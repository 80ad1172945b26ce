package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Problem;
import java.util.List;

/**
 * What a target can take from its build context.
 *
 * @param entries files with their digests, directories and links, sorted by path
 * @param problems sources that aren't there, files that can't be read, patterns that are malformed
 */
public record ContextSelection(List<ContextEntry> entries, List<Problem> problems) {

    public ContextSelection {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }
}
