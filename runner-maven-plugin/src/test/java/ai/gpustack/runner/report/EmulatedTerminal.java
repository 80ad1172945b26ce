package ai.gpustack.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A terminal, as far as the live view and Maven use one: what a person sees after all that was written. It knows only the
 * sequences that they may use, wraps lines as terminals do, scrolls, and keeps what has scrolled away. Wide characters take
 * two cells.
 */
public final class EmulatedTerminal implements Screen {

    private static final Pattern SEQUENCE = Pattern.compile("\u001B\\[(\\??)([0-9;]*)(\\$?[A-Za-z])");

    private static final int TAB = 8;

    private final boolean isColoured;
    private final boolean isUnicode;
    private final List<StringBuilder> lines = new ArrayList<>();
    private Size size;
    private int top;
    private int row;
    private int column;
    private boolean wraps = true;

    /**
     * An empty terminal.
     *
     * @param columns its width
     * @param rows its height
     */
    public EmulatedTerminal(int columns, int rows) {
        this(columns, rows, false, true);
    }

    EmulatedTerminal(int columns, int rows, boolean isColoured, boolean isUnicode) {
        this.size = new Size(columns, rows);
        this.isColoured = isColoured;
        this.isUnicode = isUnicode;
        lines.add(new StringBuilder());
    }

    void resize(int columns, int rows) {
        size = new Size(columns, rows);
        top = Math.max(top, row - rows + 1);
    }

    @Override
    public Size size() {
        return size;
    }

    @Override
    public boolean isColoured() {
        return isColoured;
    }

    @Override
    public boolean isUnicode() {
        return isUnicode;
    }

    /** Writes a line as Maven does. */
    void println(String line) {
        write(line + "\r\n");
    }

    @Override
    public void write(String text) {
        var sequence = SEQUENCE.matcher(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u001B') {
                if (!sequence.find(i) || sequence.start() != i) {
                    throw new AssertionError("an escape sequence that isn't expected: " + text.substring(i));
                }
                obey(sequence.group(1) + sequence.group(3), sequence.group(2));
                i = sequence.end() - 1;
            } else if (c == '\r') {
                column = 0;
            } else if (c == '\n') {
                down();
            } else if (c == '\t') {
                column = Math.min(size.columns() - 1, column / TAB * TAB + TAB);
            } else if (c < ' ') {
                throw new AssertionError("a control character that isn't expected: " + (int) c);
            } else {
                put(c);
            }
        }
    }

    private void obey(String command, String parameter) {
        switch (command) {
            case "A" -> row = Math.max(top, row - Integer.parseInt(parameter));
            case "K" -> cutRow(row, column);
            case "J" -> {
                cutRow(row, column);
                for (int below = row + 1; below < lines.size(); below++) {
                    cutRow(below, 0);
                }
            }
            case "m" -> {}
            case "c", "?$p" -> {} // Maven 4 asks what the terminal can do
            case "?l" -> wraps = !parameter.equals("7") && wraps;
            case "?h" -> wraps = parameter.equals("7") || wraps;
            default -> throw new AssertionError("a sequence that isn't expected: " + command);
        }
    }

    private void cutRow(int at, int from) {
        if (lines.get(at).length() > from) {
            lines.get(at).setLength(from);
        }
    }

    private void down() {
        row++;
        if (row == lines.size()) {
            lines.add(new StringBuilder());
        }
        top = Math.max(top, row - size.rows() + 1);
    }

    private void put(char c) {
        int width = c < '\u007F' ? 1 : PlainText.columns(String.valueOf(c));
        if (column + width > size.columns()) {
            if (!wraps) {
                column = size.columns() - width;
            } else {
                column = 0;
                down();
            }
        }
        StringBuilder line = lines.get(row);
        while (line.length() < column + width) {
            line.append(' ');
        }
        line.setCharAt(column, c);
        if (width == 2) {
            line.setCharAt(column + 1, '\0');
        }
        column += width;
    }

    /** {@return all that was ever seen and not drawn over, from the first line to the last that holds something} */
    public String text() {
        return lines.stream()
                        .map(line -> line.toString().replace("\0", "").stripTrailing())
                        .collect(Collectors.joining("\n"))
                        .stripTrailing()
                + "\n";
    }

    /** {@return whether the next character would begin a line that is empty} */
    public boolean isAtAnEmptyLine() {
        return column == 0 && lines.get(row).toString().isBlank();
    }

    boolean isWrapping() {
        return wraps;
    }
}
