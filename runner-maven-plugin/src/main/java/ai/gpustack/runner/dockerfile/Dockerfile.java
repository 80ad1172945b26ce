package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Dockerfile, read as BuildKit reads it.
 *
 * @param file its path as shown to people
 * @param escape the escape character: a backslash, or a backtick where a directive says so
 * @param directives the parser directives
 * @param header the comment lines before the first instruction, without {@code #}; empty ones included
 * @param globals the arguments declared before the first FROM, in order; a name may occur twice
 * @param stages the stages, in order
 * @param problems all that is wrong with it
 */
public record Dockerfile(
        String file,
        char escape,
        List<Directive> directives,
        List<Located<String>> header,
        List<Argument> globals,
        List<Stage> stages,
        List<Problem> problems) {

    public Dockerfile {
        directives = List.copyOf(directives);
        header = List.copyOf(header);
        globals = List.copyOf(globals);
        stages = List.copyOf(stages);
        problems = List.copyOf(problems);
    }

    /**
     * Reads a Dockerfile.
     *
     * @param file its path as shown to people
     * @param text its text; line ends as they are
     * @return what it says, and what is wrong with it; never an exception
     */
    public static Dockerfile parse(String file, String text) {
        return new DockerfileReader(file, text).read();
    }

    /** {@return the directive that names the frontend which is to read the file; empty if it is BuildKit's own} */
    public Optional<Directive> frontend() {
        return directives.stream()
                .filter(directive -> directive.name().equals("syntax"))
                .findFirst();
    }

    /**
     * Finds a stage, as {@code COPY --from} finds it.
     *
     * @param nameOrNumber its name, in whatever case, or its number, counted from 0
     * @return the stage; the last one where a name occurs twice
     */
    public Optional<Stage> stage(String nameOrNumber) {
        String wanted = nameOrNumber.toLowerCase(Locale.ROOT);
        Optional<Stage> named = stages.stream()
                .filter(stage -> stage.name().filter(wanted::equals).isPresent())
                .reduce((first, second) -> second);
        return named.or(() -> numbered(wanted));
    }

    Optional<Stage> numbered(String text) {
        if (text.isEmpty() || text.length() > 6 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int number = Integer.parseInt(text);
        return number < stages.size() ? Optional.of(stages.get(number)) : Optional.empty();
    }

    /** {@return the names of the stages, in order; those without a name are left out} */
    public List<String> stageNames() {
        return stages.stream()
                .map(Stage::name)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /**
     * How to mend the name of a stage that isn't there, as a sentence.
     *
     * @param name the name
     * @return the nearest name and all there are
     */
    public String mendStage(String name) {
        return DockerfileReader.mend(name, stages);
    }

    /** {@return the names that ARG lines declare, before the first FROM or in a stage; not those of ONBUILD} */
    public Set<String> argumentNames() {
        var names = new LinkedHashSet<String>();
        globals.forEach(argument -> names.add(argument.name()));
        stages.forEach(stage -> stage.arguments().forEach(argument -> names.add(argument.name())));
        return names;
    }

    /** {@return those of them that can be given: BuildKit's own say what is built for, and on what} */
    public Set<String> givenNames() {
        var names = new LinkedHashSet<>(argumentNames());
        names.removeAll(ArgumentValues.PLATFORM_ARGUMENTS);
        return names;
    }

    /**
     * A global argument.
     *
     * @param name its name
     * @return its declaration; the last one where there are several
     */
    public Optional<Argument> global(String name) {
        return globals.stream().filter(argument -> argument.name().equals(name)).reduce((first, second) -> second);
    }

    /**
     * The values that the global arguments have in a build.
     *
     * @param given the values given from outside ({@code --build-arg}), taken as they are; and those of the built-in platform
     *     arguments ({@code TARGETPLATFORM}, …), which a default in the file replaces
     * @return the values
     */
    public ArgumentValues values(Map<String, String> given) {
        return ArgumentValues.of(this, given);
    }

    /**
     * What a stage needs of this file.
     *
     * @param target the stage's name, or its number
     * @param values the values of the global arguments
     * @return its closure; empty if there is no such stage
     */
    public Optional<Closure> closure(String target, ArgumentValues values) {
        return stage(target).map(stage -> new ClosureFinder(this, values).find(stage));
    }
}
