package ai.gpustack.runner.dockerfile;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * A shell pattern of a substitution: {@code *} is any text, {@code ?} any character, without brackets; neither matches a line
 * feed. Matching keeps the set of positions that are reachable, so it takes at most pattern times text, whatever the pattern.
 *
 * @param tokens code points, {@link #ANY} or {@link #STAR}
 */
record ShellPattern(List<Integer> tokens) {

    private static final int ANY = -1;
    private static final int STAR = -2;

    static ShellPattern parse(String text) throws MalformedWord {
        var tokens = new ArrayList<Integer>();
        int[] codes = text.codePoints().toArray();
        for (int i = 0; i < codes.length; i++) {
            int c = codes[i];
            if (c == '*' || c == '?') {
                tokens.add(c == '*' ? STAR : ANY);
            } else if (c == '\\') {
                int next = i + 1 < codes.length ? codes[i + 1] : 0;
                // A closing brace or a slash had to be escaped for the substitution's sake; the escape isn't the
                // pattern's.
                if (next != '*' && next != '?' && next != '\\' && next != '}' && next != '/') {
                    throw new MalformedWord("invalid pattern (" + text
                            + ") in substitution: an escape there is followed" + " by one of * ? \\ } /");
                }
                tokens.add(next);
                i++;
            } else {
                tokens.add(c);
            }
        }
        return new ShellPattern(tokens);
    }

    String withoutPrefix(String text, boolean longest) {
        int[] codes = text.codePoints().toArray();
        int end = matchEnd(codes, 0, longest);
        return end < 0 ? text : new String(codes, end, codes.length - end);
    }

    String withoutSuffix(String text, boolean longest) {
        var reversed = new ArrayList<>(tokens);
        Collections.reverse(reversed);
        // StringBuilder.reverse keeps surrogate pairs together.
        String rest = new ShellPattern(reversed)
                .withoutPrefix(new StringBuilder(text).reverse().toString(), longest);
        return new StringBuilder(rest).reverse().toString();
    }

    /** Replaces the first or all of the leftmost longest matches. */
    String replace(String text, String replacement, boolean all) {
        int[] codes = text.codePoints().toArray();
        var result = new StringBuilder();
        int position = 0;
        int lastEnd = -1;
        while (position <= codes.length) {
            int end = matchEnd(codes, position, true);
            // An empty match right behind a match doesn't count.
            if (end >= 0 && !(end == position && position == lastEnd)) {
                String matched = new String(codes, position, end - position);
                result.append(all ? expandTemplate(replacement, matched) : replacement);
                lastEnd = end;
                if (!all) {
                    return result.append(new String(codes, end, codes.length - end))
                            .toString();
                }
                if (end > position) {
                    position = end;
                    continue;
                }
            }
            if (position < codes.length) {
                result.appendCodePoint(codes[position]);
            }
            position++;
        }
        return result.toString();
    }

    /** The end of the shortest or longest match that begins at {@code start}, or -1. */
    private int matchEnd(int[] text, int start, boolean longest) {
        var reachable = new BitSet(text.length + 1);
        reachable.set(start);
        for (int token : tokens) {
            var next = new BitSet(text.length + 1);
            for (int i = reachable.nextSetBit(0); i >= 0; i = reachable.nextSetBit(i + 1)) {
                if (token == STAR) {
                    int end = i;
                    while (end < text.length && text[end] != '\n') {
                        end++;
                    }
                    next.set(i, end + 1);
                    i = end; // everything up to there is reachable now
                } else if (i < text.length && (token == text[i] || (token == ANY && text[i] != '\n'))) {
                    next.set(i + 1);
                }
            }
            reachable = next;
            if (reachable.isEmpty()) {
                return -1;
            }
        }
        return longest ? reachable.length() - 1 : reachable.nextSetBit(0);
    }

    /**
     * In the replacement of {@code ${X//a/b}} BuildKit uses Go's {@code ReplaceAllString}: {@code $0} is the match, another name
     * after a dollar sign is empty, {@code $$} is a dollar sign.
     */
    private static String expandTemplate(String template, String matched) {
        if (template.indexOf('$') < 0) {
            return template;
        }
        var result = new StringBuilder();
        for (int i = 0; i < template.length(); ) {
            char c = template.charAt(i);
            if (c != '$') {
                result.append(c);
                i++;
                continue;
            }
            if (template.startsWith("$$", i)) {
                result.append('$');
                i += 2;
                continue;
            }
            boolean braced = template.startsWith("${", i);
            int start = i + (braced ? 2 : 1);
            int end = start;
            while (end < template.length() && isNamePart(template.charAt(end))) {
                end++;
            }
            boolean complete = end > start && (!braced || (end < template.length() && template.charAt(end) == '}'));
            if (!complete) {
                result.append('$');
                i++;
                continue;
            }
            result.append(template.substring(start, end).equals("0") ? matched : "");
            i = braced ? end + 1 : end;
        }
        return result.toString();
    }

    private static boolean isNamePart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }
}
