package ai.gpustack.runner.matrix;

import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.Yaml;
import ai.gpustack.runner.source.Yaml.Entry;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code matrix.yml}. What is wrong is reported in the matrix, all of it, and never thrown. */
public final class MatrixReader {

    private static final List<String> TOP = List.of("image", "platforms", "backends", "rules");

    /** A name is followed by a version in a tag, so it can't end in a digit. */
    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]*[a-z])?");

    private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9]+(?:[._/:-]+[a-z0-9]+)*");

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private final Yaml yaml;

    private MatrixReader(String file) {
        this.file = file;
        this.yaml = new Yaml(file, problems);
    }

    /**
     * Reads a file.
     *
     * @param path the file
     * @param shown its path as shown to people
     * @return what it says, and what is wrong with it
     * @throws InvalidInput if there is no such file or it isn't text
     */
    public static Matrix read(Path path, String shown) {
        try {
            return parse(shown, Files.readString(path, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            throw new InvalidInput(List.of(Problem.error(Location.of(shown), "not UTF-8 text", "save it in UTF-8")));
        } catch (IOException e) {
            throw new InvalidInput(List.of(Problem.error(
                    Location.of(shown),
                    Files.exists(path) ? "can't be read: " + e.getMessage() : "there is no matrix file here",
                    "write one (docs/matrix.md), or say where it is: -Drunner.directory=DIR or -Drunner.matrix=FILE")));
        }
    }

    /**
     * Reads a text.
     *
     * @param shown the file's path as shown to people
     * @param text the file's content
     * @return what it says, and what is wrong with it
     */
    public static Matrix parse(String shown, String text) {
        return new MatrixReader(shown).matrix(text);
    }

    private Matrix matrix(String text) {
        Optional<Node> root = yaml.compose(text);
        if (root.isEmpty()) {
            if (problems.isEmpty()) {
                missing(Location.of(file), "rules", "the file is empty");
            }
            return new Matrix(file, Optional.empty(), Map.of(), List.of(), List.copyOf(problems));
        }
        Map<String, Entry> top = yaml.entries(root.get(), "the file");
        onlyKnown(top, TOP, "");
        Optional<Located<String>> image = text(top, "image").filter(this::isRepository);
        List<Located<Platform>> platforms = platforms(top);
        Map<String, Located<String>> variants = variants(top);
        var rules = new ArrayList<Rule>();
        if (top.containsKey("rules")) {
            var reader = new RuleReader(yaml, problems, platforms);
            for (Node node : yaml.items(top.get("rules").value(), "rules")) {
                reader.read(node).ifPresent(rules::add);
            }
        } else {
            missing(yaml.at(root.get()), "rules", "there is no 'rules'");
        }
        return new Matrix(file, image, variants, List.copyOf(rules), List.copyOf(problems));
    }

    private void missing(Location at, String key, String what) {
        problems.add(Problem.error(at, what, "add '" + key + ":' with at least one rule (docs/matrix.md)"));
    }

    private boolean isRepository(Located<String> image) {
        if (REPOSITORY.matcher(image.value()).matches()) {
            return true;
        }
        problems.add(Problem.error(
                image.at(),
                "'" + image + "' is no image repository",
                "write [registry/]namespace/repository, without a tag"));
        return false;
    }

    private List<Located<Platform>> platforms(Map<String, Entry> top) {
        return top.containsKey("platforms")
                ? platforms(yaml, problems, top.get("platforms").value())
                : List.of();
    }

    static List<Located<Platform>> platforms(Yaml yaml, List<Problem> problems, Node node) {
        var platforms = new ArrayList<Located<Platform>>();
        for (Located<String> text : yaml.texts(node, "platforms")) {
            Optional<Platform> platform = Platform.parse(text.value());
            if (platform.isEmpty()) {
                problems.add(Problem.error(
                        text.at(),
                        "'" + text + "' is no platform",
                        "write os/arch[/variant], as linux/amd64 or linux/arm/v7"));
            } else if (platforms.stream().anyMatch(p -> p.value().equals(platform.get()))) {
                problems.add(Problem.error(text.at(), "platform '" + text + "' is named twice", "remove one of them"));
            } else {
                platforms.add(new Located<>(platform.get(), text.at()));
            }
        }
        return List.copyOf(platforms);
    }

    private Map<String, Located<String>> variants(Map<String, Entry> top) {
        var variants = new LinkedHashMap<String, Located<String>>();
        if (top.containsKey("backends")) {
            yaml.entries(top.get("backends").value(), "backends").forEach((backend, entry) -> {
                Map<String, Entry> defaults = yaml.entries(entry.value(), "backend '" + backend + "'");
                onlyKnown(defaults, List.of("variant"), "backend '" + backend + "': ");
                text(defaults, "variant").ifPresent(variant -> variants.put(backend, variant));
            });
        }
        return variants;
    }

    private Optional<Located<String>> text(Map<String, Entry> entries, String key) {
        return Optional.ofNullable(entries.get(key)).flatMap(entry -> yaml.scalar(entry.value(), key));
    }

    private void onlyKnown(Map<String, Entry> entries, List<String> known, String whose) {
        onlyKnown(problems, entries, known, whose);
    }

    static void onlyKnown(List<Problem> problems, Map<String, Entry> entries, List<String> known, String whose) {
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                problems.add(
                        Problem.error(entry.key().at(), whose + "unknown key '" + key + "'", Nearest.mend(key, known)));
            }
        });
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
