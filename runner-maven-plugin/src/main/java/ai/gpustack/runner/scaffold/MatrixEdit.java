package ai.gpustack.runner.scaffold;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.matrix.Rule;
import ai.gpustack.runner.scaffold.MatrixLayout.Kind;
import ai.gpustack.runner.scaffold.MatrixLayout.Piece;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Adds to the text of matrix.yml: only inserts, so that comments, order and layout stay. Each edit is read back, and is none if it
 * says anything else than what was meant: an anchor, an alias or a merge key can make a small change a large one.
 */
final class MatrixEdit {

    private final String text;
    private final Matrix matrix;
    private final MatrixLayout layout;
    private final List<String> defaultPlatforms;

    /** The matrix is what the text says, without errors. */
    MatrixEdit(String text, Matrix matrix) {
        this.text = text;
        this.matrix = matrix;
        this.layout = new MatrixLayout(text);
        this.defaultPlatforms = defaultPlatforms(matrix.file(), text);
    }

    private static List<String> defaultPlatforms(String file, String text) {
        var yaml = new Yaml(file, new ArrayList<>());
        return yaml.compose(text).map(root -> yaml.entries(root, "the file").get("platforms")).stream()
                .flatMap(entry -> yaml.texts(entry.value(), "platforms").stream())
                .map(Located::value)
                .toList();
    }

    /** The platforms of rules that name none. */
    List<String> defaultPlatforms() {
        return defaultPlatforms;
    }

    /** The text with a further service in a rule; empty if it can't be inserted there without changing more. */
    Optional<String> withService(int rule, String service) {
        List<Meaning> wanted = new ArrayList<>(Meaning.of(matrix));
        wanted.set(rule, wanted.get(rule).with(service));
        return items().map(items -> items.children().get(rule))
                .flatMap(item -> item.get("services"))
                .flatMap(services -> insertedInto(services, NewRule.quoted(service)))
                .filter(result -> says(result, wanted));
    }

    private Optional<String> insertedInto(Piece services, String service) {
        if (services.kind() == Kind.SCALAR && services.end() > services.start()) {
            return Optional.of(inserted(inserted(text, services.end(), ", " + service + "]"), services.start(), "["));
        }
        if (services.kind() != Kind.SEQUENCE || services.children().isEmpty()) {
            return Optional.empty();
        }
        if (services.flow()) {
            return Optional.of(inserted(text, services.last().end(), ", " + service));
        }
        return Optional.of(
                linesInserted(layout.nextLine(services.last().end()), services.column(), List.of("- " + service)));
    }

    /** The text with a further rule, below another one; empty if it can't be inserted there without changing more. */
    Optional<String> withRule(NewRule rule, int below) {
        List<Meaning> wanted = new ArrayList<>(Meaning.of(matrix));
        wanted.add(Math.min(below + 1, wanted.size()), Meaning.of(rule, defaultPlatforms));
        return items().flatMap(items -> inserted(rule, items, below)).filter(result -> says(result, wanted));
    }

    /** The list of rules; a place for one where there is none yet. */
    private Optional<Piece> items() {
        return layout.root().get("rules").filter(piece -> piece.kind() == Kind.SEQUENCE || isNothing(piece));
    }

    private static boolean isNothing(Piece piece) {
        return piece.kind() == Kind.SCALAR && piece.start() == piece.end();
    }

    /** Whether the file is whole but for its rules, of which it has none yet. */
    static boolean awaitsFirstRule(String text, Matrix matrix) {
        return matrix.rules().isEmpty()
                && Scaffold.errors(matrix.problems()).size() == 1
                && new Yaml("", new ArrayList<>()).compose(text).isPresent()
                && new MatrixEdit(text, matrix)
                        .items()
                        .filter(items -> items.children().isEmpty())
                        .isPresent();
    }

