package ai.gpustack.runner.docs;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A Maven command line of a document.
 *
 * @param text the whole line
 * @param goals what it runs: {@code runner:build}, {@code spotless:apply}
 * @param phases the phases that it runs
 * @param properties the names that it gives with {@code -D}
 * @param project what it gives with {@code -f}; empty if nothing
 */
record MavenCommand(String text, List<String> goals, List<String> phases, List<String> properties, String project) {

    private static final Set<String> FLAGS = Set.of("-B", "-ntp", "-q", "-o", "-V");

    static boolean is(String line) {
        return line.startsWith("mvn ");
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it has an option that this test doesn't know
     */
    static MavenCommand of(String line) {
        var goals = new ArrayList<String>();
        var phases = new ArrayList<String>();
        var properties = new ArrayList<String>();
        String project = "";
        Iterator<String> words = List.of(line.strip().split("\\s+")).listIterator(1);
        while (words.hasNext()) {
            String word = words.next();
            if (word.startsWith("-D")) {
                properties.add(word.substring(2).split("=", 2)[0]);
            } else if (word.equals("-f")) {
                project = words.next();
            } else if (word.equals("-pl")) {
                words.next();
            } else if (word.startsWith("-")) {
                if (!FLAGS.contains(word)) {
                    throw new IllegalArgumentException("unknown option " + word + " in: " + line);
                }
            } else {
                (word.contains(":") ? goals : phases).add(word);
            }
        }
        return new MavenCommand(line, List.copyOf(goals), List.copyOf(phases), List.copyOf(properties), project);
    }

    /** The goals of this plugin, without their prefix. */
    List<String> runnerGoals() {
        return goals.stream()
                .filter(goal -> goal.startsWith("runner:"))
                .map(goal -> goal.substring("runner:".length()))
                .toList();
    }
}
