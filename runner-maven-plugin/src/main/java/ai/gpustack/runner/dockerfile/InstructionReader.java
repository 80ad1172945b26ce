package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads one joined line: keyword, flags and the parts that its keyword gives its arguments. */
final class InstructionReader {

    /** An instruction whose here-documents haven't been read yet, with the arguments that it declares if it is an ARG. */
    record Draft(Instruction instruction, List<Argument> arguments) {}

    private static final Set<String> SPACED = Set.of("FROM", "EXPOSE");
    private static final Set<String> SPACED_OR_JSON = Set.of("ADD", "COPY", "VOLUME");
    private static final Set<String> COMMAND_OR_JSON = Set.of("RUN", "CMD", "ENTRYPOINT", "SHELL");

    private final JoinedLine line;
    private final char escape;
    private final List<Located<String>> comments;
    private final Problems problems;

    InstructionReader(JoinedLine line, char escape, List<Located<String>> comments, Problems problems) {
        this.line = line;
        this.escape = escape;
        this.comments = comments;
        this.problems = problems;
    }

    Draft read() {
        return read(0);
    }

    private Draft read(int from) {
        String text = line.text();
        int start = Whitespace.skip(text, from);
        int end = Whitespace.end(text, start);
        int endOfKeyword = start;
        while (endOfKeyword < end && !Whitespace.separates(text.charAt(endOfKeyword))) {
            endOfKeyword++;
        }
        String keyword = text.substring(start, endOfKeyword).toUpperCase(Locale.ROOT);
        Location at = line.at(Math.min(start, Math.max(0, text.length() - 1)));
        var flags = FlagReader.read(text.substring(0, end), endOfKeyword, escape);
        int rest = Math.min(Whitespace.skip(text, flags.end()), end);
        var parts = new Parts(keyword, flags.flags(), text.substring(rest, end), rest, at);
        return keyword.equals("ONBUILD") ? trigger(parts) : draft(parts);
    }

    private record Parts(String keyword, List<String> flags, String text, int offset, Location at) {

        Instruction instruction(
                boolean json, List<String> words, Optional<Instruction> trigger, List<Located<String>> comments) {
            return new Instruction(keyword, flags, text, json, words, List.of(), trigger, at, at.line(), comments);
        }
    }

    private Draft trigger(Parts parts) {
        if (parts.text().isEmpty()) {
            return new Draft(parts.instruction(false, List.of(), Optional.empty(), comments), List.of());
        }
        // BuildKit forbids ONBUILD ONBUILD; reading only one level keeps a hostile line from exhausting the stack.
        Instruction inner = new InstructionReader(line, escape, List.of(), problems).inner(parts.offset());
        return new Draft(parts.instruction(false, List.of(parts.text()), Optional.of(inner), comments), List.of());
    }

    private Instruction inner(int offset) {
        String text = line.text();
        int end = offset;
        while (end < text.length() && !Whitespace.separates(text.charAt(end))) {
            end++;
        }
        if (text.substring(offset, end).equalsIgnoreCase("ONBUILD")) {
            String rest = Whitespace.trim(text.substring(end));
            return new Parts("ONBUILD", List.of(), rest, end, line.at(offset))
                    .instruction(false, List.of(rest), Optional.empty(), List.of());
        }
        return read(offset).instruction();
    }

    private Draft draft(Parts parts) {
        String keyword = parts.keyword();
        if (keyword.equals("ARG")) {
            return argument(parts);
        }
        if (keyword.equals("ENV") || keyword.equals("LABEL")) {
            return plain(parts, false, pairs(parts));
        }
        if (keyword.equals("HEALTHCHECK")) {
            return healthcheck(parts);
        }
        if (SPACED.contains(keyword)) {
            return plain(parts, false, spaced(parts.text()));
        }
        if (SPACED_OR_JSON.contains(keyword) || COMMAND_OR_JSON.contains(keyword)) {
            return maybeJson(parts);
        }
        return plain(parts, false, single(parts.text()));
    }

    private Draft plain(Parts parts, boolean json, List<String> words) {
        return new Draft(parts.instruction(json, words, Optional.empty(), comments), List.of());
    }

    private static List<String> single(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }

