package ai.gpustack.runner.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of Markdown as the documents' tests need. */
public final class Markdown {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern MARK = Pattern.compile("<!-- (.+) -->");

    private final List<Block> blocks = new ArrayList<>();
    private final List<String> prose = new ArrayList<>();

    /**
     * A fenced block.
     *
     * @param language what stands behind the fence
     * @param mark the comment on the line above the fence; empty if there is none
     * @param text what is between the fences, without the indentation that they have
     */
    public record Block(String language, String mark, String text) {}

    private Markdown(String text) {
        String mark = "";
        List<String> block = null;
        String language = "";
        String indent = "";
        for (String line : text.lines().toList()) {
            if (block == null && line.strip().startsWith("```")) {
                block = new ArrayList<>();
                language = line.strip().substring(3);
                indent = line.substring(0, line.indexOf('`'));
            } else if (block != null && line.equals(indent + "```")) {
                blocks.add(new Block(language, mark, String.join("\n", block) + "\n"));
                block = null;
                mark = "";
            } else if (block != null) {
                block.add(line.startsWith(indent) ? line.substring(indent.length()) : line);
            } else {
                Matcher comment = MARK.matcher(line.strip());
                mark = comment.matches() ? comment.group(1) : "";
                prose.add(line);
            }
        }
        if (block != null) {
            throw new IllegalArgumentException("a fence is never closed");
        }
    }

    /** {@return a document} */
    public static Markdown of(String text) {
        return new Markdown(text);
    }

    /** {@return its fenced blocks} */
    public List<Block> blocks() {
        return List.copyOf(blocks);
    }

    /** What is written outside of fenced blocks, line by line. */
    List<String> prose() {
        return List.copyOf(prose);
    }

    /** The code spans of the prose, without their backticks. */
    List<String> codeSpans() {
        return prose.stream()
                .flatMap(line -> CODE.matcher(line).results())
                .map(span -> span.group().substring(1, span.group().length() - 1))
                .toList();
    }

    /** The targets of the links. */
    List<String> links() {
        return prose.stream()
                .map(line -> CODE.matcher(line).replaceAll("code"))
                .flatMap(line -> LINK.matcher(line).results())
                .map(link -> link.group(1))
                .toList();
    }

    /** What a link can jump to: the headings, as GitHub names them. */
    Set<String> anchors() {
        var anchors = new TreeSet<String>();
        prose.stream()
                .filter(line -> line.matches("#{1,6} .*"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .forEach(anchors::add);
        return anchors;
    }

    /** The cells of a table's rows below a heading, without the table's own header. */
    List<List<String>> tableBelow(String heading) {
        var rows = new ArrayList<List<String>>();
        boolean inside = false;
        for (String line : prose) {
            if (line.startsWith("#")) {
                inside = line.replaceFirst("#+ ", "").equals(heading);
            } else if (inside && line.startsWith("|")) {
                String cells = line.replaceFirst("^\\|", "").replaceFirst("\\|\\s*$", "");
                rows.add(Pattern.compile("\\|")
                        .splitAsStream(cells)
                        .map(String::strip)
                        .toList());
            }
        }
        return rows.size() < 2 ? List.of() : List.copyOf(rows.subList(2, rows.size()));
    }
}
