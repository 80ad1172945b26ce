package ai.gpustack.runner.mojo;

import ai.gpustack.runner.lint.Finding;
import ai.gpustack.runner.lint.Linter;
import ai.gpustack.runner.lint.Subject;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.release.SmokeTestReader;
import ai.gpustack.runner.report.FindingsFormat;
import ai.gpustack.runner.report.FindingsText;
import ai.gpustack.runner.report.GithubAnnotations;
import ai.gpustack.runner.source.Count;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import ai.gpustack.runner.source.Severity;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Checks matrix, Dockerfiles and smoke-test files, and says everything that is wrong with its place and how to mend it: what
 * keeps images from being built, and what departs from the convention (docs/rules/). Errors fail, warnings don't. Needs no
 * network and no engine, unless BuildKit's own checks are asked for.
 *
 * <p>In GitHub Actions each finding is also an annotation beside its line.
 *
 * @since 0.1.0
 */
@Mojo(name = "validate", defaultPhase = LifecyclePhase.VALIDATE, requiresProject = false, threadSafe = true)
public final class ValidateMojo extends PlanningMojo {

    /**
     * The form of the findings: {@code text}; {@code json}, everything for programs (docs/schema/findings.json); {@code sarif},
     * SARIF 2.1.0 for code scanning.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.FORMAT, defaultValue = "text")
    private String format;

    /**
     * A file that the findings are written to. Programs should read this file rather than standard output, which Maven
     * decorates.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.FINDINGS_FILE)
    private File findingsFile;

    /**
     * Whether BuildKit's own checks ({@code docker buildx build --check}) are run for every selected target, too. They need an
     * engine, and base images that can be looked up.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.CHECK, defaultValue = "false")
    private boolean check;

    /**
     * Whether this goal is skipped.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SKIP_VALIDATE, defaultValue = "false")
    private boolean skipValidate;

    @Override
    boolean isSkipped() {
        return skipValidate;
    }

    @Override
    void run() throws MojoFailureException {
        FindingsFormat form = values().named(
                        PropertyNames.FORMAT, format, FindingsFormat.named(format), "format", FindingsFormat.names())
                .orElse(FindingsFormat.TEXT);
        List<Finding> findings = findings();
        annotate(findings);
        if (findingsFile != null) {
            writeText(findingsFile.toPath(), form.render(findings));
            getLog().info("wrote " + findingsFile);
        } else if (form != FindingsFormat.TEXT) {
            form.render(findings).lines().forEach(getLog()::info);
        }
        say(findings);
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (!errors.isEmpty()) {
            throw new MojoFailureException(FindingsText.failure(errors));
        }
    }

    private List<Finding> findings() {
        try {
            return findings(planned());
        } catch (InvalidInput e) {
            // a file that can't be read at all, or a value: there's nothing else to look at
            return withWrongValues(e).stream().map(Finding::of).toList();
        }
    }

    private List<Finding> findings(Plan plan) {
        var problems = new ArrayList<>(plan.problems());
        var files = new LinkedHashMap<Path, Location>();
        plan.images()
                .forEach(image -> files.putIfAbsent(
                        pack().testFile(image.name().backend(), image.name().service()),
                        image.platformImages().get(0).rule()));
        files.forEach((file, rule) -> problems.addAll(problemsOf(file, rule)));
        List<Subject> subjects = Subject.of(matrix(), pack(), selection());
        Optional<List<Finding>> checks =
                check && plan.errors().isEmpty() ? Optional.of(buildChecks().check(plan.selected())) : Optional.empty();
        if (check && checks.isEmpty()) {
            getLog().info("BuildKit isn't asked before the plan is without errors");
        }
        List<Finding> findings = Linter.findings(subjects, problems, checks);
        if (findings.stream().noneMatch(Finding::isError)) {
            getLog().info("valid: " + Count.of(plan.images().size(), "image") + ", "
                    + Count.of(plan.selected().size(), "platform image"));
        }
        return findings;
    }

    private List<Problem> problemsOf(Path smokeTests, Location rule) {
        if (Files.notExists(smokeTests)) {
            return List.of(new Problem(
                    Severity.WARNING,
                    rule,
                    "there is no " + pack().shown(smokeTests) + ", and what isn't tested isn't promoted",
                    "write one (docs/smoke-tests.md)",
                    Optional.of(ProblemKind.SMOKE_TESTS)));
        }
        try {
            SmokeTestReader.read(smokeTests, pack().shown(smokeTests));
            return List.of();
        } catch (InvalidInput e) {
            return e.problems().stream()
                    .map(problem -> problem.ofKind(ProblemKind.SMOKE_TESTS))
                    .toList();
        }
    }

    /** Warnings and notices; errors are what the goal fails with. */
    private void say(List<Finding> findings) {
        for (Finding finding : findings) {
            if (finding.silenced().isPresent()) {
                getLog().debug("silenced: " + finding);
            } else if (finding.problem().severity() == Severity.WARNING) {
                getLog().warn(finding.toString());
            } else if (finding.problem().severity() == Severity.NOTICE) {
                getLog().info(finding.toString());
            }
        }
        if (!findings.isEmpty()) {
            getLog().info(FindingsText.count(findings));
        }
    }

    /** GitHub reads a command only at the start of a line. Maven 4 puts its own words before what System.out gets. */
    private void annotate(List<Finding> findings) {
        if (!"true".equals(System.getenv("GITHUB_ACTIONS"))) {
            return;
        }
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        GithubAnnotations.lines(findings, fromWorkspace()).forEach(out::println);
    }

    private String fromWorkspace() {
        String workspace = System.getenv("GITHUB_WORKSPACE");
        if (workspace == null || !root().startsWith(Path.of(workspace))) {
            return "";
        }
        String path = Path.of(workspace).relativize(root()).toString().replace('\\', '/');
        return path.isEmpty() ? "" : path + "/";
    }
}
