package ai.gpustack.runner.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What is said of a JSON file that can't be used. The parser's own words name classes of Java, which tell nobody what to mend. */
public final class JsonTrouble {

    /** The only place where the parser tells which field is missing. */
    /** What a record's component that isn't there reads as, where it may not be. */
    private static final Pattern NULL = Pattern.compile("[Nn]ull value for creator property");

    private static final Pattern MISSING = Pattern.compile("[Mm]issing required creator property '([^']+)'");

    private JsonTrouble() {}

    /**
     * The problem in words of the file.
     *
     * @param file the path as shown to people
     * @param kind what the file should be: {@code plan}
     * @param trouble what the parser says
     * @param mend how to mend it
     * @return an error, with line and column where they are known
     */
    public static Problem of(String file, String kind, JacksonException trouble, String mend) {
        return Problem.error(location(file, trouble), "is no " + kind + ": " + words(kind, trouble), mend);
    }

    private static Location location(String file, JacksonException trouble) {
        TokenStreamLocation at = trouble.getLocation();
        return at == null || at.getLineNr() < 1 || at.getColumnNr() < 1
                ? Location.of(file)
                : new Location(file, at.getLineNr(), at.getColumnNr());
    }

    private static String words(String kind, JacksonException trouble) {
        if (trouble instanceof UnexpectedEndOfInputException) {
            return "it ends in the middle";
        }
        if (trouble instanceof StreamReadException) {
            return "this isn't JSON";
        }
        if (trouble.getCause() instanceof IllegalArgumentException ours) {
            return ours.getMessage();
        }
        String field = field(trouble);
        if (trouble instanceof UnrecognizedPropertyException) {
            return "'" + field + "' isn't known";
        }
        if (trouble instanceof InvalidFormatException format) {
            return "'" + field + "' can't be '" + format.getValue() + "'";
        }
        if (NULL.matcher(String.valueOf(trouble.getOriginalMessage())).find()) {
            return "'" + field + "' is missing";
        }
        Matcher missing = MISSING.matcher(String.valueOf(trouble.getOriginalMessage()));
        if (missing.find()) {
            return "'" + (field.isEmpty() ? "" : field + ".") + missing.group(1) + "' is missing";
        }
        return field.isEmpty()
                ? "it has another form than this plugin writes"
                : "'" + field + "' isn't what a " + kind + " has there";
    }

    /** {@code images[0].state} */
    private static String field(JacksonException trouble) {
        var field = new StringBuilder();
        for (JacksonException.Reference reference : trouble.getPath()) {
            if (reference.getPropertyName() == null) {
                field.append('[').append(reference.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(reference.getPropertyName());
            }
        }
        return field.toString();
    }
}
