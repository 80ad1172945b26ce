package ai.gpustack.runner.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one goal did for one image, or for one of its platforms: what the renderings of a report have in common. All texts
 * are made {@link Printable}, whatever the report holds.
 *
 * @param goal the goal
 * @param image the reference that the image has once it is released
 * @param name what of the image it is about, unique within it: {@code linux/amd64}, {@code linux/amd64 test}, {@code manifest}
 * @param seconds how long it took; 0 where nothing was tried, or nobody measured it
 * @param started when it began, RFC 3339 in UTC; empty where nothing was tried
 * @param notes why it was done, and what went wrong without failing it, each on a line
 * @param trouble what is wrong; empty where it is as it should be
 */
record Outcome(
        Goal goal,
        String image,
        String name,
        double seconds,
        Optional<String> started,
        List<String> notes,
        Optional<Trouble> trouble) {

    Outcome {
        image = Printable.line(image);
        name = Printable.line(name);
        started = started.map(Printable::line);
        notes = notes.stream().map(Printable::line).toList();
    }

    /** The goals that the report has something of, in the order in which they run. */
    enum Goal {
        BUILD,
        MANIFEST,
        TEST,
        PROMOTE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How bad it is. */
    enum Verdict {
        /** It was tried and went wrong. */
        FAILED,
        /** What was asked for isn't there, though nothing of it was tried. */
        MISSING,
        /** It says nothing about the image: it can't be done here, or it follows from what failed before it. */
        SKIPPED
    }

    /**
     * What is wrong.
     *
     * @param verdict how bad it is
     * @param kind what kind of thing went wrong, in a word: {@code network}, {@code not-started}, {@code withheld}
     * @param message what went wrong, on one line
     * @param details where it went wrong and what to do, for people
     * @param lines the last lines that were printed, or the checks that failed
     * @param file the log or the receipt, relative to the report
     */
    record Trouble(
            Verdict verdict,
            String kind,
            String message,
            List<Detail> details,
            List<String> lines,
            Optional<String> file) {

        Trouble {
            kind = Printable.line(kind);
            message = Printable.line(message);
            lines = lines.stream()
                    .flatMap(line -> Arrays.stream(Printable.text(line).split("\n", -1)))
                    .toList();
            file = file.map(Printable::line);
        }

        /** The same as text: details, lines and file. */
        String text() {
            var text = new StringBuilder(message).append('\n');
            details.forEach(detail -> text.append(detail.label())
                    .append(": ")
                    .append(detail.text().replace("\n", "\n  "))
                    .append('\n'));
            lines.forEach(line -> text.append("| ").append(line).append('\n'));
            file.ifPresent(path -> text.append("file: ").append(path).append('\n'));
            return text.toString();
        }
    }

    /**
     * A fact with its name.
     *
     * @param label the name
     * @param text the fact, possibly of several lines
     */
    record Detail(String label, String text) {

        Detail {
            label = Printable.line(label);
            text = Printable.text(text);
        }
    }

    /** Whether somebody has to do something about it. */
    boolean isBad() {
        return trouble.filter(t -> t.verdict() != Verdict.SKIPPED).isPresent();
    }
}
