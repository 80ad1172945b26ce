package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A buildx that isn't as it should be: too old, missing, or with a wrapper around it that prints what it likes. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class OddBuildxIT {

    private static final String AMD64 = "linux/amd64";

    /** What a buildx before 0.13 says. */
    private static final String WITHOUT_RAWJSON = """
            #!/bin/sh
            case " $* " in
                *" --help "*) "%1$s" "$@" | sed -e 's/, "rawjson"//' -e 's/"rawjson", *//' ;;
                *rawjson*) echo 'ERROR: invalid progress mode rawjson' >&2; exit 1 ;;
                *) exec "%1$s" "$@" ;;
            esac
            """;

    /** After each line of progress, all that a line can be but progress. */
    private static final String MALFORMED = """
            #!/bin/bash
            garbage='
            {"vertexes": [{"digest": "sha256:
            {"vertexes": "none", "statuses": 5, "logs": {"vertex": []}}
            {"vertexes": [null, 7, [], {}, {"digest": 7, "name": [], "started": "yesterday", "completed": {}}]}
            {"logs": [{"vertex": "sha256:0", "data": "aGVsbG8K"}, {"vertex": "sha256:0", "data": "***"}, {"data": 5}]}
            {"statuses": [{"id": {}, "vertex": null}, null]}
            {}
            []
            null
            } not JSON {
            ERROR: target unheard-of: nothing'
            if [[ " $* " != *" rawjson "* ]]; then exec "%1$s" "$@"; fi
            "%1$s" "$@" 2> >({
                head -c 3000000 /dev/zero | tr '\\0' x
                printf '\\n\\377\\376\\001 no text at all\\n'
                while IFS= read -r line; do printf '%%s\\n%%s\\n' "$line" "$garbage"; done
            } >&2)
            status=$?
            wait $!
            exit $status
            """;

    @TempDir
    private Path folder;

    private TestProject project;

    @BeforeEach
    void write() {
        project = new TestProject(folder, Machine.REGISTRY)
                .image("first", "RUN echo this is first")
                .image("second", "RUN echo this is second")
                .image("broken", "RUN echo this is broken && exit 3")
                .write();
    }

    private void useBuildx(String script) throws IOException {
        Machine.putBuildx(folder.resolve("docker/cli-plugins/docker-buildx"), script);
        project.with("DOCKER_CONFIG", folder.resolve("docker").toString());
    }

    @Test
    void malformed_lines_among_the_progress_change_nothing() throws IOException {
        useBuildx(MALFORMED);

        project.build()
                .failed()
                .says("2 of 3 platform images are pushed: 2 built, 0 up to date", "exit code: 3", "| this is broken");

        for (String good : new String[] {"first", "second"}) {
            assertThat(project.state(good, AMD64)).isEqualTo("built");
            assertThat(project.reported(good, AMD64).path("digest").asString())
                    .isEqualTo(project.pushed(Machine.REGISTRY).digest(TestProject.tag(good, AMD64)));
            assertThat(project.log(good, AMD64)).contains("this is " + good).doesNotContain("hello", "***", "xxx");
        }
        assertThat(project.state("broken", AMD64)).isEqualTo("failed");
    }

    @Test
    void a_buildx_without_rawjson_builds_the_same() throws IOException {
        useBuildx(WITHOUT_RAWJSON);

        project.build()
                .failed()
                .says("2 of 3 platform images are pushed: 2 built, 0 up to date", "exit code: 3", "| this is broken");

        assertThat(project.state("first", AMD64)).isEqualTo("built");
        assertThat(project.reported("second", AMD64).path("digest").asString())
                .isEqualTo(project.pushed(Machine.REGISTRY).digest(TestProject.tag("second", AMD64)));
        assertThat(project.log("first", AMD64)).contains("this is first").doesNotContain("this is second");
        assertThat(project.state("broken", AMD64)).isEqualTo("failed");
    }

    @Test
    void where_there_is_no_buildx_it_is_said_what_to_install() throws IOException {
        Path docker = Arrays.stream(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
                .map(path -> Path.of(path, "docker"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
        // Docker's own words about a command that it doesn't have, with this command's name in them
        Path wrapper = project.write("bin/docker", """
                #!/bin/sh
                if [ "$1" = buildx ]; then
                    "%1$s" no-such-command 2>&1 | sed 's/no-such-command/buildx/' >&2
                    exit 1
                fi
                exec "%1$s" "$@"
                """.formatted(docker));
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        project.with("PATH", wrapper.getParent() + ":" + System.getenv("PATH"));

        project.build()
                .failed()
                .says(
                        "docker has no buildx",
                        "unknown command: docker buildx",
                        "install Docker's buildx plugin: the package docker-buildx-plugin");
    }
}
