package ai.gpustack.runner.source;

/** Text that is cut where it is long. */
public final class Shortened {

    private Shortened() {}

    /**
     * The text, or its beginning and an ellipsis. No character is cut in two: half of one can't be written as UTF-8.
     *
     * @param text the text
     * @param most how many characters of it are left, in code points
     * @return the text
     */
    public static String of(String text, int most) {
        return text.length() <= most || text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most)) + "…";
    }
}
