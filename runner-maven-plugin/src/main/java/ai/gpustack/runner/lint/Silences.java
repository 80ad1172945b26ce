package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Argument;
import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Instruction;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The comments of a Dockerfile that silence, what they silence, and what is wrong with them. */
final class Silences {

    private final Map<Located<String>, Set<Integer>> lines = new LinkedHashMap<>();
    private final List<Finding> mistakes = new ArrayList<>();

    /** Whether BuildKit's rules were checked; if not, nobody knows whether silencing them is needed. */
    private final boolean checked;

    Silences(Dockerfile dockerfile, boolean checked) {
        this.checked = checked;
        // what is said of the file as a whole is said of its header
        List<Located<String>> header = dockerfile.header();
        header.forEach(comment -> add(header, comment.at().line(), comment.at().line()));
        add(header, 1, 1);
        for (Argument argument : dockerfile.globals()) {
            add(argument.comments(), argument.at().line(), argument.at().line());
            argument.trailing()
                    .ifPresent(trailing -> add(
                            argument.comments(),
                            trailing.at().line(),
                            trailing.at().line()));
        }
        for (Stage stage : dockerfile.stages()) {
            add(stage.comments(), stage.at().line(), stage.at().line());
            for (Instruction instruction : stage.instructions()) {
                add(instruction.comments(), instruction.at().line(), instruction.lastLine());
            }
        }
    }

    private void add(List<Located<String>> comments, int first, int last) {
        comments.stream()
                .filter(comment -> Silence.isMeant(comment.value()))
                .forEach(comment -> IntStream.rangeClosed(first, last)
                        .forEach(lines.computeIfAbsent(comment, key -> new HashSet<>())::add));
    }

    /** The same findings, those that a comment silences with its reason, and what is wrong with the comments. */
    List<Finding> apply(List<Finding> findings) {
        List<Finding> result = new ArrayList<>(findings);
        lines.forEach((comment, covered) -> Silence.parse(comment, covered)
                .ifPresentOrElse(
                        silence -> apply(silence, result),
                        () -> mistake(
                                ProblemKind.SILENCE_WITHOUT_REASON,
                                comment.at(),
                                "this comment silences nothing: it names no rule, or gives no reason",
                                "write it as '" + Silence.FORM + "'")));
        result.addAll(mistakes);
        return result;
    }

    private void apply(Silence silence, List<Finding> findings) {
        for (String rule : silence.rules()) {
            if (!isKnown(rule)) {
                mistake(
                        ProblemKind.SILENCE_OF_UNKNOWN,
                        silence.at(),
                        "there is no rule '" + rule + "' that can be silenced",
                        Nearest.mend(rule, known()));
            } else if (!apply(silence, rule, findings) && (checked || !isBuildKits(rule))) {
                mistake(
                        ProblemKind.SILENCE_OF_NOTHING,
                        silence.at(),
                        "this comment silences " + rule + ", which has nothing to say about the instruction below it",
                        "remove it, or put it directly above the line that is meant");
            }
        }
    }

    private static boolean apply(Silence silence, String rule, List<Finding> findings) {
        boolean any = false;
        for (int i = 0; i < findings.size(); i++) {
            if (silence.covers(findings.get(i), rule)) {
                findings.set(i, findings.get(i).silenced(silence.reason()));
                any = true;
            }
        }
        return any;
    }

    private void mistake(ProblemKind kind, Location at, String what, String mend) {
        mistakes.add(Finding.of(Problem.of(kind, at, what, mend)));
    }

    private static boolean isKnown(String rule) {
        return isBuildKits(rule) || known().contains(rule);
    }

    private static boolean isBuildKits(String rule) {
        return rule.matches(RuleDescription.BUILDKIT + "[A-Za-z]+");
    }

    private static List<String> known() {
        return Arrays.stream(ProblemKind.values())
                .filter(ProblemKind::canBeSilenced)
                .map(ProblemKind::id)
                .collect(Collectors.toList());
    }
}
