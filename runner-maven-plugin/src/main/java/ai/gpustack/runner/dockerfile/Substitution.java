package ai.gpustack.runner.dockerfile;

import java.util.Optional;

/** A substitution in braces: {@code ${name}}, with a default, a pattern to cut off, or a pattern to replace. */
final class Substitution {

    private final ShellLexer lexer;

    Substitution(ShellLexer lexer) {
        this.lexer = lexer;
    }

    /** Reads what follows the opening brace, up to the closing one. */
    String read() throws MalformedWord {
        int first = lexer.peek();
        if (first == ShellLexer.END) {
            throw new MalformedWord("syntax error: missing '}'");
        }
        if (first == '{' || first == '}' || first == ':') {
            throw new MalformedWord("syntax error: bad substitution");
        }
        String name = lexer.name();
        int modifier = lexer.take();
        return switch (modifier) {
            case '}' -> lexer.look(name).orElse(lexer.keepsUnset() ? "${" + name + "}" : "");
            case ':' -> conditional(name, lexer.take(), true);
            case '+', '-', '?' -> conditional(name, modifier, false);
            case '#', '%' -> trimmed(name, (char) modifier);
            case '/' -> replaced(name);
            case ShellLexer.END -> throw new MalformedWord("syntax error: missing '}'");
            default -> throw unsupported(String.valueOf((char) modifier));
        };
    }

    private static MalformedWord unsupported(String modifier) {
        return new MalformedWord("unsupported modifier (" + modifier + ") in substitution");
    }

    private String conditional(String name, int operator, boolean emptyIsUnset) throws MalformedWord {
        if (operator != '+' && operator != '-' && operator != '?') {
            throw operator == ShellLexer.END
                    ? new MalformedWord("syntax error: missing '}'")
                    : unsupported(":" + (char) operator);
        }
        String word = lexer.until('}', false, false, null);
        Optional<String> value = lexer.look(name);
        if (lexer.keepsUnset() && value.isEmpty()) {
            return "${" + name + (emptyIsUnset ? ":" : "") + (char) operator + word + "}";
        }
        boolean set = value.isPresent() && !(emptyIsUnset && value.get().isEmpty());
        return switch (operator) {
            case '-' -> set ? value.get() : word;
            case '+' -> set ? word : "";
            default -> {
                if (!set) {
                    String why = "is not allowed to be " + (value.isPresent() ? "empty" : "unset");
                    throw new MalformedWord(name + ": " + (word.isEmpty() ? why : word));
                }
                yield value.get();
            }
        };
    }

    private String trimmed(String name, char end) throws MalformedWord {
        String word = lexer.until('}', true, true, null);
        Optional<String> value = lexer.look(name);
        if (lexer.keepsUnset() && value.isEmpty()) {
            return "${" + name + end + word + "}";
        }
        boolean longest = !word.isEmpty() && word.charAt(0) == end;
        var pattern = ShellPattern.parse(longest ? word.substring(1) : word);
        String text = value.orElse("");
        return end == '#' ? pattern.withoutPrefix(text, longest) : pattern.withoutSuffix(text, longest);
    }

    private String replaced(String name) throws MalformedWord {
        boolean all = lexer.peek() == '/';
        if (all) {
            lexer.take();
        }
        String pattern = lexer.until('/', true, true, null);
        String replacement = lexer.until('}', true, false, null);
        Optional<String> value = lexer.look(name);
        if (lexer.keepsUnset() && value.isEmpty()) {
            return "${" + name + "/" + pattern + "/" + replacement + "}";
        }
        return ShellPattern.parse(pattern).replace(value.orElse(""), replacement, all);
    }
}
