package ai.gpustack.runner.lint;

import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A comment that silences rules for the instruction below it: {@code # lint: ignore RUN008 because the base has no bash}.
 *
 * @param at where the comment is
 * @param rules the rules that it names, each once; at least one
 * @param reason the reason that it gives
 * @param lines the lines on which it counts
 */
record Silence(Location at, List<String> rules, String reason, Set<Integer> lines) {

    static final String FORM = "# lint: ignore RUN008 because …";

    private static final Pattern BEGINNING = Pattern.compile("lint:\\s*ignore\\s+");
    private static final String BECAUSE = " because ";

    /** Whether a comment is meant to silence something. */
    static boolean isMeant(String comment) {
        return comment.startsWith("lint:");
    }

    /** Reads a comment; empty if it names no rule or gives no reason. */
    static Optional<Silence> parse(Located<String> comment, Set<Integer> lines) {
        String text = comment.value();
        var beginning = BEGINNING.matcher(text);
        int because = text.indexOf(BECAUSE);
        if (!beginning.lookingAt() || because < beginning.end()) {
            return Optional.empty();
        }
        List<String> rules = Stream.of(text.substring(beginning.end(), because).split(",", -1))
                .map(String::strip)
                .distinct()
                .toList();
        String reason = text.substring(because + BECAUSE.length()).strip();
        return !reason.isEmpty() && rules.stream().allMatch(rule -> rule.matches("\\S+"))
                ? Optional.of(new Silence(comment.at(), rules, reason, lines))
                : Optional.empty();
    }

    boolean covers(Finding finding, String rule) {
        return finding.canBeSilenced()
                && finding.rule().id().equals(rule)
                && lines.contains(finding.problem().at().line());
    }
}
