package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Instruction;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.source.Location;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a stage says last. */
final class StageEnd {

    /** What only describes the image, and may stand at the end, too. */
    private static final Set<String> DESCRIBES = Set.of(
            "WORKDIR", "ENTRYPOINT", "CMD", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "STOPSIGNAL", "USER", "VOLUME");

    private StageEnd() {}

    /**
     * What is wrong with the last instruction of a keyword.
     *
     * @param at where it is wrong
     * @param what what is wrong
     */
    record Flaw(Location at, String what) {}

    /** Looks for the last instruction of a keyword, which has to be right and at the stage's end. */
    static Optional<Flaw> check(Stage stage, String keyword, String wanted, Predicate<Instruction> isRight) {
        String whose = "the service's stage '" + stage.label() + "'";
        List<Instruction> all = stage.instructions();
        int last = all.size() - 1;
        while (last >= 0 && !all.get(last).keyword().equals(keyword)) {
            last--;
        }
        if (last < 0) {
            return Optional.of(new Flaw(stage.at(), whose + " doesn't end with " + wanted));
        }
        Instruction found = all.get(last);
        if (!isRight.test(found)) {
            return Optional.of(new Flaw(
                    found.at(), whose + " ends with " + keyword + " " + found.text() + ", not with " + wanted));
        }
        return all.subList(last + 1, all.size()).stream()
                .filter(later -> !DESCRIBES.contains(later.keyword()))
                .findFirst()
                .map(later -> new Flaw(
                        found.at(),
                        whose + " goes on with " + later.keyword() + " below " + wanted
                                + ", which belongs at its end"));
    }
}
