package ai.gpustack.runner.lint;

import ai.gpustack.runner.source.Located;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A comment that silences rules for the instruction below it: {@code # lint: ignore RUN008 because the base has no bash}.
 *
 * @param comment the comment
 * @param lines the lines on which it counts
 */
record Silence(Located<String> comment, Set<Integer> lines) {

    static final String FORM = "# lint: ignore RUN008 because …";

    private static final Pattern BEGINNING = Pattern.compile("lint:\\s*ignore\\s+");
    private static final String BECAUSE = " because ";

    static boolean isOne(String comment) {
        return comment.startsWith("lint:");
    }

    /** The rules that it names; none where it isn't understood. */
    List<String> rules() {
        return named().map(rules -> rules.distinct().toList()).orElse(List.of());
    }

    /** The reason that it gives; empty where it gives none, or isn't understood. */
    Optional<String> reason() {
        int because = comment.value().indexOf(BECAUSE);
        return named().map(rules ->
                comment.value().substring(because + BECAUSE.length()).strip());
    }

    private Optional<Stream<String>> named() {
        String text = comment.value();
        var beginning = BEGINNING.matcher(text);
        int because = text.indexOf(BECAUSE);
        if (!beginning.lookingAt()
                || because < beginning.end()
                || text.substring(because + BECAUSE.length()).isBlank()) {
            return Optional.empty();
        }
        String[] rules = text.substring(beginning.end(), because).strip().split("\\s*,\\s*");
        boolean areWords = Arrays.stream(rules).allMatch(rule -> rule.matches("\\S+"));
        return areWords ? Optional.of(Arrays.stream(rules)) : Optional.empty();
    }

    boolean covers(Finding finding, String rule) {
        return finding.canBeSilenced()
                && finding.rule().id().equals(rule)
                && lines.contains(finding.problem().at().line());
    }
}
