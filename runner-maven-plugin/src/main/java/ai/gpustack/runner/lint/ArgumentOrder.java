package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Argument;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Common arguments, then {@code {BACKEND}_…}, then {@code {SERVICE}_…}. */
final class ArgumentOrder implements ConventionRule {

    private static final List<String> GROUPS = List.of("a common argument", "the backend's", "a service's");

    @Override
    public ProblemKind kind() {
        return ProblemKind.ORDER;
    }

    @Override
    public Stream<Problem> check(Subject subject) {
        var problems = new ArrayList<Problem>();
        Argument last = null;
        for (Argument argument : subject.globalArguments().toList()) {
            int group = group(argument, subject);
            if (last != null && group < group(last, subject) && !needsAnother(argument, group, subject)) {
                problems.add(Problem.of(
                        kind(),
                        argument.at(),
                        argument.name() + ", " + GROUPS.get(group) + ", stands behind " + last.name() + ", "
                                + GROUPS.get(group(last, subject)),
                        "put common arguments first, then " + prefix(subject.backend())
                                + "…, then those of the services"));
            } else {
                last = argument;
            }
        }
        return problems.stream();
    }

    /** A default can only use what stands above it. */
    private static boolean needsAnother(Argument argument, int group, Subject subject) {
        String text = argument.defaultValue().orElse("");
        return subject.dockerfile().globals().stream()
                .filter(other -> group(other, subject) > group)
                .anyMatch(other -> text.contains("$" + other.name()) || text.contains("${" + other.name()));
    }

    private static int group(Argument argument, Subject subject) {
        if (isOf(argument, subject.backend())) {
            return 1;
        }
        return subject.services().stream().anyMatch(service -> isOf(argument, service)) ? 2 : 0;
    }

    private static boolean isOf(Argument argument, String owner) {
        return argument.name().startsWith(prefix(owner));
    }

    private static String prefix(String owner) {
        return owner.toUpperCase(Locale.ROOT).replace('-', '_') + "_";
    }
}
