package ai.gpustack.runner.release;

import ai.gpustack.runner.engine.ArchivedFile;
import ai.gpustack.runner.engine.ImageConfig;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.release.SmokeTestFile.CommandTest;
import ai.gpustack.runner.release.SmokeTestFile.ContentTest;
import ai.gpustack.runner.release.SmokeTestFile.ExistenceTest;
import ai.gpustack.runner.release.SmokeTestFile.ExpectedValue;
import ai.gpustack.runner.release.SmokeTestFile.MetadataTest;
import ai.gpustack.runner.release.SmokeTestFile.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What was expected against what was found: pure functions that return what is wrong, each as a sentence, nothing if all is well. */
final class Expectations {

    private static final int SHOWN = 300;

    private Expectations() {}

    static List<String> command(CommandTest test, Output output) {
        var failures = new ArrayList<String>();
        if (output.exit().timedOut()) {
            failures.add("it didn't end in time; " + ending(output));
            return failures;
        }
        if (output.err().contains("exec format error") || output.out().contains("exec format error")) {
            failures.add(
                    "this machine can't execute the image's programs (exec format error): it has no emulator for that platform");
            return failures;
        }
        if (output.exit().status() != test.exitCode()) {
            failures.add("expected exit status " + test.exitCode() + ", found "
                    + output.exit().status() + "; " + ending(output));
        }
        failures.addAll(texts("standard output", output.out(), test.expectedOutput(), test.excludedOutput()));
        failures.addAll(texts("standard error", output.err(), test.expectedError(), test.excludedError()));
        return failures;
    }

    private static String ending(Output output) {
        String words = output.err().isBlank() ? output.out() : output.err();
        return words.isBlank() ? "it printed nothing" : "it printed " + end(words);
    }

    static List<String> existence(ExistenceTest test, Optional<ArchivedFile> found) {
        if (found.isEmpty()) {
            return test.shouldExist() ? List.of(test.path() + " isn't there") : List.of();
        }
        if (!test.shouldExist()) {
            return List.of(test.path() + " is there (" + found.get().permissions() + ")");
        }
        ArchivedFile file = found.get();
        var failures = new ArrayList<String>();
        expect(failures, "permissions", test.permissions(), file.permissions());
        expect(failures, "owner", test.uid().map(String::valueOf), Long.toString(file.uid()));
        expect(failures, "group", test.gid().map(String::valueOf), Long.toString(file.gid()));
        test.executableBy()
                .filter(who -> !who.mayExecute(file.mode()))
                .ifPresent(who -> failures.add("expected it to be" + " executable by "
                        + who.name().toLowerCase(Locale.ROOT) + ", found " + file.permissions()));
        return failures;
    }

    static List<String> content(ContentTest test, Optional<ArchivedFile> found) {
        if (found.isEmpty()) {
            return List.of(test.path() + " isn't there");
        }
        if (!found.get().isRegular()) {
            return List.of(test.path() + " is no file (" + found.get().permissions() + ")");
        }
        String text = new String(found.get().content(), StandardCharsets.UTF_8);
        return texts(test.path(), text, test.expected(), test.excluded());
    }

    static List<String> metadata(MetadataTest test, ImageConfig found) {
        var failures = new ArrayList<String>();
        failures.addAll(values("variable", test.environment(), found.environment()));
        for (String name : test.unboundEnvironment()) {
            if (found.environment().containsKey(name)) {
                failures.add("expected no variable " + name + ", found "
                        + quoted(found.environment().get(name)));
            }
        }
        failures.addAll(values("label", test.labels(), found.labels()));
        expect(
                failures,
                "entrypoint",
                test.entrypoint().map(List::toString),
                found.entrypoint().toString());
        expect(
                failures,
                "cmd",
                test.command().map(List::toString),
                found.command().toString());
        expect(failures, "workdir", test.directory(), found.directory());
        expect(failures, "user", test.user(), found.user());
        failures.addAll(members(
                "exposed port", ports(test.exposedPorts()), ports(test.unexposedPorts()), found.exposedPorts()));
        failures.addAll(members("volume", test.volumes(), test.unmountedVolumes(), found.volumes()));
        return failures;
    }

    private static List<String> values(String kind, List<ExpectedValue> expected, Map<String, String> found) {
        var failures = new ArrayList<String>();
        for (ExpectedValue value : expected) {
            String actual = found.get(value.key());
            if (actual == null) {
                failures.add("expected the " + kind + " " + value.key() + ", found none of that name");
            } else if (!value.accepts(actual)) {
                failures.add("expected the " + kind + " " + value.key() + " to be "
                        + value.pattern().map(p -> "like ").orElse("") + quoted(value.value()) + ", found "
                        + quoted(actual));
            }
        }
        return failures;
    }

    private static List<String> members(String kind, List<String> wanted, List<String> unwanted, Set<String> found) {
        var failures = new ArrayList<String>();
        wanted.stream()
                .filter(member -> !found.contains(member))
                .forEach(member -> failures.add("expected the " + kind + " " + member + ", found " + listed(found)));
        unwanted.stream().filter(found::contains).forEach(member -> failures.add("expected no " + kind + " " + member));
        return failures;
    }

    private static String listed(Collection<String> found) {
        return found.isEmpty()
                ? "none"
                : String.join(", ", found.stream().sorted().toList());
    }

    /** A port without a protocol is TCP's, as in a Dockerfile. */
    private static List<String> ports(List<String> ports) {
        return ports.stream()
                .map(port -> port.contains("/") ? port : port + "/tcp")
                .toList();
    }

    static List<String> response(Request request, int status, String body) {
        var failures = new ArrayList<String>();
        if (status != request.status()) {
            failures.add("expected status " + request.status() + ", found " + status + " with " + quoted(body));
        }
        failures.addAll(texts("the answer", body, request.expectedBody(), request.excludedBody()));
        return failures.stream().map(failure -> request.name() + ": " + failure).toList();
    }

    private static List<String> texts(String where, String text, List<Pattern> expected, List<Pattern> excluded) {
        var failures = new ArrayList<String>();
        for (Pattern pattern : expected) {
            if (!pattern.matcher(text).find()) {
                failures.add("expected " + where + " to have " + quoted(pattern.pattern()) + ", found " + quoted(text));
            }
        }
        for (Pattern pattern : excluded) {
            var matcher = pattern.matcher(text);
            if (matcher.find()) {
                failures.add("expected " + where + " not to have " + quoted(pattern.pattern()) + ", found "
                        + quoted(matcher.group()));
            }
        }
        return failures;
    }

    private static void expect(List<String> failures, String what, Optional<String> expected, String found) {
        expected.filter(wanted -> !wanted.equals(found))
                .ifPresent(
                        wanted -> failures.add("expected " + what + " " + quoted(wanted) + ", found " + quoted(found)));
    }

    /** A text on one line, its beginning where it is long. */
    private static String quoted(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", " ⏎ ");
        return line.isEmpty()
                ? "nothing"
                : "'" + (line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…") + "'";
    }

    /** The end of a text on one line: where programs say why they failed. */
    static String end(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", " ⏎ ");
        return "'" + (line.length() <= SHOWN ? line : "…" + line.substring(line.length() - SHOWN)) + "'";
    }
}