    private Optional<String> inserted(NewRule rule, Piece items, int below) {
        if (isNothing(items)) {
            return Optional.of(linesInserted(layout.nextLine(items.end()), 2, rule.lines()));
        }
        if (items.children().isEmpty()) {
            return Optional.of(inserted(text, items.end() - 1, rule.inBrackets()));
        }
        Piece above = items.children().get(below);
        if (items.flow()) {
            return Optional.of(inserted(text, above.end(), ", " + rule.inBrackets()));
        }
        var lines = new ArrayList<>(rule.lines());
        if (areParted(items.children())) {
            lines.add(0, "");
        }
        return Optional.of(linesInserted(endOf(above, items.column()), items.column(), lines));
    }

    private boolean areParted(List<Piece> items) {
        for (int i = 1; i < items.size(); i++) {
            if (layout.isParted(items.get(i - 1).end(), items.get(i).start())) {
                return true;
            }
        }
        return false;
    }

    /** Where the line below a rule begins: comments that are indented further than its dash belong to it. */
    private int endOf(Piece rule, int dash) {
        int end = layout.nextLine(rule.end());
        while (end < text.length()) {
            String line = layout.line(end);
            String content = line.stripLeading();
            if (!content.startsWith("#") || line.length() - content.length() <= dash) {
                break;
            }
            end = layout.nextLine(end);
        }
        return end;
    }

    private String linesInserted(int at, int indent, List<String> lines) {
        String lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
        String block = lines.stream()
                .map(line -> line.isEmpty() ? lineEnd : " ".repeat(indent) + line + lineEnd)
                .collect(Collectors.joining());
        boolean isOpen = at > 0 && text.charAt(at - 1) != '\n';
        return inserted(text, at, isOpen ? lineEnd + block : block);
    }

    private static String inserted(String text, int at, String what) {
        return text.substring(0, at) + what + text.substring(at);
    }

    private boolean says(String result, List<Meaning> wanted) {
        Matrix read = MatrixReader.parse(matrix.file(), result);
        return Scaffold.errors(read.problems()).isEmpty()
                && Meaning.of(read).equals(wanted)
                && read.image().map(Located::value).equals(matrix.image().map(Located::value))
                && values(read.variants()).equals(values(matrix.variants()))
                && read.runners().equals(matrix.runners());
    }

    private static Map<String, String> values(Map<String, Located<String>> located) {
        var values = new LinkedHashMap<String, String>();
        located.forEach((name, value) -> values.put(name, value.value()));
        return values;
    }

    /** What a rule says, wherever it stands. */
    private record Meaning(String backend, List<String> services, List<String> platforms, List<String> rest) {

        static List<Meaning> of(Matrix matrix) {
            return matrix.rules().stream().map(Meaning::of).toList();
        }

        private static Meaning of(Rule rule) {
            var rest = new ArrayList<String>();
            rule.args().forEach((name, argument) -> rest.add(name + "=" + texts(argument.values())));
            rule.exclude().forEach(exclusion -> rest.add("exclude " + values(exclusion.values())));
            rule.variant().ifPresent(variant -> rest.add("variant " + variant.value()));
            rule.disabled().ifPresent(reason -> rest.add("disabled " + reason));
            rest.add("revision " + rule.revision());
            return new Meaning(rule.backend().value(), texts(rule.services()), texts(rule.platforms()), rest);
        }

        static Meaning of(NewRule rule, List<String> defaultPlatforms) {
            var rest = new ArrayList<String>();
            rule.args().forEach((name, values) -> rest.add(name + "=" + values));
            rest.add("revision 0");
            List<String> platforms = rule.platforms().isEmpty() ? defaultPlatforms : rule.platforms();
            return new Meaning(rule.backend(), List.of(rule.service()), platforms, rest);
        }

        private static List<String> texts(List<? extends Located<?>> located) {
            return located.stream().map(Located::toString).toList();
        }

        Meaning with(String service) {
            var more = new ArrayList<>(services);
            more.add(service);
            return new Meaning(backend, more, platforms, rest);
        }
    }
}
