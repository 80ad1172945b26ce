package ai.gpustack.runner.dockerfile;

import java.util.BitSet;
import java.util.List;

/**
 * An ordered list of patterns, of which later ones may take back what earlier ones matched ({@code !}), by the rules of
 * moby/patternmatcher: what matches a directory matches everything below it.
 *
 * @param patterns the patterns, in order
 */
record PathPatterns(List<Pattern> patterns) {

    /**
     * A pattern of the list.
     *
     * @param exception whether it takes back
     * @param text its text, without {@code !}
     * @param matcher its meaning
     */
    record Pattern(boolean exception, String text, PathPattern matcher) {}

    /** Which patterns matched a path or a directory above it; what is below it need not ask them again. */
    record Match(boolean matched, BitSet each) {}

    PathPatterns {
        patterns = List.copyOf(patterns);
    }

    /** Where a walk begins: nothing matches the root. */
    Match root() {
        return new Match(false, new BitSet());
    }

    /** Matches a path, given what matched its directory. */
    Match match(String path, Match directory) {
        boolean matched = false;
        var each = new BitSet();
        for (int i = 0; i < patterns.size(); i++) {
            Pattern pattern = patterns.get(i);
            // An exception only matters once something matched, another pattern only while nothing did.
            boolean asked = directory.each().get(i)
                    || (pattern.exception() == matched && pattern.matcher().matches(path));
            each.set(i, asked);
            if (asked) {
                matched = !pattern.exception();
            }
        }
        return new Match(matched, each);
    }

    /** Matches a path from scratch. */
    Match match(String path) {
        Match match = root();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            match = match(path.substring(0, slash), match);
        }
        return match(path, match);
    }

    /** Whether something below a directory that matches may still be taken back. */
    boolean mayTakeBackBelow(String directory) {
        String start = directory + "/";
        return patterns.stream()
                .filter(Pattern::exception)
                .anyMatch(pattern -> pattern.text().startsWith(start)
                        || ContextPaths.hasWildcard(pattern.text())
                        || pattern.text().indexOf('\\') >= 0);
    }
}
