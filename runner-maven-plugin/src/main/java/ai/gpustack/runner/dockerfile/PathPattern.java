package ai.gpustack.runner.dockerfile;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A pattern for paths: Go's {@code path.Match}, as COPY and ADD use it, or with {@code **} as moby/patternmatcher reads it for
 * {@code .dockerignore}, {@code --exclude} and {@code --parents}. Matching keeps the set of positions that are reachable, so it
 * takes at most pattern times path, whatever the pattern.
 */
final class PathPattern {

    private enum Kind {
        LITERAL,
        /** {@code ?}: any character but a slash. */
        ANY,
        /** {@code [a-z]}. */
        CLASS,
        /** {@code *}: any text without a slash. */
        STAR,
        /** {@code **} before something: nothing, or any text up to and with a slash. */
        DEEP,
        /** {@code **} at the end: any text. */
        REST
    }

    private record Token(Kind kind, int literal, boolean negated, List<int[]> ranges) {

        static Token of(Kind kind) {
            return new Token(kind, 0, false, List.of());
        }

        boolean accepts(int c) {
            return switch (kind) {
                case LITERAL -> c == literal;
                case ANY -> c != '/';
                case CLASS -> negated != ranges.stream().anyMatch(range -> range[0] <= c && c <= range[1]);
                default -> false;
            };
        }
    }

    private final List<Token> tokens;

    /** The literal text that every match begins with. */
    private final int[] prefix;

    private PathPattern(List<Token> tokens) {
        this.tokens = tokens;
        this.prefix = tokens.stream()
                .takeWhile(token -> token.kind() == Kind.LITERAL)
                .mapToInt(Token::literal)
                .toArray();
    }

    /** A pattern of COPY or ADD; empty if it is malformed. */
    static Optional<PathPattern> wildcard(String text) {
        return new Parser(text, false).parse();
    }

    /** A pattern that knows {@code **}; empty if it is malformed. */
    static Optional<PathPattern> deep(String text) {
        return new Parser(text, true).parse();
    }

    boolean matches(String path) {
        int[] codes = path.codePoints().toArray();
        if (codes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (codes[i] != prefix[i]) {
                return false;
            }
        }
        if (prefix.length == tokens.size()) {
            return codes.length == prefix.length;
        }
        return matchesRest(codes);
    }

    private boolean matchesRest(int[] path) {
        var reachable = new BitSet(path.length + 1);
        reachable.set(prefix.length);
        for (Token token : tokens.subList(prefix.length, tokens.size())) {
            var next = new BitSet(path.length + 1);
            for (int i = reachable.nextSetBit(0); i >= 0; i = reachable.nextSetBit(i + 1)) {
                step(token, path, i, next);
            }
            if (next.isEmpty()) {
                return false;
            }
            reachable = next;
        }
        return reachable.get(path.length);
    }

    private static void step(Token token, int[] path, int from, BitSet next) {
        switch (token.kind()) {
            case STAR -> {
                int end = from;
                while (end < path.length && path[end] != '/') {
                    end++;
                }
                next.set(from, end + 1);
            }
            case DEEP -> {
                next.set(from);
                for (int i = from; i < path.length; i++) {
                    if (path[i] == '/') {
                        next.set(i + 1);
                    }
                }
            }
            case REST -> next.set(from, path.length + 1);
            default -> {
                if (from < path.length && token.accepts(path[from])) {
                    next.set(from + 1);
                }
            }
        }
    }

    private static final class Parser {
        private final int[] text;
        private final boolean deep;
        private final List<Token> tokens = new ArrayList<>();
        private int position;

        Parser(String text, boolean deep) {
            this.text = text.codePoints().toArray();
            this.deep = deep;
        }

        Optional<PathPattern> parse() {
            while (position < text.length) {
                int c = text[position];
                if (c == '[') {
                    if (!readClass()) {
                        return Optional.empty();
                    }
                } else if (c == '*') {
                    star();
                } else if (c == '\\' && position + 1 == text.length) {
                    return Optional.empty();
                } else {
                    position += c == '\\' ? 1 : 0;
                    boolean any = c == '?';
                    tokens.add(any ? Token.of(Kind.ANY) : new Token(Kind.LITERAL, text[position], false, List.of()));
                    position++;
                }
            }
            return Optional.of(new PathPattern(List.copyOf(tokens)));
        }

        private void star() {
            boolean first = position == 0;
            position++;
            if (!deep || position == text.length || text[position] != '*') {
                tokens.add(Token.of(Kind.STAR));
                return;
            }
            position++;
            boolean slash = position < text.length && text[position] == '/';
            if (slash) {
                position++;
            }
            // patternmatcher compares the end of the path where only plain text follows a leading **.
            boolean suffix = first && !slash && restIsPlain();
            tokens.add(Token.of(position == text.length || suffix ? Kind.REST : Kind.DEEP));
        }

        private boolean restIsPlain() {
            for (int i = position; i < text.length; i++) {
                if ("*?[]\\".indexOf(text[i]) >= 0) {
                    return false;
                }
            }
            return true;
        }

        /** {@code [^a-z]}; false if it is malformed. */
        private boolean readClass() {
            position++;
            boolean negated = position < text.length && text[position] == '^';
            if (negated) {
                position++;
            }
            var ranges = new ArrayList<int[]>();
            while (position < text.length && (text[position] != ']' || ranges.isEmpty())) {
                int low = member();
                int high = low;
                if (low >= 0 && position < text.length && text[position] == '-') {
                    position++;
                    high = member();
                }
                if (low < 0 || high < 0) {
                    return false;
                }
                ranges.add(new int[] {low, high});
            }
            if (position == text.length) {
                return false;
            }
            position++;
            tokens.add(new Token(Kind.CLASS, 0, negated, ranges));
            return true;
        }

        /** A character of a class, or -1 where none may stand. */
        private int member() {
            if (position < text.length && text[position] == '\\') {
                position++;
            } else if (position < text.length && (text[position] == '-' || text[position] == ']')) {
                return -1;
            }
            return position < text.length ? text[position++] : -1;
        }
    }
}
