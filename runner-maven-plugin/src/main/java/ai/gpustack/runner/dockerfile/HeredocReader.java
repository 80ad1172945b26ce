package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the here-documents that an instruction announces, and reads their lines. */
final class HeredocReader {

    private static final Set<String> MAY_HAVE = Set.of("RUN", "COPY", "ADD");
    private static final Pattern MARK = Pattern.compile("(\\d*)<<(-?)\\s*([^<]*)");

    private HeredocReader() {}

    /** The here-documents that a line announces, still without content. */
    static List<Heredoc> announced(Instruction instruction, String line) {
        Instruction inner = instruction.trigger().orElse(instruction);
        if (!MAY_HAVE.contains(inner.keyword()) || inner.json() || !line.contains("<<")) {
            return List.of();
        }
        try {
            // BuildKit splits the line with a backslash as escape, whatever the directive says.
            var words = new ShellLexer(line, '\\', name -> Optional.empty(), ShellLexer.Mode.SPLIT).words();
            return words.stream()
                    .map(HeredocReader::mark)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (MalformedWord e) {
            return List.of(); // an unbalanced quote: the shell sees the line, here-documents aren't looked for
        }
    }

    /** A word that announces a here-document: {@code <<EOF}, {@code 3<<-"EOF"}. */
    static Optional<Heredoc> mark(String word) {
        if (!word.contains("<<")) {
            return Optional.empty();
        }
        Matcher matcher = MARK.matcher(word);
        if (!matcher.matches() || matcher.group(3).isEmpty()) {
            return Optional.empty();
        }
        try {
            List<String> plain = words(matcher.group(3), ShellLexer.Mode.UNQUOTE);
            List<String> quoted = words(matcher.group(3), ShellLexer.Mode.KEEP_QUOTES);
            if (plain.size() != 1 || quoted.size() != 1) {
                return Optional.empty();
            }
            boolean expands = quotes(plain.get(0)) == quotes(quoted.get(0));
            boolean dropsTabs = matcher.group(2).equals("-");
            var at = Location.of("");
            return Optional.of(new Heredoc(plain.get(0), expands, dropsTabs, descriptor(matcher.group(1)), "", at));
        } catch (MalformedWord e) {
            return Optional.empty();
        }
    }

    private static List<String> words(String text, ShellLexer.Mode mode) throws MalformedWord {
        return new ShellLexer(text, '\\', name -> Optional.empty(), mode).words();
    }

    private static long quotes(String text) {
        return text.chars().filter(c -> c == '\'' || c == '"').count();
    }

    private static int descriptor(String digits) {
        return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
    }

    /** Reads the contents of the announced here-documents, one after the other. */
    static List<Heredoc> read(List<Heredoc> announced, Lines lines, Instruction instruction, Problems problems) {
        var read = new ArrayList<Heredoc>();
        for (Heredoc heredoc : announced) {
            var content = new StringBuilder();
            var at = new Location(instruction.at().file(), lines.number() + 1, 1);
            boolean ended = false;
            while (!ended && lines.advance()) {
                String line = lines.line();
                ended = (heredoc.dropsTabs() ? line.replaceFirst("^\t+", "") : line).equals(heredoc.name());
                if (!ended) {
                    content.append(lines.raw());
                }
            }
            if (!ended) {
                problems.error(
                        instruction.at(),
                        "the here-document '" + heredoc.name() + "' isn't ended",
                        "end it with a line that holds only " + heredoc.name());
            }
            read.add(new Heredoc(
                    heredoc.name(),
                    heredoc.expands(),
                    heredoc.dropsTabs(),
                    heredoc.descriptor(),
                    content.toString(),
                    at));
        }
        return read;
    }
}
