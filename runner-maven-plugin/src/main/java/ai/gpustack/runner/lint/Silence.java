package ai.gpustack.runner.lint;

import ai.gpustack.runner.source.Located;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comment that silences rules for the instruction below it: {@code # lint: ignore RUN008 because the base has no bash}.
 *
 * @param comment the comment
 * @param lines the lines on which it counts
 */
record Silence(Located<String> comment, Set<Integer> lines) {

    static final String FORM = "# lint: ignore RUN008 because …";

    private static final Pattern TEXT =
            Pattern.compile("lint:\\s*ignore\\s+([^\\s,]+(?:\\s*,\\s*[^\\s,]+)*)\\s+because\\s+(\\S.*)");

    static boolean isOne(String comment) {
        return comment.startsWith("lint:");
    }

    /** The rules that it names; none where it isn't understood. */
    List<String> rules() {
        return match().map(match -> Arrays.stream(match.group(1).split("\\s*,\\s*"))
                        .distinct()
                        .toList())
                .orElse(List.of());
    }

    /** The reason that it gives; empty where it gives none, or isn't understood. */
    Optional<String> reason() {
        return match().map(match -> match.group(2));
    }

    boolean covers(Finding finding, String rule) {
        return finding.canBeSilenced()
                && finding.rule().id().equals(rule)
                && lines.contains(finding.problem().at().line());
    }

    private Optional<Matcher> match() {
        Matcher matcher = TEXT.matcher(comment.value());
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }
}
