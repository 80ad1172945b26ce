package ai.gpustack.runner.buildx;

import java.util.List;
import java.util.function.Consumer;

/** What a step prints, made lines of as it comes: in pieces of bytes, which end anywhere. The end of it is kept. */
final class StepOutput {

    /** A line that is longer is cut, in characters: a step that never ends one mustn't fill the memory. */
    static final int LONGEST_LINE = 1 << 16;

    private final Utf8Pieces text = new Utf8Pieces();
    private final StringBuilder unfinished = new StringBuilder();
    private final LastLines ended = new LastLines();

    /**
     * Takes a piece.
     *
     * @param piece the bytes
     * @param lines takes each line that is complete with them
     */
    void add(byte[] piece, Consumer<String> lines) {
        // What was there already has no end of a line: looking through it again for each piece would take ever longer.
        int from = unfinished.length();
        unfinished.append(text.decode(piece));
        int end;
        while ((end = unfinished.indexOf("\n", from)) >= 0) {
            end(unfinished.substring(0, end), lines);
            unfinished.delete(0, end + 1);
            from = 0;
        }
        forgetOverwritten(unfinished);
        if (unfinished.length() > LONGEST_LINE) {
            flush(lines);
        }
    }

    /** Progress bars print for hours without ending a line: what a carriage return has overwritten isn't kept till then. */
    private static void forgetOverwritten(StringBuilder line) {
        // the last character may be the return of a line's end, whose other half is still to come
        int overwritten = line.lastIndexOf("\r", line.length() - 2);
        if (overwritten >= 0) {
            line.delete(0, overwritten + 1);
        }
    }

    /** Takes what has no end for a line. Not before buildx has ended: a step that prints a lot ends before its lines are here. */
    void flush(Consumer<String> lines) {
        if (unfinished.length() > 0) {
            end(unfinished.toString(), lines);
            unfinished.setLength(0);
        }
    }

    private void end(String line, Consumer<String> lines) {
        String visible = visible(line);
        ended.add(visible);
        lines.accept(visible);
    }

    /** What a carriage return has overwritten (progress bars) isn't worth keeping. */
    private static String visible(String line) {
        String whole = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        return whole.substring(whole.lastIndexOf('\r') + 1);
    }

    /** The last lines, one without an end included. */
    List<String> lastLines() {
        return unfinished.length() == 0 ? ended.list() : ended.with(visible(unfinished.toString()));
    }

    /** Nobody is going to ask for the last lines. */
    void forget() {
        ended.clear();
    }
}
