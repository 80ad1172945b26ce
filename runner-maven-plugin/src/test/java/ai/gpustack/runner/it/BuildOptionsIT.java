package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a release engineer asks a build for, on a real engine. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class BuildOptionsIT {

    private static final String AMD64 = "linux/amd64";

    @TempDir
    private Path folder;

    private TestProject project;

    @BeforeEach
    void needs_an_engine() {
        project = new TestProject(folder, Machine.REGISTRY);
    }

    private List<String> warnings(String service) {
        return project.reported(service, AMD64)
                .at("/run/warnings")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    @Test
    void a_secret_reaches_its_step_and_nothing_else() throws IOException {
        String inFile = "s3cret-of-the-file";
        String inVariable = "s3cret-of-the-variable";
        project.image(
                        "careful",
                        "RUN --mount=type=secret,id=file --mount=type=secret,id=variable"
                                + " test \"$(cat /run/secrets/file /run/secrets/variable)\" = \"" + "$(printf %s%s "
                                + halves(inFile) + ")$(printf %s%s " + halves(inVariable) + ")\"")
                .with("RELEASE_TOKEN", inVariable)
                .write();
        Path secret = Files.writeString(folder.resolve("token"), inFile);

        MavenRun run = project.build(
                        "-X", "-Drunner.secret.file=" + secret, "-Drunner.secret.variable=env:RELEASE_TOKEN")
                .succeeded();

        assertThat(run.text()).doesNotContain(inFile, inVariable);
        assertThat(writtenBelow(folder.resolve("target")))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).doesNotContain(inFile, inVariable));
    }

    /** Two words that make a secret, which then stands nowhere in the project. */
    private static String halves(String text) {
        return text.substring(0, 5) + " " + text.substring(5);
    }

    private static List<String> writtenBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).map(BuildOptionsIT::text).toList();
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_secret_that_is_nowhere_is_said_before_anything_is_built() {
        project.image("careful", "RUN true").write();

        project.build("-Drunner.secret.a=nowhere.txt", "-Drunner.secret.b=env:NOBODY_SETS_THIS")
                .failed()
                .says(
                        "-Drunner.secret.a: error: names no file that can be read; relative paths begin at ",
                        "-Drunner.secret.b: error: there is no variable 'NOBODY_SETS_THIS'");
        assertThat(project.state("careful", AMD64)).isEmpty();
    }

    @Test
    void what_a_step_would_fail_without_is_said_before_anything_is_built() {
        project.image(
                        "careful",
                        "RUN --mount=type=secret,id=token,required=true true",
                        "RUN --network=host true",
                        "RUN --mount=type=ssh,id=git,required=true true")
                .write();

        project.build("-Drunner.secret.tokne=env:PATH")
                .failed()
                .says(
                        "-Drunner.secret.tokne: warning: no step of the selected images takes this secret",
                        "3 problems:",
                        "this step requires the secret 'token', which isn't given; 'tokne' is given, which no step takes",
                        "this step needs the entitlement network.host, which isn't asked for",
                        "this step requires the SSH agent or key 'git', which isn't given");
        assertThat(project.reported("careful", AMD64).path("why").asString())
                .contains("nothing was built: pack/cpu/Dockerfile:");
        assertThat(project.log("careful", AMD64)).isEmpty();
    }

    @Test
    void leave_that_is_asked_for_lets_a_step_use_the_hosts_network() {
        project.image("careful", "RUN --network=host true").write();

        project.build("-Drunner.entitlements=network.host").succeeded();
        project.build("-Drunner.entitlements=network.host", "-Drunner.secret.spare=env:PATH")
                .succeeded()
                .says(
                        "-Drunner.secret.spare: notice: no step of the selected images takes this secret",
                        "0 built, 1 up to date");
    }

    @Test
    void an_ssh_agent_or_key_that_is_not_there_is_said_before_anything_is_built() {
        project.image("careful", "RUN --mount=type=ssh true")
                .with("SSH_AUTH_SOCK", "")
                .write();

        project.build("-Drunner.ssh=default,git=nowhere")
                .failed()
                .says(
                        "2 problems:",
                        "-Drunner.ssh=default: error: there is no SSH agent: SSH_AUTH_SOCK isn't set",
                        "-Drunner.ssh=git=nowhere: error: there is no readable " + folder.resolve("nowhere"));
        assertThat(project.state("careful", AMD64)).isEmpty();
    }

    @Test
    void a_dry_run_says_what_the_builders_would_refuse() {
        project.platforms(AMD64, "linux/arm64").image("both", "RUN uname -m").write();

        project.build("-Drunner.dryRun")
                .failed()
                .says("would build ", "has no machine for linux/arm64, and would emulate it");
        project.build("-Drunner.dryRun", "-Drunner.builder.linux/arm64=nobody")
                .succeeded()
                .says("would not start 1 platform image: ", "no builder \"nobody\" found", "would run: ");
        project.build("-Drunner.dryRun", "-Drunner.builder=nobody").failed().says("no builder \"nobody\" found");
        assertThat(project.directory().resolve("target")).doesNotExist();
    }

    @Test
    void limits_and_further_contexts_reach_the_steps() throws IOException {
        Files.createDirectories(folder.resolve("models"));
        Path model = Files.writeString(folder.resolve("models/tiny"), "one");
        project.image(
                        "limited",
                        "COPY --from=models /tiny /tiny",
                        "RUN test \"$(df --output=size /dev/shm | tail -n 1)\" -eq 32768",
                        "RUN test \"$(ulimit -n)\" = 999",
                        "RUN test \"$(ls /sys/class/net)\" = lo")
                .write();
        String[] options = {
            "-Drunner.context.models=models",
            "-Drunner.shmSize=32m",
            "-Drunner.ulimits=nofile=999:1000",
            "-Drunner.network=none"
        };

        project.build(options).succeeded();
        project.build(options).succeeded();
        assertThat(project.state("limited", AMD64)).isEqualTo("up-to-date");

        Files.writeString(model, "another");
        project.build(options).succeeded();
        assertThat(project.state("limited", AMD64)).isEqualTo("built");
        assertThat(project.reported("limited", AMD64).path("why").asString())
                .isEqualTo("option context models changed");
    }

    @Test
    void an_image_in_a_folder_outside_the_project_can_be_a_context(@TempDir Path elsewhere) {
        Path layout = elsewhere.resolve("images");
        Command layOut = Command.of(
                "docker",
                "buildx",
                "build",
                "--output",
                "type=oci,tar=false,dest=" + layout + ",name=base:1",
                "-f",
                project.write("Dockerfile.base", "FROM scratch\nCOPY Dockerfile.base /from\n")
                        .toString(),
                project.directory().toString());
        assertThat(new Programs().capture(layOut).succeeded()).isTrue();
        project.image("composed", "COPY --from=parts /from /from", "RUN test -s /from")
                .write();

        project.build("-Drunner.context.parts=oci-layout://" + layout + ":1").succeeded();
        project.build("-Drunner.context.parts=oci-layout://" + elsewhere.resolve("nowhere") + ":1")
                .failed()
                .says("is no OCI image layout: it has no index.json");
        project.build("-Drunner.context.parts=").failed().says("-Drunner.context.parts: error: is empty");
    }

    @Test
    void a_pack_directory_elsewhere_and_a_backend_that_is_a_link_are_built_like_any_other(@TempDir Path elsewhere)
            throws IOException {
        project.image("shared", "COPY f /f", "RUN test -s /f").write();
        project.write("pack/cpu/f", "one");
        Path pack = Files.move(folder.resolve("pack"), elsewhere.resolve("pack"));

        project.build("-Drunner.pack=" + pack).succeeded().says("1 built, 0 up to date");

        Files.createSymbolicLink(Files.createDirectory(folder.resolve("pack")).resolve("cpu"), pack.resolve("cpu"));
        project.build().succeeded().says("0 built, 1 up to date");
        project.build("-Drunner.force").succeeded().says("1 built, 0 up to date");
    }

    @Test
    void a_log_that_cannot_be_written_costs_no_image() throws IOException {
        project.image("logged", "RUN echo logged")
                .image("unlogged", "RUN echo unlogged")
                .write();
        Path log = project.directory()
                .resolve("target/runner/logs")
                .resolve((Machine.REGISTRY + "/" + project.repository()).replace(':', '_'))
                .resolve(TestProject.tag("unlogged", AMD64) + ".log");
        Files.createDirectories(log);

        project.build().succeeded().says("its log can't be written: " + log);
        assertThat(project.state("unlogged", AMD64)).isEqualTo("built");
        assertThat(project.log("logged", AMD64)).contains("logged");
    }

    @Test
    void labels_and_annotations_are_on_the_image() {
        project.image("labelled", "RUN true")
                .with("SOURCE_DATE_EPOCH", "1767225600")
                .write();

        project.build(
                        "-Drunner.label.com.example.team=runners",
                        "-Drunner.label.org.opencontainers.image.title=A runner",
                        "-Drunner.annotation.com.example.note=a, \"b\"=${c}")
                .succeeded();

        Map<String, Object> manifest = project.pushed(Machine.REGISTRY).manifest(TestProject.tag("labelled", AMD64));
        @SuppressWarnings("unchecked")
        var annotations = (Map<String, String>) manifest.get("annotations");
        assertThat(annotations)
                .containsEntry("com.example.team", "runners")
                .containsEntry("com.example.note", "a, \"b\"=${c}")
                .containsEntry("org.opencontainers.image.title", "A runner")
                .containsEntry("org.opencontainers.image.created", "2026-01-01T00:00:00Z")
                .containsKeys("ai.gpustack.runner.id", "ai.gpustack.runner.inputs");
        @SuppressWarnings("unchecked")
        var config = (Map<String, Map<String, String>>) project.pushed(Machine.REGISTRY)
                .config(TestProject.tag("labelled", AMD64))
                .get("config");
        assertThat(config.get("Labels"))
                .containsEntry("com.example.team", "runners")
                .doesNotContainKey("com.example.note");
    }

    @Test
    void provenance_makes_another_image_and_the_report_says_so() {
        project.image("attested", "RUN true").write();

        project.build().succeeded();
        project.build("-Drunner.provenance=min").succeeded();

        assertThat(project.reported("attested", AMD64).path("why").asString())
                .isEqualTo("option provenance added (min)");
        Map<String, Object> index = project.pushed(Machine.REGISTRY).manifest(TestProject.tag("attested", AMD64));
        assertThat(index).containsKey("manifests");
        assertThat((List<?>) index.get("manifests")).hasSize(2);
    }

    /** What stands in for a scanner keeps to docs/attestations/sbom-protocol.md of BuildKit. */
    private String scanner(String name, String command) {
        String scanner = Machine.REGISTRY + "/" + project.repository() + ":" + name;
        Machine.pushImage(
                folder.resolve(name).toFile(),
                scanner,
                AMD64,
                "FROM debian:bookworm-slim\nENTRYPOINT [\"/bin/sh\", \"-ec\", "
                        + new JsonMapper().writeValueAsString(command) + "]\n");
        return scanner;
    }

    @Test
    void what_is_installed_is_listed_by_the_scanner_that_is_asked_for() {
        project.image("attested", "RUN true").write();
        String scanner = scanner("scanner", """
                test -x "$BUILDKIT_SCAN_SOURCE/bin/true"
                cat > "$BUILDKIT_SCAN_DESTINATION/$(basename "$BUILDKIT_SCAN_SOURCE").spdx.json" <<EOF
                {"_type": "https://in-toto.io/Statement/v0.1", "predicateType": "https://spdx.dev/Document",
                 "predicate": {"spdxVersion": "SPDX-2.3", "name": "listed"}}
                EOF
                """);

        project.build("-Drunner.sbom=" + scanner).succeeded();
        project.build("-Drunner.sbom=" + scanner).succeeded().says("0 built, 1 up to date");

        List<Map<String, Object>> attached = attached("attested");
        assertThat(attached).hasSize(1);
        assertThat(attached.get(0).get("layers").toString()).contains("https://spdx.dev/Document");
        project.build("-Drunner.sbom=" + scanner, "-Drunner.provenance=max").succeeded();
        assertThat(project.reported("attested", AMD64).path("why").asString())
                .isEqualTo("option provenance added (max)");
        assertThat(attached("attested").get(0).get("layers").toString())
                .contains("https://spdx.dev/Document", "https://slsa.dev/provenance/");
        project.run("manifest", "-Drunner.sbom=" + scanner, "-Drunner.provenance=max")
                .succeeded();
    }

    @Test
    void a_scanner_that_fails_fails_the_image_that_it_was_to_list() {
        project.image("attested", "RUN true").write();
        String scanner = scanner("broken-scanner", "echo it scans nothing; exit 7");

        project.build("-Drunner.sbom=" + scanner).failed().says("exit code: 7", "it scans nothing");

        assertThat(project.reported("attested", AMD64).at("/failure/kind").asString())
                .isEqualTo("step");
        assertThat(project.reported("attested", AMD64).at("/failure/attempts").asInt(1))
                .isEqualTo(1);
    }

    /** The manifests of what is attached to an image. */
    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> attached(String service) {
        PushedImages pushed = project.pushed(Machine.REGISTRY);
        var index = (List<Map<String, Object>>)
                pushed.manifest(TestProject.tag(service, AMD64)).get("manifests");
        return index.stream()
                .filter(child -> child.containsKey("annotations")
                        && child.get("annotations").toString().contains("attestation-manifest"))
                .map(child -> pushed.manifest((String) child.get("digest")))
                .toList();
    }

    @Test
    void layers_are_compressed_as_they_are_asked_to_be() {
        project.image("packed", "RUN echo packed > /packed").write();

        project.build("-Drunner.compression=zstd").succeeded();

        List<?> layers = (List<?>) project.pushed(Machine.REGISTRY)
                .manifest(TestProject.tag("packed", AMD64))
                .get("layers");
        assertThat(layers)
                .isNotEmpty()
                .allSatisfy(layer -> assertThat(layer.toString()).contains("tar+zstd"));
    }

    @Test
    void a_cache_that_is_not_there_yet_is_nothing_to_warn_of_and_is_written() {
        project.image("cached", "RUN echo cached > /cached").write();

        project.build("-Drunner.cache=registry").succeeded();

        assertThat(project.log("cached", AMD64)).contains("importing cache manifest from ", "not found");
        assertThat(warnings("cached")).isEmpty();
        project.build("-Drunner.cache=registry", "-Drunner.force").succeeded();
        assertThat(warnings("cached")).isEmpty();
    }

    @Test
    void a_cache_that_cannot_be_written_is_reported_and_the_image_is_pushed() {
        project.image("cached", "RUN echo cached > /cached").write();

        project.build("-Drunner.cache=registry", "-Drunner.cacheRepository=localhost:9/nobody/listens")
                .succeeded();

        assertThat(project.state("cached", AMD64)).isEqualTo("built");
        assertThat(project.pushed(Machine.REGISTRY).isWhole(TestProject.tag("cached", AMD64)))
                .isTrue();
        assertThat(warnings("cached"))
                .anySatisfy(warning -> assertThat(warning)
                        .startsWith("exporting cache to registry: ")
                        .contains("connection refused"));
    }

    @Test
    void a_cache_in_a_folder_is_written_and_read() {
        project.image("cached", "RUN echo cached > /cached").write();

        project.build("-Drunner.cache=local", "-Drunner.cacheDirectory=layers").succeeded();
        assertThat(folder.resolve("layers/" + TestProject.tag("cached", AMD64) + "/index.json"))
                .isRegularFile();

        project.build("-Drunner.cache=local", "-Drunner.cacheDirectory=layers", "-Drunner.force")
                .succeeded();
        assertThat(project.log("cached", AMD64)).contains("importing cache manifest from local");
        assertThat(warnings("cached")).isEmpty();
    }

    @Test
    void a_credential_helper_that_does_not_work_is_named_and_what_it_prints_is_not_repeated() throws IOException {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path helper = Files.writeString(
                programs.resolve("docker-credential-test"),
                "#!/bin/sh\necho s3cret-of-the-helper; echo s3cret-of-the-helper >&2; exit 3\n");
        assertThat(helper.toFile().setExecutable(true)).isTrue();
        project.write("docker/config.json", "{\"credsStore\": \"test\"}");
        try (var registry = new MisbehavingRegistry(Machine.REGISTRY)) {
            registry.always("HEAD", "/v2/.*", MisbehavingRegistry.Behaviour.unauthorized());
            project = new TestProject(folder, registry.address())
                    .image("any", "RUN true")
                    .with("PATH", programs + ":" + System.getenv("PATH"))
                    .with("DOCKER_CONFIG", folder.resolve("docker").toString())
                    .write();

            assertThat(project.build()
                            .failed()
                            .says("docker-credential-test, which the Docker config names for ", "failed with status 3")
                            .text())
                    .doesNotContain("s3cret-of-the-helper");

            Files.writeString(helper, "#!/bin/sh\necho credentials not found in native keychain\nexit 1\n");
            project.build().failed().says("(401)", "docker login");
            Files.writeString(helper, "#!/bin/sh\necho s3cret-of-the-helper\n");
            assertThat(project.build()
                            .failed()
                            .says("answered with something else than JSON")
                            .text())
                    .doesNotContain("s3cret-of-the-helper");
        }
    }

    @Test
    void a_time_of_the_source_that_is_none_is_said_before_anything_is_built() {
        project.image("any", "RUN true").with("SOURCE_DATE_EPOCH", "yesterday").write();

        project.build().failed().says("SOURCE_DATE_EPOCH: error: isn't a number of seconds: 'yesterday'");
        assertThat(project.state("any", AMD64)).isEmpty();
    }

    @Test
    void emulation_is_refused_unless_it_is_allowed() {
        project.platforms(AMD64, "linux/arm64").image("both", "RUN uname -m").write();

        project.build()
                .failed()
                .says(
                        "has no machine for linux/arm64, and would emulate it",
                        "-Drunner.builder.linux/arm64=NAME",
                        "-Drunner.emulation");
        assertThat(project.state("both", AMD64)).isEqualTo("not-started");
        assertThat(project.reported("both", "linux/arm64").path("why").asString())
                .contains("nothing was built: builder ", "would emulate it");
        assertThat(project.pushed(Machine.REGISTRY).tags()).isEmpty();

        project.build("-Drunner.emulation").succeeded();
        assertThat(project.log("both", "linux/arm64")).contains("aarch64");
    }

    @Test
    void the_failure_of_an_image_whose_rule_was_removed_is_no_failure_of_the_next_run() {
        project.image("good", "RUN true").image("broken", "RUN exit 3").write();
        project.build("-Dservice=broken").failed();
        project.build("-Dservice=good").succeeded();
        assertThat(project.output("junit.xml")).contains("cpu1.0-broken1.0", "exit code: 3");

        project.withoutImage("broken").write();
        project.build().succeeded();
        assertThat(project.output("junit.xml")).contains("cpu1.0-good1.0").doesNotContain("broken");
        assertThat(project.output("report.html")).contains("cpu1.0-good1.0").doesNotContain("broken1.0");
        assertThat(project.state("broken", AMD64)).isEqualTo("failed");
    }

    @Test
    void fail_fast_ends_what_is_being_built() {
        project.image("broken", "RUN exit 3")
                .image("endless", "RUN sleep infinity")
                .write();

        project.build("-Drunner.failFast").failed().says("1 of 2 platform images failed, 1 not started:");

        assertThat(project.state("broken", AMD64)).isEqualTo("failed");
        assertThat(project.state("endless", AMD64)).isEqualTo("not-started");
        assertThat(project.reported("endless", AMD64).path("why").asString()).contains("runner.failFast");
    }

    @Test
    void what_waits_for_its_turn_when_the_first_failure_ends_everything_is_not_started() {
        project.image("abroken", "RUN exit 3")
                .image("bwaits", "RUN echo b")
                .image("cwaits", "RUN echo c")
                .write();

        project.build("-Drunner.failFast", "-Drunner.parallel=1")
                .failed()
                .says("1 of 3 platform images failed, 2 not started:");

        assertThat(project.state("bwaits", AMD64)).isEqualTo("not-started");
        assertThat(project.reported("cwaits", AMD64).path("why").asString()).contains("runner.failFast");
    }

    @Test
    void a_local_cache_outside_the_project_whose_folder_is_not_there_yet_is_made(@TempDir Path elsewhere) {
        project.image("cached", "RUN echo cached > /cached").write();
        Path layers = elsewhere.resolve("deep/layers");

        project.build("-Drunner.cache=local", "-Drunner.cacheDirectory=" + layers)
                .succeeded();

        assertThat(layers).isNotEmptyDirectory();
    }

    @Test
    void what_cannot_fit_on_the_disk_is_refused_before_it_is_built() throws IOException {
        project.image("large", "RUN echo large > /large").write();
        project.build().succeeded();
        Path report = folder.resolve("target/runner/report.json");
        String measured = Files.readString(report);
        Files.writeString(report, measured.replaceAll("\"bytes\" : \\d+", "\"bytes\" : 9000000000000000"));

        project.build("-Drunner.force")
                .failed()
                .says("GB free at ", "by what earlier builds measured", "-Drunner.ignoreDiskSpace");
        project.build("-Drunner.force", "-Drunner.ignoreDiskSpace").succeeded();
    }

    @Test
    void values_that_mean_nothing_are_all_said_at_once() {
        project.image("any", "RUN true").write();

        project.build(
                        "-Drunner.parallel=zero",
                        "-Drunner.timeout=0",
                        "-Drunner.retryWait=soon",
                        "-Drunner.cache=redis",
                        "-Drunner.retries=-1")
                .failed()
                .says(
                        "5 problems:",
                        "-Drunner.parallel=zero: error: not a number of images; write 1 or more",
                        "-Drunner.timeout=0: error: no time at all; write 90s, 15m or 2h, or leave it out for no limit",
                        "-Drunner.retries=-1: error: not a number of further attempts; write 0 to 100",
                        "-Drunner.retryWait=soon: error: not a duration; write 90s, 15m or 2h",
                        "-Drunner.cache=redis: error: isn't known; known: none, registry, local");
    }

    @Test
    void a_key_outside_the_project_reaches_the_steps_that_ask_for_it(@TempDir Path elsewhere) throws Exception {
        var keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
        Path key = Files.writeString(
                elsewhere.resolve("key"), "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
        project.image("signed", "RUN --mount=type=ssh,id=git,required test -S \"$SSH_AUTH_SOCK\"")
                .write();

        project.build("-Drunner.ssh=git=" + key).succeeded();
    }

    @Test
    void the_cache_of_a_lower_version_is_read_though_the_matrix_has_it_no_more() {
        project.image("cached", "RUN echo cached > /cached").write();
        project.build("-Drunner.cache=registry").succeeded();

        project.build("-Drunner.cache=registry", "-Drunner.arg.CACHED_VERSION=1.1")
                .succeeded();

        String cache = Machine.REGISTRY + "/" + project.repository() + "-cache:";
        assertThat(project.output("docker-bake.json"))
                .contains(
                        "type=registry,ref=" + cache + "cpu1.0-cached1.1-linux-amd64",
                        "type=registry,ref=" + cache + "cpu1.0-cached1.0-linux-amd64");
        assertThat(warnings("cached")).isEmpty();
    }

    @Test
    void fail_fast_holds_for_an_image_that_takes_too_long() {
        project.image("ahangs", "RUN sleep 600").image("bwaits", "RUN echo b").write();

        project.build("-Drunner.failFast", "-Drunner.timeout=5s", "-Drunner.parallel=1")
                .failed()
                .says("1 of 2 platform images failed, 1 not started:");

        assertThat(project.state("bwaits", AMD64)).isEqualTo("not-started");
        assertThat(project.reported("bwaits", AMD64).path("why").asString()).contains("runner.failFast");
    }

    @Test
    void a_docker_that_does_not_work_is_not_missed_where_all_is_up_to_date() throws IOException {
        project.image("there", "RUN echo there").write();
        project.build().succeeded();
        Path broken = Files.createDirectories(folder.resolve("broken"));
        Files.writeString(broken.resolve("docker"), "#!/bin/sh\nexit 99\n")
                .toFile()
                .setExecutable(true);

        project.with("PATH", broken + ":" + System.getenv("PATH"))
                .build()
                .succeeded()
                .says("1 of 1 platform image is pushed: 0 built, 1 up to date");
    }

    @Test
    void a_quiet_build_says_nothing_and_a_quiet_failure_says_why() {
        project.image("good", "RUN echo good").write();
        assertThat(project.build("-q").text().lines())
                .allSatisfy(line -> assertThat(line).containsPattern("^\\s*$|^Picked up |^WARNING: "));
        assertThat(project.state("good", AMD64)).isEqualTo("built");

        project.image("bad", "RUN echo it is bad; exit 3").write();
        assertThat(project.build("-q")
                        .says("Failed to execute goal", "exit code: 3", "| it is bad")
                        .text())
                .doesNotContain("[INFO]");
    }

    @Test
    void a_revision_runs_all_steps_again_and_says_why() {
        project.image("patched", "RUN echo it ran").write();
        project.build().succeeded();
        project.build("-Drunner.force").succeeded();
        assertThat(project.log("patched", AMD64)).contains("CACHED").doesNotContain("  it ran");
        assertThat(project.reported("patched", AMD64).path("why").asString()).startsWith("forced");

        project.write(
                "matrix.yml",
                "platforms: [linux/amd64]\nrules:\n  - {backend: cpu, services: [patched], revision: 1}\n");
        project.build().succeeded();

        assertThat(project.log("patched", AMD64)).contains("  it ran");
        assertThat(project.reported("patched", AMD64).path("why").asString()).isEqualTo("revision 0 -> 1");
    }
}
