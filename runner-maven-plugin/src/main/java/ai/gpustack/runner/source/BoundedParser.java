package ai.gpustack.runner.source;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;

/** Passes a YAML parser's events on, down to a depth: the composer recurses, and ends the JVM's stack at some thousand levels. */
final class BoundedParser implements Parser {

    private final Parser parser;
    private final int deepest;
    private int depth;

    /**
     * A bounded parser.
     *
     * @param parser gives the events
     * @param deepest how many levels are passed on
     */
    BoundedParser(Parser parser, int deepest) {
        this.parser = parser;
        this.deepest = deepest;
    }

    /** A text is nested deeper than it may. */
    static final class TooDeep extends MarkedYamlEngineException {

        private static final long serialVersionUID = 1;

        private TooDeep(Event event, int deepest) {
            super(null, event.getStartMark(), "nested more than " + deepest + " levels deep", event.getStartMark());
        }
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
        return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    @Override
    public Event next() {
        Event event = parser.next();
        switch (event.getEventId()) {
            case MappingStart, SequenceStart -> depth++;
            case MappingEnd, SequenceEnd -> depth--;
            default -> {}
        }
        if (depth > deepest) {
            throw new TooDeep(event, deepest);
        }
        return event;
    }
}
