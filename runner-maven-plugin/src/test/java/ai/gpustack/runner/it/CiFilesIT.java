package ai.gpustack.runner.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/** The files of docs/ci do what docs/ci.md and docs/report.md say: each job of them runs here, in a clone of its own, from plan to release. */
@EnabledOnOs(OS.LINUX)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@NeedsEngine(registry = Machine.REGISTRY)
class CiFilesIT {

    private static final Path CI = Path.of(System.getProperty("basedir", "."))
            .toAbsolutePath()
            .normalize()
            .resolveSibling("docs/ci");
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ ([\\w.-]+) }}");

    /** The actions that prepare a machine: this one has what they install. */
    private static final Set<String> PREPARATIONS =
            Set.of("actions/checkout", "actions/setup-java", "docker/setup-buildx-action", "docker/login-action");

    /** What each Maven run and script printed, by job. */
    private final Map<String, MavenRun> said = new LinkedHashMap<>();

    private final Set<String> failed = new LinkedHashSet<>();

    @TempDir
    private Path folder;

    private TestProject project;
    private CiMachines machines;

    /** A project with the images one and two, as a repository to clone. */
    private void commitAProject(String instructionOfTwo) throws IOException {
        project = new TestProject(Files.createDirectory(folder.resolve("origin")), Machine.REGISTRY)
                .platforms("linux/amd64", "linux/arm64");
        project.image("one", "RUN echo one >/name")
                .image("two", instructionOfTwo)
                .write();
        for (String service : List.of("one", "two")) {
            project.write("pack/cpu/" + service + ".test.yml", """
                    schemaVersion: 2.0.0
                    fileContentTests:
                      - {name: says its name, path: /name, expectedContents: ['%s']}
                    """.formatted(service));
        }
        project.pom("");
        machines = new CiMachines(Files.createDirectory(folder.resolve("ci")), project.directory());
        CiMachines.Ended committed = machines.script(project.directory(), """
                git init --quiet --initial-branch=main
                git add .
                git -c user.name=tester -c user.email=tester@example.com commit --quiet --message 'Two images'
                """, Map.of());
        assertThat(committed.succeeded()).as(committed.text()).isTrue();
    }

    private static final String WHOLE = "RUN echo two >/name";
    private static final String BROKEN_ON_ARM = "RUN test $(uname -m) = x86_64 || exit 7; echo two >/name";

    @Test
    void the_github_workflow_takes_a_matrix_from_its_plan_to_its_release() throws IOException {
        commitAProject(WHOLE);
        runOnGithub();
        assertReleased();
        said.get("plan").says("0 added, 0 removed, 0 changed since origin/main", "wrote ");
    }

    @Test
    void the_github_workflow_says_in_its_release_job_what_failed_elsewhere_and_releases_nothing() throws IOException {
        commitAProject(BROKEN_ON_ARM);
        runOnGithub();
        assertNothingReleasedAndWhySaid();
    }

    @Test
    void the_gitlab_pipeline_takes_a_matrix_from_its_plan_to_its_release() throws IOException {
        commitAProject(WHOLE);
        runOnGitlab();
        assertReleased();
        said.get("changes").says("0 added, 0 removed, 0 changed since origin/main");
    }

    @Test
    void the_gitlab_pipeline_says_in_its_release_job_what_failed_elsewhere_and_releases_nothing() throws IOException {
        commitAProject(BROKEN_ON_ARM);
        runOnGitlab();
        assertNothingReleasedAndWhySaid();
    }

    private void runOnGithub() throws IOException {
        Map<String, Object> jobs = map(yaml("github.yml").get("jobs"));
        var values = new HashMap<>(Map.of("github.base_ref", "main", "github.run_attempt", "1"));
        Set<String> done = new LinkedHashSet<>();
        for (var job : jobs.entrySet()) {
            Map<String, Object> definition = map(job.getValue());
            assertThat(done).as("what %s needs", job.getKey()).containsAll(texts(definition.get("needs")));
            boolean isAfterFailures = texts(definition.get("needs")).stream().anyMatch(need -> hasFailed(need));
            if (isAfterFailures && !goesOn(definition)) {
                continue; // and what needs it finds that it isn't done
            }
            List<Map<String, Object>> variants = List.of(Map.of());
            if (definition.containsKey("strategy")) {
                variants = maps(map(new JsonMapper().readValue(values.get("needs.plan.outputs.jobs"), Map.class))
                        .get("include"));
                assertThat(variants).hasSize(2);
            }
            for (int i = 0; i < variants.size(); i++) {
                var known = new HashMap<>(values);
                known.put("strategy.job-index", "" + i);
                variants.get(i).forEach((key, value) -> known.put("matrix." + key, "" + value));
                github(
                                variants.size() == 1 ? job.getKey() : job.getKey() + " " + known.get("matrix.name"),
                                definition,
                                known)
                        .forEach((name, value) -> values.put("needs." + job.getKey() + ".outputs." + name, value));
            }
            done.add(job.getKey());
        }
    }

    private boolean hasFailed(String job) {
        return failed.stream().anyMatch(name -> name.equals(job) || name.startsWith(job + " "));
    }

    /** Whether a job or step runs after others have failed. */
    private static boolean goesOn(Map<String, Object> definition) {
        return definition.getOrDefault("if", "").toString().contains("!cancelled()");
    }

    /** Runs one job of a workflow; its outputs. */
    private Map<String, String> github(String name, Map<String, Object> job, Map<String, String> values)
            throws IOException {
        Path machine = machines.machine();
        Path outputs = Files.createTempFile(folder, "outputs", ".txt");
        var text = new StringBuilder();
        for (Map<String, Object> step : maps(job.get("steps"))) {
            if (failed.contains(name) && !goesOn(step)) {
                continue;
            }
            if (step.containsKey("run")) {
                var environment = new TreeMap<String, String>();
                map(step.getOrDefault("env", Map.of()))
                        .forEach((key, value) -> environment.put(key, expand(value, values)));
                environment.put("GITHUB_OUTPUT", outputs.toString());
                CiMachines.Ended ended =
                        machines.script(machine, step.get("run").toString(), environment);
                text.append(ended.text());
                if (!ended.succeeded() && !Boolean.TRUE.equals(step.get("continue-on-error"))) {
                    failed.add(name);
                }
                continue;
            }
            String action = step.get("uses").toString().replaceFirst("@.*", "");
            Map<String, Object> with = map(step.getOrDefault("with", Map.of()));
            switch (action) {
                case "actions/upload-artifact" ->
                    machines.keep(machine.resolve(with.get("path").toString()), expand(with.get("name"), values), "");
                case "actions/download-artifact" ->
                    machines.fetch(
                            with.get("pattern").toString(),
                            machine.resolve(with.get("path").toString()),
                            Boolean.TRUE.equals(with.get("merge-multiple")));
                default -> assertThat(PREPARATIONS).contains(action);
            }
        }
        said.put(name, new MavenRun(said.size() + 1, text.toString()));
        var given = new TreeMap<String, String>();
        Files.readAllLines(outputs).forEach(line -> given.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        return given;
    }

    private void runOnGitlab() throws IOException {
        Map<String, Object> parent = yaml("gitlab.yml");
        Path planned = machines.machine();
        Files.createDirectories(planned.resolve(".gitlab"));
        Files.copy(CI.resolve("gitlab-release.yml"), planned.resolve(".gitlab/release.yml"));
        var base = Map.of("CI_MERGE_REQUEST_DIFF_BASE_SHA", "origin/main");
        gitlab("plan", map(parent.get("plan")), planned, base);
        gitlab("changes", map(parent.get("changes")), machines.machine(), base);

        Map<String, Object> trigger = map(map(parent.get("release")).get("trigger"));
        assertThat(maps(trigger.get("include"))).containsExactly(Map.of("artifact", "target/jobs.yml", "job", "plan"));
        Map<String, Object> child = map(new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(planned.resolve("target/jobs.yml"))));
        List<String> login = texts(map(child.get("default")).get("before_script"));
        var registry =
                Map.of("CI_REGISTRY", Machine.REGISTRY, "CI_REGISTRY_USER", "user", "CI_REGISTRY_PASSWORD", "password");
        for (String stage : texts(child.get("stages"))) {
            for (var job : child.entrySet()) {
                Map<String, Object> definition = completed(job.getValue(), child);
                if (stage.equals(definition.get("stage"))
                        && !job.getKey().startsWith(".")
                        && (failed.isEmpty() || "always".equals(definition.get("when")))) {
                    var environment = new TreeMap<>(registry);
                    map(definition.getOrDefault("variables", Map.of()))
                            .forEach((key, value) -> environment.put(key, "" + value));
                    environment.put("CI_JOB_ID", "" + (1000 + said.size()));
                    var script = new ArrayList<>(login);
                    script.addAll(texts(definition.get("script")));
                    definition.put("script", script);
                    gitlab(job.getKey(), definition, machines.machine(), environment);
                }
            }
        }
    }

    /** A job with what it extends; empty if it is no job. */
    private static Map<String, Object> completed(Object job, Map<String, Object> all) {
        if (!(job instanceof Map<?, ?> definition)
                || !(definition.containsKey("script") || definition.containsKey("extends"))) {
            return new LinkedHashMap<>();
        }
        var completed = new LinkedHashMap<String, Object>();
        if (definition.get("extends") instanceof String template) {
            completed.putAll(map(all.get(template)));
        }
        completed.putAll(map(definition));
        return completed;
    }

    /** Runs a job of a pipeline: it gets the artifacts of the stages before unless it wants none, and leaves its own. */
    private void gitlab(String name, Map<String, Object> job, Path machine, Map<String, String> environment) {
        if (!job.containsKey("dependencies") && !said.isEmpty()) {
            machines.fetch("*", machine, true);
        }
        CiMachines.Ended ended = machines.script(machine, String.join("\n", texts(job.get("script"))), environment);
        said.put(name, new MavenRun(said.size() + 1, ended.text()));
        if (!ended.succeeded()) {
            failed.add(name);
        }
        machines.script(machine, String.join("\n", texts(job.get("after_script"))), environment);
        for (String path : texts(map(job.getOrDefault("artifacts", Map.of())).get("paths"))) {
            assertThat(machine.resolve(path)).as("an artifact of %s", name).exists();
            machines.keep(machine.resolve(path), name.replaceAll("\\W", "-"), path);
        }
    }

    private void assertReleased() {
        said.get("build linux/amd64").says("2 of 2 platform images are pushed: 2 built, 0 up to date");
        said.get("build linux/arm64").says("2 of 2 platform images are pushed: 2 built, 0 up to date");
        said.get("manifest").says("combines linux/amd64, linux/arm64", "combines linux/amd64, linux/arm64");
        said.get("test linux/amd64").says("on linux/amd64 passed 1 check", "on linux/amd64 passed 1 check");
        said.get("test linux/arm64").says("on linux/arm64, emulated, passed 1 check");
        assertThat(failed).isEmpty();
        said.get("release")
                .doesNotSay("passed these tests already")
                .says("is there already", "verified: 2 images", "is released: sha256:", "is released: sha256:");
        PushedImages pushed = project.pushed(Machine.REGISTRY);
        for (String service : List.of("one", "two")) {
            assertThat(pushed.digest("cpu1.0-" + service + "1.0"))
                    .isNotNull()
                    .isEqualTo(pushed.digest("cpu1.0-" + service + "1.0-dev"));
        }
    }

    private void assertNothingReleasedAndWhySaid() {
        assertThat(failed)
                .containsExactlyInAnyOrder(
                        "build linux/arm64", "manifest", "test linux/amd64", "test linux/arm64", "release");
        String cause = "[two 1/1] RUN test $(uname -m) = x86_64 || exit 7; echo two >/name: exit code: 7"
                + " (pack/cpu/Dockerfile:";
        said.get("manifest").says("cpu1.0-two1.0-dev is withheld: linux/arm64 isn't there", cause);
        said.get("release")
                .says(
                        "cpu1.0-one1.0-dev is there already",
                        "cpu1.0-two1.0-dev is withheld: linux/arm64 isn't there",
                        ": its build failed: " + cause,
                        "1 failure:",
                        "cpu1.0-two1.0-linux-arm64 is failed: " + cause,
                        "; log: ")
                .doesNotSay("is released");
        Matcher log =
                Pattern.compile("; log: (\\S+)").matcher(said.get("release").text());
        assertThat(log.find()).isTrue();
        assertThat(Path.of(log.group(1))).content().contains("exit 7");
        assertThat(project.pushed(Machine.REGISTRY).tags())
                .contains("cpu1.0-one1.0-dev")
                .doesNotContain("cpu1.0-one1.0", "cpu1.0-two1.0-dev");
    }

    private static String expand(Object text, Map<String, String> values) {
        return EXPRESSION.matcher(text.toString()).replaceAll(found -> {
            assertThat(values).as(text.toString()).containsKey(found.group(1));
            return Matcher.quoteReplacement(values.get(found.group(1)));
        });
    }

    private static Map<String, Object> yaml(String name) throws IOException {
        return new LinkedHashMap<>(
                map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(CI.resolve(name)))));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Object value) {
        return (List<Map<String, Object>>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<String> texts(Object value) {
        return value == null ? List.of() : value instanceof String one ? List.of(one) : (List<String>) value;
    }
}
