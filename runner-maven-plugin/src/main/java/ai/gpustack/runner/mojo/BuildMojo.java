package ai.gpustack.runner.mojo;

import ai.gpustack.runner.build.Build;
import ai.gpustack.runner.build.BuildListener;
import ai.gpustack.runner.build.BuildSettings;
import ai.gpustack.runner.build.BuildSettings.Access;
import ai.gpustack.runner.build.BuildSettings.Labels;
import ai.gpustack.runner.build.BuildState;
import ai.gpustack.runner.build.BuilderDisk;
import ai.gpustack.runner.build.Caches;
import ai.gpustack.runner.build.Destination;
import ai.gpustack.runner.build.EngineDestination;
import ai.gpustack.runner.build.EngineDisk;
import ai.gpustack.runner.build.PlatformBuild;
import ai.gpustack.runner.build.RegistryDestination;
import ai.gpustack.runner.build.ReportFile;
import ai.gpustack.runner.build.Retries;
import ai.gpustack.runner.build.SourceLabels;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.engine.Engine;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.process.Background;
import ai.gpustack.runner.registry.HttpRegistry;
import ai.gpustack.runner.registry.Registry;
import ai.gpustack.runner.report.BuildTable;
import ai.gpustack.runner.report.FailureText;
import ai.gpustack.runner.source.Count;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Builds the platform images that aren't there yet, and pushes them, or loads them into the local engine. One image's
 * failure never stops another; what failed is said at the end, with its last lines and its log file.
 *
 * <p>Build arguments are overridden by {@code -Drunner.arg.NAME=value}. {@code -Drunner.context.NAME=FOLDER} puts a folder, or what
 * buildx fetches from {@code https://…} or {@code docker-image://…}, in place of the image NAME in FROM, {@code COPY --from} and mounts.
 * Secrets for {@code RUN --mount=type=secret,id=ID}
 * come from {@code -Drunner.secret.ID=FILE} or {@code -Drunner.secret.ID=env:VARIABLE}. Labels (which are annotations, too) and
 * annotations are added by {@code -Drunner.label.KEY=value} and {@code -Drunner.annotation.KEY=value}. All of these can stand in the
 * POM's properties, too; {@code -D} wins.
 *
 * @since 0.1.0
 */
@Mojo(name = "build", defaultPhase = LifecyclePhase.PACKAGE, requiresProject = false, threadSafe = true)
public final class BuildMojo extends WritingMojo {

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
     * How many platform images each builder builds at a time. Fewer leave a builder idle while images are pushed; more take more of
     * its memory and hardly any time.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PARALLEL, defaultValue = "16")
    private String parallel;

    /**
     * Builders by platform, as {@code <builder><platform>linux/arm64</platform><name>NAME</name></builder>}; on the command line
     * {@code -Drunner.builder.linux/arm64=NAME}, which wins. Other platforms are built by {@code runner.builder}.
     *
     * @since 0.1.0
     */
    @Parameter
    private List<Builder> builders;

    /**
     * Whether a builder may emulate a platform that none of its machines has. Many times slower, and refused otherwise.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.EMULATION, defaultValue = "false")
    private boolean emulation;

    /**
     * Whether the first failure ends everything that is being built. Otherwise one image's failure changes no other's outcome.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.FAIL_FAST, defaultValue = "false")
    private boolean failFast;

    /**
     * How long one platform image may take, from its first step on: {@code 90s}, {@code 45m}, {@code 2h}. What takes longer
     * fails, after its neighbours in the same bake have finished. Without it there is no limit.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.TIMEOUT)
    private String timeout;

    /**
     * How often a platform image is tried again whose failure may pass: a registry that answers 429 or 5xx, a connection that is
     * lost, a name that isn't resolved, a builder that is gone. Only what failed is built again.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.RETRIES, defaultValue = "3")
    private String retries;

    /**
     * How long to wait before the first further attempt: {@code 5s}. Each later wait is twice as long, up to two minutes, give or
     * take a quarter.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.RETRY_WAIT, defaultValue = "5s")
    private String retryWait;

    /**
     * Where layers are kept beside the builder's own store: {@code none}; {@code registry}, in {@code runner.cacheRepository};
     * {@code local}, in {@code runner.cacheDirectory}. An image writes its own cache, and reads it and those of the next lower
     * versions. A cache that can't be read or written fails nothing, and is in the report.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.CACHE, defaultValue = "none")
    private String cache;

    /**
     * The repository of the registry cache, as {@code [REGISTRY/]NAMESPACE/NAME}; it should hold nothing else. Without it, the
     * images' own repository with {@code -cache} behind its name.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.CACHE_REPOSITORY)
    private String cacheRepository;

    /**
     * The folder of the local cache, relative to {@code runner.directory}.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.CACHE_DIRECTORY, defaultValue = "target/runner/cache")
    private String cacheDirectory;

    /**
     * Whether it is built although the builder's disk seems too small for it, by the sizes that earlier builds recorded.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.IGNORE_DISK_SPACE, defaultValue = "false")
    private boolean ignoreDiskSpace;

    /**
     * Whether all steps of what is built are run anew, whatever the builder or a cache has. What is up to date isn't built: see
     * {@code runner.force}.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.NO_CACHE, defaultValue = "false")
    private boolean noCache;

    /**
     * Whether base images of what is built are looked up anew, where the builder has an older one under the same tag. What is up to date
     * isn't built: {@code runner:bases} tells which bases have moved.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PULL, defaultValue = "false")
    private boolean pull;

    /**
     * SSH agents and keys for {@code RUN --mount=type=ssh}, separated by commas: {@code default}, {@code ID=PATH}; a path is relative to
     * {@code runner.directory}.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SSH)
    private String ssh;

    /**
     * What builders are asked to allow, separated by commas: {@code network.host}, {@code security.insecure}. Nothing by default.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.ENTITLEMENTS)
    private String entitlements;

    /**
     * Whether a failure is left to {@code verify} to judge, when this goal is bound to a phase.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.DEFER_FAILURES, defaultValue = "false")
    private boolean deferFailures;

    /**
     * Whether this goal is skipped.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SKIP_BUILD, defaultValue = "false")
    private boolean skipBuild;

    private BuildSettings settings;
    private Optional<Background<HttpRegistry>> registryOnceOpened = Optional.empty();

    @Override
    boolean isSkipped() {
        return skipBuild;
    }

    @Override
    void carryOn() throws MojoFailureException {
        // It takes as long to get ready to speak HTTP as to make a plan.
        if (push) {
            opening();
        }
        Buildx buildx = buildx();
        if (force) {
            // It is needed whatever the registry says; else it may not be, and to start docker takes longer than to
            // ask.
            buildx.seek();
        }
        Plan plan = plan();
        tellOfCacheOptionsInVain();
        if (push) {
            refuseRegistryOffline();
        }
        Destination destination = push ? new RegistryDestination(registry(), buildx) : new EngineDestination(engine());
        ReportFile report = openReport(plan);
        List<PlatformBuild> results;
        try (BuildListener people = Console.view(request(), getLog(), System.getenv(), programs())) {
            var build = new Build(buildx, destination, this::registry, pack(), settings, report, people);
            if (isDryRun()) {
                build.dryRun(plan);
                return;
            }
            results = build.run(plan);
        }
        BuildTable.lines(results).forEach(getLog()::info);
        BuildTable.warnings(results).forEach(getLog()::warn);
        long there = results.stream().filter(r -> r.state().isThere()).count();
        long built = results.stream().filter(r -> r.state() == BuildState.BUILT).count();
        getLog().info(there + " of " + Count.of(results.size(), "platform image")
                + (results.size() == 1 ? " is " : " are ")
                + destination.export().verb() + ": " + built + " built, " + (there - built) + " up to date");
        if (built < there && (pull || noCache)) {
            getLog().info((noCache ? "-D" + PropertyNames.NO_CACHE : "-D" + PropertyNames.PULL)
                    + " is about what is built; what is up to date isn't, unless -D" + PropertyNames.FORCE
                    + " is given, 'mvn runner:bases' has moved a base image, or its rule has a new revision");
        }
        if (there < results.size()) {
            failUnlessDeferred(deferFailures, FailureText.of(results, output(), repeatCommand()));
        }
    }

    @Override
    void readValues(Plan plan) {
        settings = settings();
    }

    private Registry registry() {
        return opening().get();
    }

    /** Registries; opened only where they are asked: nothing is where images are loaded and nothing goes wrong. */
    private synchronized Background<HttpRegistry> opening() {
        if (registryOnceOpened.isEmpty()) {
            registryOnceOpened = Optional.of(Background.of("open registry", this::openRegistry));
        }
        return registryOnceOpened.get();
    }

    private Engine engine() {
        return new Engine(programs());
    }

    private BuildSettings settings() {
        Values values = values();
        SourceLabels.problem(System.getenv()).ifPresent(values::wrong);
        var own = new BuildValues(values, properties(), root());
        return new BuildSettings(
                force,
                values.number(PropertyNames.PARALLEL, parallel, 1, Integer.MAX_VALUE, "images"),
                failFast,
                given(timeout).map(text -> values.longerThanZero(PropertyNames.TIMEOUT, text)),
                new Retries(
                        values.number(PropertyNames.RETRIES, retries, 0, 100, "further attempts"),
                        values.duration(PropertyNames.RETRY_WAIT, retryWait),
                        ThreadLocalRandom.current()::nextDouble),
                emulation,
                noCache,
                pull,
                own.builders(builder(), Optional.ofNullable(builders).orElse(List.of()), matrix().platforms()),
                new Access(
                        own.secrets(),
                        own.ssh(list(ssh)),
                        values.words(
                                PropertyNames.ENTITLEMENTS,
                                list(entitlements),
                                List.of("network.host", "security.insecure")),
                        places()),
                own.caches(
                        cache,
                        given(cacheRepository).orElse(repository() + "-cache"),
                        cacheDirectory,
                        this::registry,
                        getLog()::warn),
                labels(own),
                ignoreDiskSpace ? BuilderDisk.UNKNOWN : new EngineDisk(engine()),
                output());
    }

    private void tellOfCacheOptionsInVain() {
        if (settings.caches().kind() == Caches.Kind.NONE) {
            Stream.of(PropertyNames.CACHE_DIRECTORY, PropertyNames.CACHE_REPOSITORY)
                    .filter(session().getUserProperties()::containsKey)
                    .forEach(name -> getLog().warn("-D" + name + " changes nothing without -D" + PropertyNames.CACHE));
        }
    }

    private Labels labels(BuildValues own) {
        Map<String, String> labels = new TreeMap<>(SourceLabels.of(programs(), root(), System.getenv()));
        labels.putAll(own.labels(PropertyNames.LABEL_PREFIX));
        return new Labels(labels, own.labels(PropertyNames.ANNOTATION_PREFIX));
    }
}
