package ai.gpustack.runner.mojo;

import ai.gpustack.runner.build.Build;
import ai.gpustack.runner.build.BuildSettings;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.Destination;
import ai.gpustack.runner.build.EngineDestination;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.build.RegistryDestination;
import ai.gpustack.runner.build.SourceLabels;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.engine.Engine;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.report.FailureText;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Builds the platform images that aren't there yet, and pushes them, or loads them into the local engine. One image's
 * failure never stops another; what failed is said at the end, with its last lines and its log file.
 *
 * <p>Build arguments are overridden by {@code -Drunner.arg.NAME=value}; secrets for {@code RUN --mount=type=secret,id=ID}
 * come from {@code -Drunner.secret.ID=FILE}.
 *
 * @since 0.1.0
 */
@Mojo(name = "build", defaultPhase = LifecyclePhase.PACKAGE, requiresProject = false, threadSafe = true)
public final class BuildMojo extends RunnerMojo {

    /**
     * Whether platform images are pushed. Otherwise they are loaded into the local engine.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PUSH, defaultValue = "false")
    private boolean push;

    /**
     * Whether images are built that are there already. Layers still come from the cache.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.FORCE, defaultValue = "false")
    private boolean force;

    /**
     * How many platform images are built at a time.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PARALLEL, defaultValue = "4")
    private int parallel;

    /**
     * Whether a failure is left to {@code verify} to judge, when this goal is bound to a phase.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.DEFER_FAILURES, defaultValue = "false")
    private boolean deferFailures;

    /**
     * Whether it is only said what would be done.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.DRY_RUN, defaultValue = "false")
    private boolean dryRun;

    /**
     * Whether this goal is skipped.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SKIP_BUILD, defaultValue = "false")
    private boolean skipBuild;

    @Override
    boolean isSkipped() {
        return skipBuild;
    }

    @Override
    boolean isWriting() {
        return !dryRun;
    }

    @Override
    void run() throws MojoFailureException {
        Plan plan = plan();
        BuildSettings settings = settings();
        if (push) {
            refuseOffline();
        }
        Buildx buildx = findBuildx();
        Destination destination =
                push ? new RegistryDestination(openRegistry(), buildx) : new EngineDestination(new Engine(programs()));
        var build = new Build(buildx, destination, settings, openReport(), getLog()::info);
        if (dryRun) {
            build.dryRun(plan);
            return;
        }
        List<PlatformBuild> results = build.run(plan);
        long there = results.stream().filter(r -> r.state().isThere()).count();
        long built = results.stream().filter(r -> r.state() == BuildState.BUILT).count();
        getLog().info(there + " of " + results.size() + " platform images are "
                + destination.export().verb() + ": " + built + " built, " + (there - built) + " up to date");
        if (there < results.size()) {
            failUnlessDeferred(deferFailures, FailureText.of(results, output()));
        }
    }

    private BuildSettings settings() {
        var problems = new ArrayList<Problem>();
        if (parallel < 1) {
            problems.add(Problem.error(
                    Location.of("-D" + PropertyNames.PARALLEL + "=" + parallel),
                    "not a number of images",
                    "write 1 or more"));
        }
        Map<String, Path> secrets = new TreeMap<>();
        userProperties().withPrefix(PropertyNames.SECRET_PREFIX).forEach((id, file) -> {
            Path path = root().resolve(file);
            if (!id.isBlank() && Files.isRegularFile(path) && Files.isReadable(path)) {
                secrets.put(id, path);
            } else {
                problems.add(Problem.error(
                        Location.of("-D" + PropertyNames.SECRET_PREFIX + id),
                        "there is no readable file " + path,
                        "name the file that holds the secret"));
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
        return new BuildSettings(force, parallel, secrets, SourceLabels.of(programs(), root()), output());
    }
}
