package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Argument;
import ai.gpustack.runner.dockerfile.ArgumentValues;
import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Expansion;
import ai.gpustack.runner.dockerfile.Instruction;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A global argument that no FROM, no default and no stage uses is there for its name only, and says so. */
final class UnusedArguments implements ConventionRule {

    @Override
    public ProblemKind kind() {
        return ProblemKind.UNUSED;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        Dockerfile dockerfile = subject.dockerfile();
        var comments = new Comments(dockerfile.argumentNames());
        Set<String> used = used(dockerfile);
        return subject.globalArguments().flatMap(argument -> {
            Set<String> marks = comments.marks(argument, dockerfile.header());
            boolean isPlaceholder = marks.contains("PLACEHOLDER");
            if (isPlaceholder != used.contains(argument.name())) {
                return Stream.empty();
            }
            return Stream.of(isPlaceholder ? notAPlaceholder(argument) : unused(argument, marks));
        });
    }

    private Problem notAPlaceholder(Argument argument) {
        return Problem.of(
                kind(), argument.at(), argument.name() + " is marked (PLACEHOLDER), but it is used", "remove the mark");
    }

    private Problem unused(Argument argument, Set<String> marks) {
        String declare = "declare 'ARG " + argument.name() + "' in the stage that uses it";
        return Problem.of(
                kind(),
                argument.at(),
                "nothing in this file uses " + argument.name(),
                marks.contains("OPTIONAL")
                        ? declare + ", or remove it"
                        : declare + ", or mark it 'REQUIRED (PLACEHOLDER)' if it only gives the image its name");
    }

    private static Set<String> used(Dockerfile dockerfile) {
        var used = new HashSet<String>();
        dockerfile.globals().stream()
                .flatMap(argument -> argument.defaultValue().stream())
                .forEach(text -> used.addAll(namesIn(text, dockerfile)));
        dockerfile.stages().forEach(stage -> {
            used.addAll(namesIn(stage.base(), dockerfile));
            stage.platform().ifPresent(platform -> used.addAll(namesIn(platform, dockerfile)));
            stage.arguments().forEach(argument -> used.add(argument.name()));
            stage.instructions().stream()
                    .flatMap(instruction -> instruction.trigger().stream())
                    .filter(trigger -> trigger.keyword().equals("ARG"))
                    .map(Instruction::words)
                    .forEach(words -> words.forEach(word -> used.add(word.replaceFirst("=.*", ""))));
        });
        return used;
    }

    /** The names in a word; both ways of {@code ${A:-$B}} and {@code ${A:+$B}} count, whatever A is. */
    private static Set<String> namesIn(String word, Dockerfile dockerfile) {
        if (word.indexOf('$') < 0) {
            return Set.of();
        }
        ArgumentValues values = dockerfile.values(Map.of());
        var names = new HashSet<String>();
        for (Expansion expansion : new Expansion[] {
            Expansion.expand(word, name -> Optional.of("x"), dockerfile.escape()),
            Expansion.expand(word, name -> Optional.empty(), dockerfile.escape()),
            Expansion.expand(word, values::global, dockerfile.escape())
        }) {
            names.addAll(expansion.used());
            names.addAll(expansion.unset());
        }
        return names;
    }
}
