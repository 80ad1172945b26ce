package ai.gpustack.runner.buildx;

import java.util.List;
import java.util.Map;

/** Understands what a bake prints. */
interface Progress {

    /** Takes a line of standard error; never throws, whatever it is. */
    void accept(String line);

    /** Whether BuildKit was heard of at all. */
    boolean hasBegun();

    /** Whether it said anything that isn't progress: what it fails for, say. */
    boolean hasLastWords();

    /** What buildx said last, as plain text: the error where there is one. */
    String lastText();

    /**
     * How each target ended.
     *
     * @param digests the digests in bake's metadata file, by target: of those that succeeded
     * @param succeeded whether buildx ended with status 0
     */
    Map<String, TargetResult> results(Map<String, String> digests, boolean succeeded);

    /** What the steps that had begun and hadn't ended by themselves printed last, by target and by the step's name. */
    Map<String, Map<String, List<String>>> unfinished();
}
