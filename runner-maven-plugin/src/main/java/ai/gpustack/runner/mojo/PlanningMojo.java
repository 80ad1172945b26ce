package ai.gpustack.runner.mojo;

import ai.gpustack.runner.buildx.BuildChecks;
import ai.gpustack.runner.buildx.Buildx;
import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.matrix.MatrixReader;
import ai.gpustack.runner.matrix.Repository;
import ai.gpustack.runner.plan.BasesLock;
import ai.gpustack.runner.plan.BuildOptions;
import ai.gpustack.runner.plan.Pack;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlanRequest;
import ai.gpustack.runner.plan.Planner;
import ai.gpustack.runner.plan.Selection;
import ai.gpustack.runner.registry.DockerConfig;
import ai.gpustack.runner.registry.HttpRegistry;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Located;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.Severity;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.plugins.annotations.Parameter;

/** What the goals that look at the matrix share: where things are, and which part of the matrix is meant. */
abstract class PlanningMojo extends RunnerMojo {

    /**
     * The directory from which everything hangs: the matrix, the pack directory, and {@code target/runner}, where reports,
     * logs and receipts are written.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.DIRECTORY, defaultValue = "${project.basedir}")
    private File directory;

    /**
     * The matrix file, relative to {@code runner.directory}.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.MATRIX, defaultValue = "matrix.yml")
    private String matrix;

    /**
     * The directory that holds a folder with a Dockerfile for each backend, relative to {@code runner.directory}.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PACK, defaultValue = "pack")
    private String pack;

    /**
     * The registry, as {@code HOST[:PORT]}. Wins over the {@code image} of the matrix; without either it is Docker Hub.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.REGISTRY)
    private String registry;

    /**
     * The namespace in the registry. Wins over the {@code image} of the matrix; without either it is {@code gpustack}.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.NAMESPACE)
    private String namespace;

    /**
     * The repository in the namespace. Wins over the {@code image} of the matrix; without either it is {@code runner}.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.REPOSITORY)
    private String repository;

    /**
     * The repository for the immutable id tags, as {@code [REGISTRY/]NAMESPACE/NAME} in the same registry. Without it they
     * are in the images' own repository.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.STAGING)
    private String staging;

    /**
     * Registries that are spoken to in clear text, as images name them: {@code HOST:PORT}, separated by commas. Those on loopback
     * always are.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.INSECURE)
    private String insecure;

    /**
     * The buildx builder. Without it, the one that is selected ({@code docker buildx use}).
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.BUILDER)
    private String builder;

    /**
     * Only these backends, separated by commas.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.BACKEND)
    private String backend;

    /**
     * Only these services, separated by commas.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SERVICE)
    private String service;

    /**
     * Only these platforms ({@code linux/arm64}), separated by commas.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PLATFORM)
    private String platform;

    /**
     * Only images with these final, {@code -dev} or platform tags, separated by commas; {@code *} and {@code ?} stand for
     * anything and for any character.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.TAG)
    private String tag;

    /**
     * The network of RUN steps: {@code default}, {@code none}, {@code host}; {@code host} also wants {@code
     * -Drunner.entitlements=network.host}. Without it, buildx's own choice.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.NETWORK)
    private String network;

    /**
     * The size of {@code /dev/shm} in RUN steps: {@code 64m}, {@code 2g}.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SHM_SIZE)
    private String shmSize;

    /**
     * Limits of RUN steps, separated by commas: {@code nofile=1024:2048}.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.ULIMITS)
    private String ulimits;

    /**
     * How layers are compressed, those of base images included: {@code gzip}, {@code zstd}, {@code estargz}, {@code uncompressed}.
     * Without it, the builder's own choice. Part of an image's identity. Try {@code estargz} on an engine that nobody needs: Debian's
     * (28.5.2+dfsg4) dies of it, as the Go that it is compiled with writes another footer than the engine's library expects.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.COMPRESSION)
    private String compression;

    /**
     * How much of the build's course is attached to an image: {@code off}, {@code min}, {@code max}. With {@code max}, the values of
     * build arguments are in it. Part of an image's identity.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.PROVENANCE, defaultValue = "off")
    private String provenance;

    /**
     * Whether a list of what is installed is attached to an image: {@code true}, made by BuildKit's own scanner, an image that the
     * builder pulls; or the reference of another one's image, with its tag or digest. Part of an image's identity.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SBOM, defaultValue = "false")
    private String sbom;

    private Pack openedPack;
    private Matrix readMatrix;

    /** {@code runner.directory}. */
    final Path root() {
        // Without a POM there's no ${project.basedir}.
        File chosen = directory == null ? new File(session().getExecutionRootDirectory()) : directory;
        return chosen.toPath().toAbsolutePath().normalize();
    }

    /** Where reports, logs and receipts are written. */
    final Path output() {
        return root().resolve("target").resolve("runner");
    }

    /** The pack directory; one for the whole goal, so that each Dockerfile is read once. */
    final Pack pack() {
        if (openedPack == null) {
            openedPack = pack(root());
        }
        return openedPack;
    }

    private Pack pack(Path root) {
        return new Pack(root, Path.of(pack));
    }