    private Draft maybeJson(Parts parts) {
        var reading = JsonStrings.read(parts.text());
        if (reading instanceof JsonStrings.Strings strings) {
            return plain(parts, true, strings.values());
        }
        if (reading instanceof JsonStrings.OtherValues) {
            otherValues(parts);
        }
        boolean spaced = SPACED_OR_JSON.contains(parts.keyword());
        return plain(parts, false, spaced ? spaced(parts.text()) : single(parts.text()));
    }

    private void otherValues(Parts parts) {
        problems.error(
                line.at(parts.offset()),
                "the JSON array of " + parts.keyword() + " holds something that isn't a string",
                "put each word in double quotes");
    }

    /** {@code HEALTHCHECK CMD …}: the type, then a command or a JSON array. */
    private Draft healthcheck(Parts parts) {
        String text = parts.text();
        int end = 0;
        while (end < text.length() && !Whitespace.is(text.charAt(end))) {
            end++;
        }
        if (end == 0) {
            return plain(parts, false, List.of());
        }
        var words = new ArrayList<String>();
        words.add(text.substring(0, end).toUpperCase(Locale.ROOT));
        String command = text.substring(Whitespace.skip(text, end));
        var reading = JsonStrings.read(command);
        if (reading instanceof JsonStrings.Strings strings) {
            words.addAll(strings.values());
            return plain(parts, true, words);
        }
        if (reading instanceof JsonStrings.OtherValues) {
            otherValues(parts);
        }
        words.addAll(single(command));
        return plain(parts, false, words);
    }

    private static List<String> spaced(String text) {
        var words = new ArrayList<String>();
        int start = 0;
        while (start < text.length()) {
            int end = start;
            while (end < text.length() && !Whitespace.separates(text.charAt(end))) {
                end++;
            }
            words.add(text.substring(start, end));
            start = end;
            while (start < text.length() && Whitespace.separates(text.charAt(start))) {
                start++;
            }
        }
        return words;
    }

    /** {@code name=value …}, or the old form {@code name value with spaces}. */
    private List<String> pairs(Parts parts) {
        List<Word> words = Word.split(parts.text(), escape);
        if (words.isEmpty() || words.get(0).text().contains("=")) {
            return words.stream().map(Word::text).toList();
        }
        String text = parts.text();
        int end = 0;
        while (end < text.length() && !Whitespace.separates(text.charAt(end))) {
            end++;
        }
        int value = end;
        while (value < text.length() && Whitespace.separates(text.charAt(value))) {
            value++;
        }
        // Without a value the name stays alone, which the rules report.
        return List.of(value == end ? text : text.substring(0, end) + "=" + text.substring(value));
    }

    private Draft argument(Parts parts) {
        List<Word> words = Word.split(parts.text(), escape);
        int names = 0;
        while (names < words.size() && !(names > 0 && words.get(names).text().startsWith("#"))) {
            names++;
        }
        Optional<Located<String>> trailing = trailing(parts, words, names);
        var arguments = new ArrayList<Argument>();
        for (Word word : words.subList(0, names)) {
            int equals = word.text().indexOf('=');
            String name = equals < 0 ? word.text() : word.text().substring(0, equals);
            Optional<String> value =
                    equals < 0 ? Optional.empty() : Optional.of(word.text().substring(equals + 1));
            Location at = line.at(parts.offset() + word.offset());
            if (!name.isEmpty()) { // an empty one is reported by the rules
                arguments.add(new Argument(name, value, at, comments, trailing));
            }
        }
        var texts = words.subList(0, names).stream().map(Word::text).toList();
        return new Draft(parts.instruction(false, texts, Optional.empty(), comments), arguments);
    }

    private Optional<Located<String>> trailing(Parts parts, List<Word> words, int names) {
        if (names == words.size()) {
            return Optional.empty();
        }
        int offset = words.get(names).offset();
        Location at = line.at(parts.offset() + offset);
        if (words.subList(names, words.size()).stream()
                .anyMatch(word -> word.text().contains("="))) {
            problems.add(Problem.of(
                    ProblemKind.TRAILING_VALUE,
                    at,
                    "the comment at the end of this ARG line holds a '=': Docker takes its words as further arguments",
                    "put the comment on a line of its own above"));
        }
        String text = parts.text().substring(offset).replaceFirst("^#+", "");
        return Optional.of(new Located<>(Whitespace.trim(text), at));
    }
}
