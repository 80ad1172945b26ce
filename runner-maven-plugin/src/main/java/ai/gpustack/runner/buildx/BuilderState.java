package ai.gpustack.runner.buildx;

import ai.gpustack.runner.matrix.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A builder, as {@code docker buildx inspect} describes it.
 *
 * @param name its name
 * @param driver {@code docker}, {@code docker-container}, {@code remote}, {@code kubernetes}, …
 * @param error what buildx says is wrong with it as a whole: that there is no engine behind it, say
 * @param isReplicated whether each bake may come to another machine: a pod of several
 * @param nodes the machines that it consists of; none where it couldn't be looked at
 */
public record BuilderState(String name, String driver, Optional<String> error, boolean isReplicated, List<Node> nodes) {

    /** More than one, as {@code buildx create --driver-opt} takes it (driver/kubernetes). */
    private static final Pattern REPLICAS = Pattern.compile("\\breplicas=\"?(?!1\\b)\\d");

    public BuilderState {
        nodes = List.copyOf(nodes);
    }

    /**
     * A machine of a builder.
     *
     * @param name its name
     * @param endpoint where it is: a context, or an address
     * @param status {@code running}, or something else where it can't be used
     * @param platforms what it builds; empty where it isn't running
     * @param own those of them that it needn't emulate: those that its user has declared ({@code buildx create --platform}), which buildx
     *     marks with a star and lists first (util/platformutil, {@code FormatInGroups}); else the first (BuildKit's archutil)
     */
    public record Node(String name, String endpoint, String status, List<Platform> platforms, List<Platform> own) {

        public Node {
            platforms = List.copyOf(platforms);
            own = List.copyOf(own);
        }

        private Node withPlatforms(String said) {
            List<String> names = Stream.of(said.split(",")).map(String::strip).toList();
            List<String> declared =
                    names.stream().filter(each -> each.endsWith("*")).toList();
            return new Node(
                    name,
                    endpoint,
                    status,
                    parsed(names),
                    declared.isEmpty() ? parsed(names).stream().limit(1).toList() : parsed(declared));
        }

        private static List<Platform> parsed(List<String> names) {
            return names.stream()
                    .flatMap(each -> Platform.parse(each.replace("*", "")).stream())
                    .toList();
        }

        /** {@return whether it can be used} */
        public boolean isRunning() {
            return status.equals("running");
        }

        boolean isNative(Platform platform) {
            return own.stream().anyMatch(each -> runs(each, platform));
        }

        /** An amd64 machine runs 386's programs without an emulator. */
        private static boolean runs(Platform own, Platform platform) {
            return own.os().equals(platform.os())
                    && (own.architecture().equals(platform.architecture())
                            || (own.architecture().equals("amd64")
                                    && platform.architecture().equals("386")));
        }
    }

    /** {@return whether every machine of it can be used: one that can't makes buildx build nothing at all (measured, 0.38.2)} */
    public boolean isRunning() {
        return !nodes.isEmpty() && nodes.stream().allMatch(Node::isRunning);
    }

    /** {@return what keeps it from being used: which of its machines, or what buildx says; empty if nothing does} */
    public Optional<String> trouble() {
        if (isRunning()) {
            return Optional.empty();
        }
        String machines = nodes.stream()
                .filter(node -> !node.isRunning())
                .map(node -> node.name() + " at " + node.endpoint() + " is "
                        + (node.status().isEmpty() ? "unknown" : node.status()))
                .collect(Collectors.joining(", "));
        return Optional.of(machines.isEmpty() ? error.orElse("no machine belongs to it") : machines);
    }

    /**
     * Whether it builds a platform without emulating it.
     *
     * @param platform the platform
     * @return whether one of its machines has this platform for one of its own
     */
    public boolean isNative(Platform platform) {
        return nodes.stream().anyMatch(node -> node.isNative(platform));
    }

    /**
     * Reads what buildx prints; a line that isn't understood is passed over.
     *
     * @param text the output of {@code docker buildx inspect}
     * @return the builder
     */
    public static BuilderState read(String text) {
        String name = "";
        String driver = "";
        Optional<String> error = Optional.empty();
        var nodes = new ArrayList<Node>();
        Optional<Node> node = Optional.empty();
        boolean isReplicated = false;
        boolean isInNodes = false;
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon < 0 || line.startsWith(" ")) {
                continue;
            }
            String key = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            if (key.equals("Nodes")) {
                isInNodes = true;
            } else if (!isInNodes) {
                name = key.equals("Name") ? value : name;
                driver = key.equals("Driver") ? value : driver;
                error = key.equals("Error") ? Optional.of(value) : error;
            } else if (key.equals("Name")) {
                node.ifPresent(nodes::add);
                node = Optional.of(new Node(value, "", "", List.of(), List.of()));
            } else {
                isReplicated |=
                        key.equals("Driver Options") && REPLICAS.matcher(value).find();
                node = node.map(known -> with(known, key, value));
            }
        }
        node.ifPresent(nodes::add);
        return new BuilderState(name, driver, error, isReplicated, nodes);
    }

    private static Node with(Node node, String key, String value) {
        return switch (key) {
            case "Endpoint" -> new Node(node.name(), value, node.status(), node.platforms(), node.own());
            case "Status" -> new Node(node.name(), node.endpoint(), value, node.platforms(), node.own());
            case "Platforms" -> node.withPlatforms(value);
            default -> node;
        };
    }
}
