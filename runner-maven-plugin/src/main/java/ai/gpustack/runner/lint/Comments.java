package ai.gpustack.runner.lint;

import ai.gpustack.runner.dockerfile.Argument;
import ai.gpustack.runner.source.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What comments say about arguments. */
final class Comments {

    private static final Pattern MARK = Pattern.compile("\\b(REQUIRED|OPTIONAL|PLACEHOLDER)\\b");
    private static final Pattern BULLET = Pattern.compile("^(?:[-*•]|\\d+[.)])\\s+");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Set<String> names;

    /** @param names the global arguments */
    Comments(Set<String> names) {
        this.names = names;
    }

    /** The part of a comment that is about some arguments: its first line names them, further lines go on. */
    private record Entry(Set<String> subjects, String text) {}

    /** The marks that an argument has: in the header, in the comment above its line, behind it. */
    Set<String> marks(Argument argument, List<Located<String>> header) {
        var texts = new ArrayList<String>();
        List<Entry> above = entries(argument.comments());
        boolean isAboutOthers =
                above.stream().anyMatch(entry -> !entry.subjects().isEmpty());
        for (Entry entry : above) {
            if (!isAboutOthers || entry.subjects().contains(argument.name())) {
                texts.add(entry.text());
            }
        }
        entries(header).stream()
                .filter(entry -> entry.subjects().contains(argument.name()))
                .forEach(entry -> texts.add(entry.text()));
        argument.trailing().ifPresent(trailing -> texts.add(trailing.value()));
        return texts.stream()
                .flatMap(text -> MARK.matcher(text).results())
                .map(mark -> mark.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a comment has an entry for an argument. */
    boolean describes(List<Located<String>> comment, String name) {
        return entries(comment).stream().anyMatch(entry -> entry.subjects().contains(name));
    }

    private List<Entry> entries(List<Located<String>> comment) {
        var entries = new ArrayList<Entry>();
        for (Located<String> located : comment) {
            String line = located.value();
            if (Silence.isMeant(line)) {
                continue;
            }
            Set<String> subjects = subjects(line);
            boolean begins = !subjects.isEmpty() || BULLET.matcher(line).find() || line.isBlank();
            if (begins || entries.isEmpty()) {
                entries.add(new Entry(subjects, line));
            } else {
                Entry last = entries.remove(entries.size() - 1);
                entries.add(new Entry(last.subjects(), last.text() + "\n" + line));
            }
        }
        return entries;
    }

    /** The arguments that a line begins with: {@code - A, B: …}, {@code A is …}. */
    private Set<String> subjects(String line) {
        String text = BULLET.matcher(line).replaceFirst("").replace("`", "");
        int colon = text.indexOf(':');
        List<String> list =
                colon < 0 ? List.of() : List.of(text.substring(0, colon).strip().split("\\s*[,/]\\s*|\\s+and\\s+"));
        boolean isList = !list.isEmpty() && list.stream().allMatch(word -> word.matches("\\w+"));
        return (isList ? list.stream() : Stream.of(firstWord(text)))
                .filter(names::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String firstWord(String text) {
        var word = WORD.matcher(text);
        return word.lookingAt() ? word.group() : "";
    }
}
