package ai.gpustack.runner.mojo;

import java.util.List;
import java.util.stream.Stream;

/** Every user property of the plugin: the one place where they are named. */
final class PropertyNames {

    static final String BACKEND = "backend";
    static final String SERVICE = "service";
    static final String PLATFORM = "platform";
    static final String TAG = "tag";

    static final String DIRECTORY = "runner.directory";
    static final String MATRIX = "runner.matrix";
    static final String PACK = "runner.pack";
    static final String REGISTRY = "runner.registry";
    static final String NAMESPACE = "runner.namespace";
    static final String REPOSITORY = "runner.repository";
    static final String STAGING = "runner.staging";
    static final String INSECURE = "runner.insecure";

    static final String PUSH = "runner.push";
    static final String FORCE = "runner.force";
    static final String REASON = "runner.reason";
    static final String PARALLEL = "runner.parallel";
    static final String BUILDER = "runner.builder";
    static final String EMULATION = "runner.emulation";
    static final String FAIL_FAST = "runner.failFast";
    static final String TIMEOUT = "runner.timeout";
    static final String RETRIES = "runner.retries";
    static final String RETRY_WAIT = "runner.retryWait";
    static final String CACHE = "runner.cache";
    static final String CACHE_REPOSITORY = "runner.cacheRepository";
    static final String CACHE_DIRECTORY = "runner.cacheDirectory";
    static final String IGNORE_DISK_SPACE = "runner.ignoreDiskSpace";
    static final String NO_CACHE = "runner.noCache";
    static final String PULL = "runner.pull";
    static final String NETWORK = "runner.network";
    static final String SHM_SIZE = "runner.shmSize";
    static final String ULIMITS = "runner.ulimits";
    static final String COMPRESSION = "runner.compression";
    static final String PROVENANCE = "runner.provenance";
    static final String SBOM = "runner.sbom";
    static final String SSH = "runner.ssh";
    static final String ENTITLEMENTS = "runner.entitlements";
    static final String DRY_RUN = "runner.dryRun";
    static final String DEFER_FAILURES = "runner.deferFailures";
    static final String PROMOTE = "runner.promote";
    static final String FORMAT = "runner.format";
    static final String PLAN_FILE = "runner.planFile";
    static final String FINDINGS_FILE = "runner.findingsFile";
    static final String CHECK = "runner.check";
    static final String DIFF = "runner.diff";
    static final String SHARDS = "runner.shards";
    static final String REPORTS = "runner.reports";

    static final String SKIP = "runner.skip";
    static final String SKIP_VALIDATE = "runner.validate.skip";
    static final String SKIP_PLAN = "runner.plan.skip";
    static final String SKIP_BUILD = "runner.build.skip";
    static final String SKIP_MANIFEST = "runner.manifest.skip";
    static final String SKIP_TEST = "runner.test.skip";
    static final String SKIP_VERIFY = "runner.verify.skip";
    static final String SKIP_PROMOTE = "runner.promote.skip";

    /** A build argument's value: {@code -Drunner.arg.NAME=value}. */
    static final String ARG_PREFIX = "runner.arg.";

    /** Where a secret is: {@code -Drunner.secret.ID=FILE} or {@code env:VARIABLE}. */
    static final String SECRET_PREFIX = "runner.secret.";

    /** A platform's builder: {@code -Drunner.builder.linux/arm64=NAME}. */
    static final String BUILDER_PREFIX = "runner.builder.";

    /** A further build context: {@code -Drunner.context.NAME=FOLDER}. */
    static final String CONTEXT_PREFIX = "runner.context.";

    /** A label and annotation: {@code -Drunner.label.KEY=value}. */
    static final String LABEL_PREFIX = "runner.label.";

    /** An annotation: {@code -Drunner.annotation.KEY=value}. */
    static final String ANNOTATION_PREFIX = "runner.annotation.";

    /** What names of one's own may stand behind. */
    static final List<String> PREFIXES =
            List.of(ARG_PREFIX, SECRET_PREFIX, BUILDER_PREFIX, CONTEXT_PREFIX, LABEL_PREFIX, ANNOTATION_PREFIX);

    /** The selectors, of which a near miss must not select everything. */
    static final List<String> SELECTORS = List.of(BACKEND, SERVICE, PLATFORM, TAG);

    /** Those that leave one goal out. */
    static final List<String> SKIPS =
            List.of(SKIP_VALIDATE, SKIP_PLAN, SKIP_BUILD, SKIP_MANIFEST, SKIP_TEST, SKIP_VERIFY, SKIP_PROMOTE);

    /** Those that are true or false. */
    static final List<String> SWITCHES = Stream.concat(
                    Stream.of(
                            PUSH,
                            FORCE,
                            EMULATION,
                            FAIL_FAST,
                            IGNORE_DISK_SPACE,
                            NO_CACHE,
                            PULL,
                            DRY_RUN,
                            DEFER_FAILURES,
                            CHECK,
                            SKIP),
                    SKIPS.stream())
            .toList();

    /** All that begin with {@code runner.}. */
    static final List<String> RUNNER = Stream.concat(
                    Stream.of(
                            DIRECTORY,
                            MATRIX,
                            PACK,
                            REGISTRY,
                            NAMESPACE,
                            REPOSITORY,
                            STAGING,
                            INSECURE,
                            REASON,
                            PARALLEL,
                            BUILDER,
                            TIMEOUT,
                            RETRIES,
                            RETRY_WAIT,
                            CACHE,
                            CACHE_REPOSITORY,
                            CACHE_DIRECTORY,
                            NETWORK,
                            SHM_SIZE,
                            ULIMITS,
                            COMPRESSION,
                            PROVENANCE,
                            SBOM,
                            SSH,
                            ENTITLEMENTS,
                            PROMOTE,
                            FORMAT,
                            PLAN_FILE,
                            FINDINGS_FILE,
                            DIFF,
                            SHARDS,
                            REPORTS),
                    SWITCHES.stream())
            .toList();

    private PropertyNames() {}
}
