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
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads {@code matrix.yml}. What is wrong is reported in the matrix, all of it, and never thrown. */
public final class MatrixReader {

    private static final List<String> TOP = List.of("image", "platforms", "backends", "runners", "rules");

    /** A name is followed by a version in a tag, so it can't end in a digit. */
    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]*[a-z])?");

    /** Where a file names none: those that the upstream project builds for. */
    private static final List<Platform> USUAL_PLATFORMS = Stream.of("linux/amd64", "linux/arm64")
            .map(text -> Platform.parse(text).orElseThrow())
            .toList();

    /** What Linux images are built for today; near misses of these are slips of the finger, others are taken as they are. */
    private static final List<String> KNOWN_PLATFORMS = List.of(
            "linux/amd64",
            "linux/amd64/v2",
            "linux/amd64/v3",
            "linux/amd64/v4",
            "linux/arm64",
            "linux/arm64/v8",
            "linux/arm64/v9",
            "linux/arm",
            "linux/arm/v5",
            "linux/arm/v6",
            "linux/arm/v7",
            "linux/386",
            "linux/loong64",
            "linux/mips64le",
            "linux/ppc64le",
            "linux/riscv64",
            "linux/s390x");

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
            Path folder = path.toAbsolutePath().normalize().getParent();
            throw new InvalidInput(List.of(Problem.error(
                    Location.of(shown),
                    Files.exists(path)
                            ? "can't be read: " + e.getMessage()
                            : "there is no matrix file here, in " + folder,
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
        if (root.isEmpty() && problems.isEmpty()) {
            missingRules(Location.of(file), "the file is empty");
        }
        Map<String, Entry> top =
                root.map(node -> yaml.entries(node, "the file")).orElse(Map.of());
        onlyKnown(top, TOP, "");
        Optional<Located<Repository>> image = text(top, "image").flatMap(this::repository);
        List<Rule> rules = root.filter(MappingNode.class::isInstance)
                .map(node -> rules(node, top))
                .orElse(List.of());
        Map<String, Located<String>> variants = variants(top, rules);
        Map<String, List<String>> runners = runners(top, rules);
        problems.sort(Comparator.comparingInt((Problem problem) -> problem.at().line())
                .thenComparingInt(problem -> problem.at().column()));
        return new Matrix(file, image, variants, runners, rules, List.copyOf(problems));
    }

    private List<Rule> rules(Node root, Map<String, Entry> top) {
        List<Located<Platform>> platforms = platforms(top);
        if (!top.containsKey("rules")) {
            missingRules(yaml.at(root), "there is no 'rules'");
            return List.of();
        }
        List<Node> nodes = yaml.items(top.get("rules").value(), "rules");
        if (top.get("rules").value() instanceof SequenceNode && nodes.isEmpty()) {
            missingRules(top.get("rules").key().at(), "'rules' is empty");
        }
        var reader = new RuleReader(yaml, problems, platforms);
        return nodes.stream().flatMap(node -> reader.read(node).stream()).toList();
    }

    private void missingRules(Location at, String what) {
        problems.add(Problem.error(at, what, "add 'rules:' with at least one rule (docs/matrix.md)"));
    }

    private Optional<Located<Repository>> repository(Located<String> image) {
        Optional<Repository> repository = Repository.parse(image.value());
        if (repository.isEmpty()) {
            problems.add(Problem.error(
                    image.at(),
                    "'" + image + "' is no image repository",
                    "write [registry/]namespace/repository in lower case, without a tag"));
        }
        return repository.map(r -> new Located<>(r, image.at()));
    }

    private List<Located<Platform>> platforms(Map<String, Entry> top) {
        if (top.containsKey("platforms")) {
            if (top.get("platforms").value() instanceof SequenceNode list
                    && list.getValue().isEmpty()) {
                problems.add(Problem.error(
                        top.get("platforms").key().at(),
                        "'platforms' is empty",
                        "name at least one, or leave it out for linux/amd64 and linux/arm64"));
            }
            return platforms(yaml, problems, top.get("platforms").value());
        }
        return USUAL_PLATFORMS.stream()
                .map(platform -> new Located<>(platform, Location.of(file)))
                .toList();
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
            } else if (!KNOWN_PLATFORMS.contains(text.value())
                    && Nearest.to(text.value(), KNOWN_PLATFORMS).isPresent()) {
                problems.add(Problem.error(
                        text.at(),
                        "there is no platform '" + text + "'",
                        "did you mean '"
                                + Nearest.to(text.value(), KNOWN_PLATFORMS).get() + "'?"));
            } else if (platforms.stream().anyMatch(p -> p.value().equals(platform.get()))) {
                problems.add(Problem.error(text.at(), "platform '" + text + "' is named twice", "remove one of them"));
            } else {
                platforms.add(new Located<>(platform.get(), text.at()));
            }
        }
        return List.copyOf(platforms);
    }

    private Map<String, Located<String>> variants(Map<String, Entry> top, List<Rule> rules) {
        var variants = new LinkedHashMap<String, Located<String>>();
        if (top.containsKey("backends")) {
            List<String> known = rules.stream()
                    .map(rule -> rule.backend().value())
                    .distinct()
                    .toList();
            yaml.entries(top.get("backends").value(), "backends").forEach((backend, entry) -> {
                if (!known.contains(backend)) {
                    problems.add(Problem.error(
                            entry.key().at(),
                            "no rule has the backend '" + backend + "'",
                            Nearest.mend(backend, known)));
                }
                Map<String, Entry> defaults = yaml.entries(entry.value(), "backend '" + backend + "'");
                onlyKnown(defaults, List.of("variant"), "backend '" + backend + "': ");
                text(defaults, "variant").ifPresent(variant -> variants.put(backend, variant));
            });
        }
        return variants;
    }

    private Map<String, List<String>> runners(Map<String, Entry> top, List<Rule> rules) {
        var runners = new LinkedHashMap<String, List<String>>();
        if (top.containsKey("runners")) {
            List<String> known = Stream.concat(
                            rules.stream().map(rule -> rule.backend().value()),
                            rules.stream()
                                    .flatMap(rule -> rule.platforms().stream())
                                    .map(Located::toString))
                    .distinct()
                    .toList();
            yaml.entries(top.get("runners").value(), "runners").forEach((name, entry) -> {
                if (!known.contains(name)) {
                    problems.add(Problem.error(
                            entry.key().at(),
                            "no rule has the backend or the platform '" + name + "'",
                            Nearest.mend(name, known)));
                }
                List<Located<String>> labels = yaml.texts(entry.value(), "a runner's label");
                if (labels.isEmpty()) {
                    problems.add(Problem.error(entry.key().at(), "'" + name + "' has no labels", "name at least one"));
                }
                runners.put(name, labels.stream().map(Located::value).toList());
            });
        }
        return Collections.unmodifiableMap(runners);
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

    /**
     * Whether a text can name a backend or a service.
     *
     * @param text the text
     * @return whether it consists of lower-case letters, digits and {@code -}, and begins and ends with a letter
     */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
