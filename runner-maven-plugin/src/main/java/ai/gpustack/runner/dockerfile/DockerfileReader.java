package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a Dockerfile in one pass. The rules are those of moby/buildkit's {@code frontend/dockerfile/parser} and
 * {@code instructions}; unlike there, reading goes on after a mistake, so that all of them are reported.
 */
final class DockerfileReader {

    private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9-_.]*");

    /** BuildKit's scanner holds no longer line. */
    private static final int LONGEST_LINE = 65_535;

    private final String file;
    private final Lines lines;
    private final Problems problems = new Problems();
    private final DirectiveReader directives = new DirectiveReader(problems);
    private final InstructionRules rules = new InstructionRules(problems);
    private final List<Located<String>> header = new ArrayList<>();
    private final List<Argument> globals = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();
    private List<Located<String>> comments = new ArrayList<>();
    private boolean any;
    private OpenStage open;

    /** A stage whose instructions are being read. */
    private record OpenStage(
            Optional<String> name,
            String base,
            Instruction from,
            List<Instruction> instructions,
            List<Argument> arguments) {}

    DockerfileReader(String file, String text) {
        this.file = file;
        this.lines = new Lines(text);
    }

    Dockerfile read() {
        while (lines.advance()) {
            String line = line();
            int start = Whitespace.skip(line, 0);
            if (start == line.length()) {
                directives.end();
            } else if (line.charAt(start) == '#') {
                comment(line.substring(start), new Location(file, lines.number(), start + 1));
            } else {
                directives.end();
                instruction(line, start);
            }
        }
        close();
        if (stages.isEmpty()) {
            String what = any ? "the file has no stage" : "the file has no instructions";
            problems.error(Location.of(file), what, "begin one: FROM debian:bookworm-slim AS runtime");
        }
        return new Dockerfile(
                file, directives.escape(), directives.directives(), header, globals, stages, problems.found());
    }

    private String line() {
        String line = lines.line();
        if (line.length() > LONGEST_LINE) {
            problems.error(
                    new Location(file, lines.number(), 1),
                    "the line is longer than " + LONGEST_LINE + " characters, more than Docker reads",
                    "break it up, or move its content into a file that is copied");
        }
        return line;
    }

    private void comment(String line, Location at) {
        if (directives.read(line, at)) {
            return;
        }
        var comment = new Located<>(Whitespace.trim(line.substring(1)), at);
        if (!any) {
            header.add(comment);
        }
        if (comment.value().isEmpty()) {
            comments = new ArrayList<>();
        } else {
            comments.add(comment);
        }
    }

    private void instruction(String first, int start) {
        any = true;
        JoinedLine joined = join(first, start);
        var reader = new InstructionReader(joined, directives.escape(), comments, problems);
        comments = new ArrayList<>();
        InstructionReader.Draft draft = reader.read();
        Instruction instruction = draft.instruction();
        rules.check(instruction);
        List<Heredoc> announced = HeredocReader.announced(instruction, joined.text());
        List<Heredoc> heredocs = HeredocReader.read(announced, lines, instruction, problems);
        place(withHeredocs(instruction, heredocs), draft.arguments());
    }

    /** Joins a line with those that continue it; comment and blank lines between them are left out. */
    private JoinedLine join(String first, int start) {
        var joined = new JoinedLine(file);
        String line = first.substring(start);
        int column = start + 1;
        boolean blank = false;
        int continued = Lines.continuation(line, directives.escape());
        joined.append(continued < 0 ? line : line.substring(0, continued), lines.number(), column);
        while (continued >= 0 && lines.advance()) {
            line = line();
            if (Lines.isComment(line)) {
                continue;
            }
            if (Lines.isBlank(line)) {
                blank = true;
                continue;
            }
            continued = Lines.continuation(line, directives.escape());
            joined.append(continued < 0 ? line : line.substring(0, continued), lines.number(), 1);
        }
        if (blank) {
            problems.warning(
                    joined.at(0),
                    "there is a blank line inside this instruction; Docker will refuse that one day",
                    "remove it, or the escape character before it");
        }
        return joined;
    }

    private Instruction withHeredocs(Instruction it, List<Heredoc> heredocs) {
        return new Instruction(
                it.keyword(),
                it.flags(),
                it.text(),
                it.json(),
                it.words(),
                heredocs,
                it.trigger(),
                it.at(),
                lines.number(),
                it.comments());
    }

    private void place(Instruction instruction, List<Argument> arguments) {
        if (instruction.keyword().equals("FROM")) {
            close();
            from(instruction);
        } else if (open != null) {
            open.instructions().add(instruction);
            open.arguments().addAll(arguments);
        } else if (instruction.keyword().equals("ARG")) {
            globals.addAll(arguments);
        } else {
            problems.error(
                    instruction.at(),
                    instruction.keyword() + " stands before the first FROM, where only ARG may",
                    "move it below a FROM");
        }
    }

    private void from(Instruction from) {
        List<String> words = from.words();
        boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("AS");
        if (words.size() != 1 && !named) {
            problems.error(
                    from.at(),
                    "FROM takes an image, or an image and AS and a name",
                    "FROM debian:bookworm-slim AS runtime; a comment needs a line of its own");
        }
        Optional<String> name = Optional.empty();
        if (words.size() >= 3 && words.get(1).equalsIgnoreCase("AS")) {
            name = Optional.of(words.get(2).toLowerCase(Locale.ROOT));
            checkName(from, name.get());
        }
        String base = words.isEmpty() ? "" : words.get(0);
        open = new OpenStage(name, base, from, new ArrayList<>(), new ArrayList<>());
    }

    private void checkName(Instruction from, String name) {
        if (!STAGE_NAME.matcher(name).matches()) {
            problems.error(
                    from.at(),
                    "'" + name + "' can't be the name of a stage",
                    "begin with a letter, go on with letters, digits, '-', '_' and '.'");
        }
        Integer before = names.put(name, from.at().line());
        if (before != null) {
            problems.warning(
                    from.at(),
                    "there is a stage '" + name + "' already, in line " + before
                            + "; from here on the name means this one",
                    "give one of them another name");
        }
    }

    private void close() {
        if (open == null) {
            return;
        }
        Instruction from = open.from();
        stages.add(new Stage(
                stages.size(),
                open.name(),
                open.base(),
                from.flag("platform"),
                open.instructions(),
                open.arguments(),
                from.at(),
                from.comments()));
        open = null;
    }

    /** For messages: the stages that there are. */
    static String mend(String target, List<Stage> stages) {
        return Nearest.mend(
                target,
                stages.stream()
                        .map(Stage::name)
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList());
    }
}
