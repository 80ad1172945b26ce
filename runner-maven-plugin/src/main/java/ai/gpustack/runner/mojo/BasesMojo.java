package ai.gpustack.runner.mojo;

import ai.gpustack.runner.engine.HubMirrors;
import ai.gpustack.runner.plan.BasesUpdate;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlanRequest;
import ai.gpustack.runner.plan.Planner;
import ai.gpustack.runner.plan.WantedBase;
import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.WholeFile;
import ai.gpustack.runner.registry.BaseLookup;
import ai.gpustack.runner.registry.MirroredRegistry;
import ai.gpustack.runner.source.Count;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Pins the base images of the selected images: looks up what their tags point at now, and writes the digests for each platform into
 * {@code bases.lock} beside the matrix. Builds then use these, whatever becomes of the tags, and an image's id changes when a base
 * is moved here. What moved is said.
 *
 * <p>Entries that no selected image needs stay; where everything is selected they go. Docker Hub's images are looked up at the
 * engine's mirrors first. If one base can't be found, nothing is written.
 *
 * @since 0.1.0
 */
@Mojo(name = "bases", requiresProject = false, threadSafe = true)
public final class BasesMojo extends PlanningMojo {

    /**
     * Whether it is only said what would be written.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.DRY_RUN, defaultValue = "false")
    private boolean dryRun;

    @Override
    boolean isSkipped() {
        return false;
    }

    @Override
    void run() throws MojoFailureException {
        refuseOffline("ask registries for base images");
        PlanRequest request = planRequest();
        Plan plan = Planner.plan(request);
        values().orThrow(plan.errors());
        List<WantedBase> wanted = WantedBase.of(plan.orThrow());
        var registry = new MirroredRegistry(openRegistry(), mirrors(wanted));
        BasesUpdate update = BasesUpdate.of(
                request.bases(), new BaseLookup(registry, request.bases()).find(wanted), request.namesEveryBase());
        // What is written has to give a plan.
        Planner.plan(request.with(update.lock())).orThrow();
        update.changes().stream().map(BasesUpdate.Change::toString).forEach(getLog()::info);
        write(update);
    }

    private List<URI> mirrors(List<WantedBase> wanted) {
        if (wanted.stream().allMatch(base -> base.reference().registry().isPresent())) {
            return List.of();
        }
        try {
            return HubMirrors.of(programs());
        } catch (BrokenEnvironment e) {
            getLog().debug(e);
            getLog().info("no engine tells its mirrors, so Docker Hub itself is asked");
            return List.of();
        }
    }

    private void write(BasesUpdate update) {
        String file = update.lock().file();
        String count = Count.of(update.lock().digests().size(), "base image");
        if (!update.isChange()) {
            getLog().info(file + " is up to date: " + count);
        } else if (dryRun) {
            getLog().info("dry run: " + file + " wasn't written");
        } else {
            try {
                WholeFile.write(basesLock(), update.lock().text());
            } catch (IOException e) {
                throw new UncheckedIOException("can't write " + file, e);
            }
            getLog().info("wrote " + file + ": " + count);
        }
    }
}
