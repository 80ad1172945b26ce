package ai.gpustack.runner.dockerfile;

import java.util.ArrayDeque;

/** Paths inside a build context: text with {@code /}, on every system. */
final class ContextPaths {

    private ContextPaths() {}

    /** Go's {@code path.Clean}: no empty parts, no {@code .}, and {@code ..} resolved where something is before it. */
    static String clean(String path) {
        boolean rooted = path.startsWith("/");
        var parts = new ArrayDeque<String>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".") && !(part.equals("..") && rooted)) {
                parts.addLast(part);
            }
        }
        String joined = String.join("/", parts);
        return rooted ? "/" + joined : joined.isEmpty() ? "." : joined;
    }

    /** The path below the context that a source names; empty for the context itself. Nothing leads out of it. */
    static String below(String source) {
        return clean("/" + source).substring(1);
    }

    static boolean hasWildcard(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '*' || c == '?' || c == '[') {
                return true;
            }
            if (c == '\\') {
                i++;
            }
        }
        return false;
    }
}