    /** What the matrix file says; it is read once. */
    final Matrix matrix() {
        if (readMatrix == null) {
            expectModule();
            readMatrix = matrix(root());
        }
        return readMatrix;
    }

    /** Called by its name above modules, a goal runs for the project that holds them first, which has nothing to build. */
    private void expectModule() {
        List<String> modules = session().getCurrentProject().getModules().stream()
                .filter(module -> Files.exists(root().resolve(module).resolve(matrix)))
                .toList();
        if (Files.notExists(matrixFile()) && !modules.isEmpty()) {
            throw new InvalidInput(List.of(Problem.error(
                    Location.of(matrix),
                    "there is no matrix file here, in " + root() + ", but in a module",
                    "name the module: -pl " + String.join(",", modules))));
        }
    }

    /** The matrix file, whether or not it exists. */
    final Path matrixFile() {
        return root().resolve(matrix);
    }

    private Matrix matrix(Path root) {
        Path file = root.resolve(matrix);
        return MatrixReader.read(file, pack(root).shown(file));
    }

    /** Which part of the matrix is meant. */
    final Selection selection() {
        return new Selection(list(backend), list(service), list(platform), list(tag));
    }

    /** The plan with all its problems, if nothing is wrong with the values that this goal is given. */
    final Plan planned() {
        Plan plan = Planner.plan(planRequest());
        readValues(plan);
        values().orThrow(plan.errors());
        return plan;
    }

    /** Reads the values that this goal alone is given. The plan may have errors: what is wrong with either is said together. */
    void readValues(Plan plan) {
        // most goals have none that they don't read before
    }

    /** The plan of all that the matrix has, whatever this run selects and overrides, with all its problems. */
    final Plan plannedAsAWhole() {
        return Planner.plan(planRequest().ofEverything());
    }

    /** What the plan is made of. */
    final PlanRequest planRequest() {
        return planRequest(matrix(), pack(), root());
    }

    /** The plan that another directory gives, with all its problems. */
    final Plan planAt(Path other) {
        return Planner.plan(planRequest(matrix(other), pack(other), other));
    }

    private PlanRequest planRequest(Matrix read, Pack opened, Path from) {
        Optional<Repository> target = repository(read);
        var registries = new RegistryValues(values());
        Optional<Repository> ofIds = registries.staging(given(staging), target);
        registries.insecure(list(insecure));
        BuildOptions options = options();
        if (target.isEmpty() || ofIds.isEmpty()) {
            values().orThrow();
        }
        Path lock = basesLock(from);
        return new PlanRequest(
                read,
                opened,
                selection(),
                properties().withPrefix(PropertyNames.ARG_PREFIX),
                target.orElseThrow().toString(),
                ofIds.orElseThrow().toString(),
                BasesLock.read(lock, opened.shown(lock)),
                options,
                places());
    }

    private BuildOptions options() {
        var own = new OptionValues(values(), root());
        return new BuildOptions(
                own.contexts(properties().withPrefix(PropertyNames.CONTEXT_PREFIX)),
                own.network(given(network)),
                own.shmSize(given(shmSize)),
                own.ulimits(list(ulimits)),
                own.compression(given(compression)),
                own.provenance(given(provenance)),
                own.sbom(given(sbom)));
    }

    /** The file of pinned base images, beside the matrix, whether or not it exists. */
    final Path basesLock() {
        return basesLock(root());
    }

    private Path basesLock(Path from) {
        return from.resolve(matrix).resolveSibling(BasesLock.NAME);
    }

    /** The plan with all its problems; warnings and notices have been said. */
    final Plan planWithProblems() {
        Plan plan = planned();
        for (Problem problem : plan.problems()) {
            if (problem.severity() == Severity.WARNING) {
                getLog().warn(problem.toString());
            } else if (problem.severity() == Severity.NOTICE) {
                getLog().info(problem.toString());
            }
        }
        return plan;
    }

    /** The plan, if nothing is wrong with it. */
    final Plan plan() {
        return planWithProblems().orThrow();
    }

    /** The repository of the images, as it is in the plan. */
    final Repository repository() {
        return repository(matrix()).orElseThrow();
    }

    /** The builder that was named; empty for the one that is selected in buildx. */
    final Optional<String> builder() {
        return given(builder);
    }

    private Optional<Repository> repository(Matrix read) {
        Repository image = read.image().map(Located::value).orElse(Matrix.DEFAULT_IMAGE);
        return new RegistryValues(values()).repository(image, given(registry), given(namespace), given(repository));
    }

    /** Registries, to be asked until this goal ends. */
    final HttpRegistry openRegistry() {
        Path home = Path.of(System.getProperty("user.home"));
        return untilEnd(new HttpRegistry(
                Set.copyOf(list(insecure)),
                DockerConfig.of(System.getenv(), home, programs(), getLog()::warn),
                System.getenv(),
                getLog()::warn));
    }

    /** Buildx, which isn't looked for before it is needed. */
    final Buildx buildx() {
        return new Buildx(programs(), root(), given(builder));
    }

    final Buildx findBuildx() {
        return buildx().find();
    }

    final BuildChecks buildChecks() {
        return new BuildChecks(programs(), root(), given(builder));
    }
}
