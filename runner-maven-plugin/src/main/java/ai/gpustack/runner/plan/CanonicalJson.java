package ai.gpustack.runner.plan;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * JSON of one form only, for digests: no white space, keys in the order in which they are given, and in texts only what has to be
 * escaped is. It is Jackson's own form, without the half thousand classes that Jackson loads before it writes the first letter:
 * a quarter of the time that a plan takes.
 */
final class CanonicalJson {

    private final StringBuilder json = new StringBuilder(1024);

    /** {@return a list of lists of texts} */
    static String of(List<List<String>> records) {
        var writer = new CanonicalJson();
        writer.json.append('[');
        for (int i = 0; i < records.size(); i++) {
            writer.comma(i > 0).texts(records.get(i));
        }
        return writer.json.append(']').toString();
    }

    /** {@return an object of texts} */
    static String of(Map<String, String> texts) {
        return new CanonicalJson().object(texts).json.toString();
    }

    /** Begins an object. */
    static CanonicalJson begin() {
        var writer = new CanonicalJson();
        writer.json.append('{');
        return writer;
    }

    CanonicalJson with(String key, String value) {
        return key(key).text(value);
    }

    CanonicalJson with(String key, int value) {
        key(key).json.append(value);
        return this;
    }

    CanonicalJson with(String key, Map<String, String> texts) {
        return key(key).object(texts);
    }

    /** {@return the object that was begun} */
    String end() {
        return json.append('}').toString();
    }

    private CanonicalJson key(String key) {
        comma(json.length() > 1).text(key).json.append(':');
        return this;
    }

    private CanonicalJson comma(boolean needed) {
        if (needed) {
            json.append(',');
        }
        return this;
    }

    private void texts(Collection<String> texts) {
        json.append('[');
        boolean first = true;
        for (String text : texts) {
            comma(!first).text(text);
            first = false;
        }
        json.append(']');
    }

    private CanonicalJson object(Map<String, String> texts) {
        json.append('{');
        boolean first = true;
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            comma(!first).text(entry.getKey()).json.append(':');
            text(entry.getValue());
            first = false;
        }
        json.append('}');
        return this;
    }

    private CanonicalJson text(String text) {
        json.append('"');
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                json.append(text, plain, i).append(escaped(c));
                plain = i + 1;
            }
        }
        json.append(text, plain, text.length()).append('"');
        return this;
    }

    private static String escaped(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            default -> String.format(Locale.ROOT, "\\u%04X", (int) c);
        };
    }
}
