package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;
import java.util.ArrayList;
import java.util.List;

/** The text of one instruction, its continuation lines joined, that still knows where each of its characters came from. */
final class JoinedLine {

    private record Piece(int offset, int line, int column) {}

    private final String file;
    private final StringBuilder text = new StringBuilder();
    private final List<Piece> pieces = new ArrayList<>(1);

    JoinedLine(String file) {
        this.file = file;
    }

    /** Adds (a part of) a line of the file; lines and columns are counted from 1. */
    void append(CharSequence part, int line, int column) {
        pieces.add(new Piece(text.length(), line, column));
        text.append(part);
    }

    String text() {
        return text.toString();
    }

    /** Where the character at this offset stands in the file. */
    Location at(int offset) {
        Piece piece = pieces.get(0);
        for (Piece next : pieces) {
            if (next.offset() > offset) {
                break;
            }
            piece = next;
        }
        return new Location(file, piece.line(), piece.column() + offset - piece.offset());
    }
}
