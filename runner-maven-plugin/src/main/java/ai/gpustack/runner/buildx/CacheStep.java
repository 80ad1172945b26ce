package ai.gpustack.runner.buildx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** BuildKit's steps that read and write caches. What goes wrong in them fails no target: it is exported all the same. */
public final class CacheStep {

    private static final Pattern READS = Pattern.compile("importing cache manifest from (.+)");

    private CacheStep() {}

    static boolean is(String step) {
        return step.startsWith("importing cache") || writes(step);
    }

    /**
     * Whether a step writes a cache.
     *
     * @param step the step as BuildKit names it
     * @return whether that is so
     */
    public static boolean writes(String step) {
        return step.startsWith("exporting cache");
    }

    /**
     * Whether it is only that the cache, which the step names, isn't there yet: before the first build none is. One that is there
     * and lacks a part is told by that part's name.
     */
    static boolean isOfNothing(String step, String error) {
        Matcher reads = READS.matcher(step);
        return reads.matches() && error.endsWith(reads.group(1) + ": not found");
    }
}
