package ai.gpustack.runner.release;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code $NAME} and {@code ${NAME}} in commands, paths and variables of a test file stand for the image's own variables, as
 * container-structure-test expands them. A name that the image doesn't set stays as it is written, where container-structure-test
 * leaves nothing: {@code bash -c 'for i in 1 2; do echo $i; done'} then does what it says.
 */
final class Expansion {

    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*))");

    private final Map<String, String> variables;

    Expansion(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    String of(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String name = found.group(1) != null ? found.group(1) : found.group(2);
            return Matcher.quoteReplacement(variables.getOrDefault(name, found.group()));
        });
    }

    List<String> of(List<String> texts) {
        return texts.stream().map(this::of).toList();
    }
}
