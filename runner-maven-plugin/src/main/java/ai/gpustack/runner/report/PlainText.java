package ai.gpustack.runner.report;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Text of others (a Dockerfile's steps, what a program in it printed) made harmless for a terminal: no colours, no cursor
 * movements, no changed direction of writing.
 */
final class PlainText {

    /** ECMA-48's control sequences, strings (a window's title, say) and other escape sequences. */
    private static final Pattern ESCAPES = Pattern.compile("(?:\u001B\\[|\u009B)[0-?]*[ -/]*[@-~]"
            + "|\u001B[\\]PX^_][^\u0007\u001B]*(?:\u0007|\u001B\\\\)?"
            + "|\u001B[ -/]*[0-~]?");

    /** The first combining mark. */
    private static final int FIRST_OF_UNUSUAL_WIDTH = 0x300;

    private static final Set<UnicodeScript> WIDE = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.YI);

    private PlainText() {}

    /** One line of it: no escape sequences, control and format characters; a tab is a space. */
    static String line(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        ESCAPES.matcher(text)
                .replaceAll("")
                .codePoints()
                .map(c -> Character.isWhitespace(c) ? ' ' : c)
                .filter(PlainText::isHarmless)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    /** All of it in one line: each run of white space is a space. */
    static String joined(String text) {
        return line(text).strip().replaceAll(" {2,}", " ");
    }

    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
            // Variation selectors: they change how wide the character before them is, in some terminals.
            case Character.NON_SPACING_MARK -> character < 0xFE00 || character > 0xFE0F;
            default -> true;
        };
    }

    /** How many columns a harmless text takes. Close, not exact: terminals differ from each other. */
    static int columns(String text) {
        return text.codePoints().map(PlainText::columns).sum();
    }

    private static int columns(int character) {
        if (character < FIRST_OF_UNUSUAL_WIDTH) {
            return 1;
        }
        int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean isFullWidth = isIn(character, 0x3000, 0x303E) // punctuation
                || isIn(character, 0xFF01, 0xFF60)
                || isIn(character, 0xFFE0, 0xFFE6)
                || isIn(character, 0x1F300, 0x1FAFF); // pictures
        boolean isHalfWidth = isIn(character, 0xFF61, 0xFFDC);
        boolean isWideScript = !isHalfWidth && WIDE.contains(UnicodeScript.of(character));
        return isFullWidth || isWideScript ? 2 : 1;
    }

    private static boolean isIn(int character, int first, int last) {
        return character >= first && character <= last;
    }

    /** A harmless text, cut at its end to a number of columns. */
    static String cut(String text, int columns, String ellipsis) {
        if (columns(text) <= columns) {
            return text;
        }
        int kept = columns - ellipsis.length();
        return kept < 0 ? head(text, columns) : head(text, kept) + ellipsis;
    }

    /** A name of ASCII letters, cut in its middle: a tag's beginning and end tell most. */
    static String cutMiddle(String name, int columns, String ellipsis) {
        int kept = columns - ellipsis.length();
        if (name.length() <= columns || kept < 2) {
            return cut(name, columns, ellipsis);
        }
        return name.substring(0, kept - kept / 2) + ellipsis + name.substring(name.length() - kept / 2);
    }

    private static String head(String text, int columns) {
        int end = 0;
        int left = columns;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            left -= columns(character);
            if (left < 0) {
                break;
            }
            end += Character.charCount(character);
        }
        return text.substring(0, end);
    }
}
