package ai.gpustack.runner.report;

import java.util.regex.Pattern;

/**
 * What programs printed, made fit to be shown anywhere: colours and other orders to a terminal are gone, and characters
 * that XML can't hold (XML 1.0, production 2) and that HTML calls errors are U+FFFD.
 */
final class Printable {

    /** ECMA-48: CSI with its parameters, OSC up to its end, and the short ones. */
    private static final Pattern TERMINAL_ORDERS =
            Pattern.compile("\u001B(?:\\[[0-?]*[ -/]*[@-~]|][^\u0007\u001B]*(?:\u0007|\u001B\\\\)|[ -/]*[0-Z\\\\^-~])");

    private static final int REPLACEMENT = 0xFFFD;

    private Printable() {}

    /** The text with its lines. A lone carriage return, with which progress bars overwrite themselves, ends a line, too. */
    static String text(String raw) {
        String plain = TERMINAL_ORDERS
                .matcher(raw)
                .replaceAll("")
                .replace("\r\n", "\n")
                .replace('\r', '\n');
        if (plain.codePoints().allMatch(Printable::isShown)) {
            return plain;
        }
        var shown = new StringBuilder(plain.length());
        plain.codePoints().map(c -> isShown(c) ? c : REPLACEMENT).forEach(shown::appendCodePoint);
        return shown.toString();
    }

    /** The text on one line. */
    static String line(String raw) {
        return text(raw).strip().replaceAll("\\s*\n\\s*", " ");
    }

    private static boolean isShown(int c) {
        boolean isControl = (c < ' ' && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0);
        boolean isSurrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        boolean isNoCharacter = (c & 0xFFFE) == 0xFFFE;
        return !isControl && !isSurrogate && !isNoCharacter;
    }
}
