package ai.gpustack.runner.release;

import java.util.regex.Pattern;

/** Regular expressions as container-structure-test's files write them: Go's RE2 syntax. */
final class Regexps {

    private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?P<");
    private static final Pattern POSIX_CLASS =
            Pattern.compile("\\[:(\\^?)(alpha|digit|alnum|upper|lower|punct|graph|print|blank|cntrl|xdigit|space):]");
    private static final Pattern WORD_CLASS = Pattern.compile("\\[:(\\^?)word:]");

    private Regexps() {}

    /**
     * Compiles an expression. Two forms that RE2 has and Java doesn't are translated: {@code (?P<name>…)}, and POSIX classes
     * like {@code [[:alpha:]]}, which Java would silently read as a list of letters. {@code \C} and Go's {@code (?U)} aren't.
     *
     * @param text the expression
     * @return the pattern, to be looked for anywhere in a text
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    static Pattern compile(String text) {
        String java = NAMED_GROUP.matcher(text).replaceAll("(?<");
        java = POSIX_CLASS.matcher(java).replaceAll(found -> {
            String name = found.group(2).equals("xdigit") ? "XDigit" : capitalised(found.group(2));
            return (found.group(1).isEmpty() ? "\\\\p{" : "\\\\P{") + name + "}";
        });
        java = WORD_CLASS.matcher(java).replaceAll(found -> found.group(1).isEmpty() ? "\\\\w" : "\\\\W");
        return Pattern.compile(java, Pattern.UNIX_LINES);
    }

    private static String capitalised(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
