package ai.gpustack.runner.scaffold;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Where things stand in the text of a YAML file. Nodes can't tell: an alias is its anchor's node there, and a block ends where the
 * next thing begins, behind its comments.
 */
final class MatrixLayout {

    private final String text;
    private final List<Integer> lineStarts = new ArrayList<>();
    private final Piece root;

    /** What a piece of YAML is. */
    enum Kind {
        SCALAR,
        SEQUENCE,
        MAPPING,
        ALIAS
    }

    /**
     * A piece of the file.
     *
     * @param flow whether it is written in brackets
     * @param value a scalar's text
     * @param start where it begins in the text
     * @param end where its last character ends
     * @param column how far its first line is indented, in characters
     * @param children a list's items; a mapping's keys and values by turns
     */
    record Piece(Kind kind, boolean flow, String value, int start, int end, int column, List<Piece> children) {

        /** The value of a mapping's own key. */
        Optional<Piece> get(String key) {
            for (int i = 0; kind == Kind.MAPPING && i + 1 < children.size(); i += 2) {
                if (children.get(i).kind() == Kind.SCALAR
                        && children.get(i).value().equals(key)) {
                    return Optional.of(children.get(i + 1));
                }
            }
            return Optional.empty();
        }

        boolean is(Kind wanted, boolean inBrackets) {
            return kind == wanted && flow == inBrackets;
        }

        Piece last() {
            return children.get(children.size() - 1);
        }
    }

    /** The text must be valid YAML, with something in it. */
    MatrixLayout(String text) {
        this.text = text;
        lineStarts.add(0);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'))) {
                lineStarts.add(i + 1);
            }
        }
        Iterator<Event> events =
                new Parse(LoadSettings.builder().build()).parseString(text).iterator();
        Event event = events.next();
        while (event.getEventId() == Event.ID.StreamStart || event.getEventId() == Event.ID.DocumentStart) {
            event = events.next();
        }
        this.root = piece(event, events);
    }

    Piece root() {
        return root;
    }

    private Piece piece(Event event, Iterator<Event> events) {
        int start = offset(event.getStartMark().orElseThrow());
        int column = event.getStartMark().orElseThrow().getColumn();
        if (event instanceof CollectionStartEvent collection) {
            var children = new ArrayList<Piece>();
            Event next = events.next();
            while (next.getEventId() != Event.ID.SequenceEnd && next.getEventId() != Event.ID.MappingEnd) {
                children.add(piece(next, events));
                next = events.next();
            }
            boolean flow = collection.isFlow();
            int end = flow || children.isEmpty()
                    ? offset(next.getEndMark().orElseThrow())
                    : children.get(children.size() - 1).end();
            Kind kind = event.getEventId() == Event.ID.SequenceStart ? Kind.SEQUENCE : Kind.MAPPING;
            return new Piece(kind, flow, "", start, end, column, List.copyOf(children));
        }
        int end = offset(event.getEndMark().orElseThrow());
        if (event instanceof ScalarEvent scalar) {
            // A text in block style goes on to the next thing.
            while (end > start && (scalar.isLiteral() || scalar.isFolded()) && isBreak(text.charAt(end - 1))) {
                end--;
            }
            return new Piece(Kind.SCALAR, false, scalar.getValue(), start, end, column, List.of());
        }
        return new Piece(Kind.ALIAS, false, "", start, end, column, List.of());
    }

    private static boolean isBreak(char c) {
        return c == '\n' || c == '\r';
    }

    private int offset(Mark mark) {
        int start = lineStarts.get(Math.min(mark.getLine(), lineStarts.size() - 1));
        int columns = Math.min(mark.getColumn(), text.codePointCount(start, text.length()));
        return text.offsetByCodePoints(start, columns);
    }

    /** Where the line behind that of an offset begins. */
    int nextLine(int offset) {
        int feed = text.indexOf('\n', offset);
        return feed < 0 ? text.length() : feed + 1;
    }

    /** The line that begins at an offset, without its end. */
    String line(int start) {
        return text.substring(start, nextLine(start)).stripTrailing();
    }

    /** Whether there is an empty line between two offsets. */
    boolean isParted(int from, int to) {
        for (int at = nextLine(from); at < to; at = nextLine(at)) {
            if (line(at).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
