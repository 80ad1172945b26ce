package ai.gpustack.runner.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a live view shows at one moment.
 *
 * @param total how many platform images are built in all
 * @param built how many of them are where they belong
 * @param failed how many failed
 * @param notStarted how many won't be tried
 * @param elapsed the time since the build began
 * @param running those that are being built, in the order in which they began
 */
record LiveFrame(int total, int built, int failed, int notStarted, Duration elapsed, List<Line> running) {

    private static final int BAR = 30;
    private static final String GREEN = "32";
    private static final String RED = "31";
    private static final String FAINT = "2";

    LiveFrame {
        running = List.copyOf(running);
    }

    /**
     * An image that is being built.
     *
     * @param tag its platform tag
     * @param time for how long
     * @param step what it is at, in one harmless line
     */
    record Line(String tag, Duration time, String step) {}

    /** What it is drawn with. */
    private record Pen(boolean isColoured, boolean isUnicode) {

        String paint(String code, String text) {
            return isColoured && !text.isEmpty() ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
        }

        String ellipsis() {
            return isUnicode ? "…" : "...";
        }
    }

    /**
     * Draws it. No estimate of the time that is left: images share stages, and one may take a hundred times as long as another.
     *
     * @param screen what it is for
     * @return rows that fit on the screen with one to spare, the first one empty
     */
    List<String> rows(Screen screen) {
        Screen.Size size = screen.size();
        Pen pen = new Pen(screen.isColoured(), screen.isUnicode());
        var rows = new ArrayList<String>();
        rows.add("");
        rows.add(overall(pen, size.columns() - 1));
        int room = Math.max(0, size.rows() - 3);
        int shown = running.size() <= room ? running.size() : Math.max(0, room - 1);
        int tagColumns = Math.min(
                running.stream()
                        .limit(shown)
                        .mapToInt(l -> l.tag().length())
                        .max()
                        .orElse(0),
                size.columns() / 2);
        for (Line line : running.subList(0, shown)) {
            rows.add(row(line, pen, tagColumns, size.columns() - 1));
        }
        if (shown < running.size() && room > 0) {
            String rest = "         " + pen.ellipsis() + " and " + (running.size() - shown) + " more";
            rows.add(pen.paint(FAINT, PlainText.cut(rest, size.columns() - 1, "")));
        }
        return rows;
    }

    private String overall(Pen pen, int columns) {
        int ended = built + failed + notStarted;
        String counter = String.format(Locale.ROOT, "%7s  %d/%d", Figures.clock(elapsed), ended, total);
        var counts = new ArrayList<String>();
        add(counts, failed, "failed");
        add(counts, notStarted, "not started");
        add(counts, running.size(), "running");
        add(counts, total - ended - running.size(), "waiting");
        String rest = String.join(", ", counts);
        int room = Math.min(BAR, columns - counter.length() - rest.length() - 4);
        if (room < 10) {
            return PlainText.cut(counter + "  " + rest, columns, pen.ellipsis());
        }
        if (failed > 0) {
            rest = pen.paint(RED, counts.remove(0)) + (counts.isEmpty() ? "" : ", " + String.join(", ", counts));
        }
        return counter + "  " + bar(pen, room) + "  " + rest;
    }

    private static void add(List<String> counts, int number, String what) {
        if (number > 0) {
            counts.add(number + " " + what);
        }
    }

    private String bar(Pen pen, int columns) {
        int good = total == 0 ? columns : Math.min(columns, built * columns / total);
        // A single failure among hundreds has to be seen, too.
        int bad = Math.min(
                columns - good, failed == 0 ? 0 : Math.max(1, (failed + notStarted) * columns / Math.max(1, total)));
        String full = pen.isUnicode() ? "━" : "#";
        String broken = pen.isUnicode() ? "━" : "!";
        String empty = pen.isUnicode() ? "─" : "-";
        return pen.paint(GREEN, full.repeat(good))
                + pen.paint(RED, broken.repeat(bad))
                + pen.paint(FAINT, empty.repeat(columns - good - bad));
    }

    /** The step comes last: nothing is out of line after it where a terminal counts its columns differently. */
    private static String row(Line line, Pen pen, int tagColumns, int columns) {
        String time = String.format(Locale.ROOT, "%7s  ", Figures.clock(line.time()));
        String tag = PlainText.cutMiddle(line.tag(), tagColumns, pen.ellipsis());
        String name = tag + " ".repeat(tagColumns - tag.length()) + "  ";
        int room = columns - time.length() - name.length();
        return room <= 0
                ? PlainText.cut(time + tag, columns, "")
                : time + name + pen.paint(FAINT, PlainText.cut(step(line, pen), room, pen.ellipsis()));
    }

    private static String step(Line line, Pen pen) {
        return pen.isUnicode() ? line.step() : line.step().replaceAll("[^\\x20-\\x7E]", "?");
    }
}
