package ai.gpustack.runner.release;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The smoke tests of one service: {@code pack/{backend}/{service}.test.yml}. The form is container-structure-test's schema
 * 2.0.0, and {@code serviceTests} beside it. Read it with {@link SmokeTestReader}.
 *
 * @param file the file
 * @param shown its path as shown to people
 * @param sha256 of the file's bytes and of every file that it copies into containers, in hex
 * @param environment {@code globalEnvVars}: variables for command tests
 * @param commands {@code commandTests}
 * @param existences {@code fileExistenceTests}
 * @param contents {@code fileContentTests}
 * @param metadata {@code metadataTest}
 * @param services {@code serviceTests}
 */
public record SmokeTestFile(
        Path file,
        String shown,
        String sha256,
        Map<String, String> environment,
        List<CommandTest> commands,
        List<ExistenceTest> existences,
        List<ContentTest> contents,
        Optional<MetadataTest> metadata,
        List<ServiceTest> services) {

    /** {@return how many checks there are} */
    public int size() {
        return commands.size() + existences.size() + contents.size() + (metadata.isPresent() ? 1 : 0) + services.size();
    }

    /**
     * A command that is run in the image, whose own entrypoint is left out.
     *
     * @param name the test's name
     * @param setup commands to run before it, in the same container
     * @param teardown commands to run after it, in the same container
     * @param environment variables added to the image's and the file's
     * @param command the program and its arguments
     * @param expectedOutput what has to be found in its standard output
     * @param excludedOutput what must not be found there
     * @param expectedError what has to be found in its standard error
     * @param excludedError what must not be found there
     * @param exitCode the exit status that it has to have
     */
    public record CommandTest(
            String name,
            List<List<String>> setup,
            List<List<String>> teardown,
            Map<String, String> environment,
            List<String> command,
            List<Pattern> expectedOutput,
            List<Pattern> excludedOutput,
            List<Pattern> expectedError,
            List<Pattern> excludedError,
            int exitCode) {}

    /**
     * A file or folder that has to be in the image, or must not.
     *
     * @param name the test's name
     * @param path its absolute path
     * @param shouldExist whether it has to be there
     * @param permissions its permissions: {@code -rwxr-xr-x}
     * @param uid its owner
     * @param gid its group
     * @param executableBy who has to be allowed to execute it
     */
    public record ExistenceTest(
            String name,
            String path,
            boolean shouldExist,
            Optional<String> permissions,
            Optional<Integer> uid,
            Optional<Integer> gid,
            Optional<Who> executableBy) {}

    /** Who has to be allowed to execute a file. */
    public enum Who {
        /** At least one of the others. */
        ANY(0111),
        /** Its owner. */
        OWNER(0100),
        /** Its group. */
        GROUP(0010),
        /** Everybody else. */
        OTHER(0001);

        private final int bits;

        Who(int bits) {
            this.bits = bits;
        }

        boolean mayExecute(int mode) {
            return (mode & bits) != 0;
        }
    }

    /**
     * A file whose content matters.
     *
     * @param name the test's name
     * @param path its absolute path
     * @param expected what has to be found in it
     * @param excluded what must not be found in it
     */
    public record ContentTest(String name, String path, List<Pattern> expected, List<Pattern> excluded) {}

    /**
     * What the image says about how it is run. What isn't given isn't looked at.
     *
     * @param environment variables that it has to set
     * @param unboundEnvironment variables that it must not set
     * @param labels labels that it has to have
     * @param entrypoint its entrypoint, word for word
     * @param command its default arguments, word for word
     * @param exposedPorts ports that it has to expose: {@code 8080} or {@code 8080/tcp}
     * @param unexposedPorts ports that it must not expose
     * @param volumes volumes that it has to have
     * @param unmountedVolumes volumes that it must not have
     * @param directory its working directory
     * @param user its user
     */
    public record MetadataTest(
            List<ExpectedValue> environment,
            List<String> unboundEnvironment,
            List<ExpectedValue> labels,
            Optional<List<String>> entrypoint,
            Optional<List<String>> command,
            List<String> exposedPorts,
            List<String> unexposedPorts,
            List<String> volumes,
            List<String> unmountedVolumes,
            Optional<String> directory,
            Optional<String> user) {}

    /**
     * A variable or label with the value that it has to have.
     *
     * @param key its name
     * @param value its value, or the regular expression that has to be found in it
     * @param pattern the compiled regular expression; empty where {@code value} is meant word for word
     */
    public record ExpectedValue(String key, String value, Optional<Pattern> pattern) {

        boolean accepts(String found) {
            return pattern.map(regexp -> regexp.matcher(found).find()).orElse(value.equals(found));
        }
    }

    /**
     * The image's own service, started as users start it, and asked over HTTP.
     *
     * @param name the test's name
     * @param files copied into the container before it starts
     * @param environment variables added to the image's own
     * @param command the arguments to the image's entrypoint; empty for its default ones
     * @param port the port that it listens on, in the container
     * @param ready how to know that it is ready
     * @param requests what it is asked then, in this order
     */
    public record ServiceTest(
            String name,
            List<CopiedFile> files,
            Map<String, String> environment,
            List<String> command,
            int port,
            Ready ready,
            List<Request> requests) {}

    /**
     * A file or folder for a container.
     *
     * @param source where it is here
     * @param target its path in the container
     */
    public record CopiedFile(Path source, String target) {}

    /**
     * When a service is ready.
     *
     * @param path the path that is asked again and again by GET
     * @param status the status that it answers once it is ready
     * @param timeout how long that may take
     */
    public record Ready(String path, int status, Duration timeout) {}

    /**
     * A request and the answer that it has to get.
     *
     * @param name the request's name
     * @param method GET, POST, …
     * @param path the path, with its query
     * @param headers its headers
     * @param body its body; the empty text for none
     * @param status the status that has to be answered
     * @param expectedBody what has to be found in the answer
     * @param excludedBody what must not be found in it
     * @param timeout how long the answer may take
     */
    public record Request(
            String name,
            String method,
            String path,
            Map<String, String> headers,
            String body,
            int status,
            List<Pattern> expectedBody,
            List<Pattern> excludedBody,
            Duration timeout) {}
}
