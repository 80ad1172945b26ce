package ai.gpustack.runner.release;

import ai.gpustack.runner.release.SmokeTestFile.CopiedFile;
import ai.gpustack.runner.release.SmokeTestFile.Ready;
import ai.gpustack.runner.release.SmokeTestFile.Request;
import ai.gpustack.runner.release.SmokeTestFile.ServiceTest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Reads the {@code serviceTests} of a file. */
final class ServiceTestReader {

    private final Path file;

    ServiceTestReader(Path file) {
        this.file = file;
    }

    ServiceTest read(Fields test) {
        return new ServiceTest(
                test.requiredText("name"),
                test.each("files", "a copied file", this::copied),
                test.map("env"),
                test.texts("command"),
                port(test),
                test.requiredOne("ready", this::ready).orElse(new Ready("/", 200, Duration.ZERO)),
                test.each("requests", "a request", this::request));
    }

    private static int port(Fields test) {
        if (!test.has("port")) {
            test.problem(
                    test.at(),
                    "a service test has no 'port'",
                    "add the port that the service listens on in its container");
        }
        return test.integer("port", 1, 1, 65535);
    }

    private CopiedFile copied(Fields copied) {
        String source = copied.requiredText("source");
        Path path = file.toAbsolutePath().resolveSibling(source).normalize();
        if (!source.isEmpty() && !Files.exists(path)) {
            copied.problem(
                    copied.at("source"),
                    "there is no '" + source + "' beside this file",
                    "give a path relative to the folder of this file");
        }
        String target = SmokeTestReader.path(copied, "target");
        if (target.startsWith("$") || target.endsWith("/")) {
            copied.problem(
                    copied.at("target"),
                    "'target' is '" + target + "'",
                    "write the file's whole path in the container");
        }
        return new CopiedFile(path, target);
    }

    private Ready ready(Fields ready) {
        return new Ready(
                resource(ready),
                ready.integer("status", 200, 100, 599),
                ready.duration("timeout", Duration.ofMinutes(2)));
    }

    private Request request(Fields request) {
        String path = resource(request);
        return new Request(
                request.text("name").filter(name -> !name.isBlank()).orElse(path),
                request.text("method")
                        .map(method -> method.toUpperCase(Locale.ROOT))
                        .orElse("GET"),
                path,
                request.map("headers"),
                request.text("body").orElse(""),
                request.integer("status", 200, 100, 599),
                request.patterns("expectedBody"),
                request.patterns("excludedBody"),
                request.duration("timeout", Duration.ofMinutes(1)));
    }

    /** The path of a service's resource, with its query. */
    private static String resource(Fields fields) {
        String path = fields.requiredText("path");
        try {
            boolean elsewhere = new URI(path).getAuthority() != null;
            if (path.isBlank() || (path.startsWith("/") && !elsewhere)) {
                return path;
            }
            fields.problem(fields.at("path"), "'path' is '" + path + "'", "write a path that begins with one '/'");
        } catch (URISyntaxException e) {
            fields.problem(
                    fields.at("path"),
                    "'" + path + "' is no path of a URL",
                    "write what it has to escape as %20, %22, …");
        }
        return "/";
    }
}
