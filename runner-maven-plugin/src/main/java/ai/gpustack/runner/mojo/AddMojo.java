package ai.gpustack.runner.mojo;

import ai.gpustack.runner.report.UnifiedDiff;
import ai.gpustack.runner.scaffold.Addition;
import ai.gpustack.runner.scaffold.Change;
import ai.gpustack.runner.scaffold.ChangeWriter;
import ai.gpustack.runner.scaffold.Project;
import ai.gpustack.runner.scaffold.Scaffold;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Adds a service, and its backend if that is new: the Dockerfile or a stage in it, the smoke tests, and the rule of the matrix. What
 * it makes can be built and tested as it is, and says what has to be replaced. {@code -Dbackend} and {@code -Dservice} name one of
 * each; {@code -Dplatform} and {@code -Drunner.arg.NAME} say what is built. Nothing that exists is overwritten.
 *
 * @since 0.1.0
 */
@Mojo(name = "add", requiresProject = false, threadSafe = true)
public final class AddMojo extends PlanningMojo {

    /**
     * Whether the change is only shown, as a unified diff.
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
    void run() {
        Addition addition = Addition.of(
                selection(), new NamedProperties(session().getUserProperties()).withPrefix(PropertyNames.ARG_PREFIX));
        Project project = Project.read(matrixFile(), pack(), addition.backend());
        Scaffold scaffold = Scaffold.of(addition, project).planned(addition, pack());
        values().orThrow();
        if (dryRun) {
            UnifiedDiff.lines(scaffold.changes()).forEach(getLog()::info);
        } else {
            new ChangeWriter(root()).write(scaffold.changes());
            for (Change change : scaffold.changes()) {
                getLog().info((change.isNew() ? "made " : "changed ") + change.path());
            }
        }
        scaffold.notes().forEach(getLog()::info);
        String goal = RepeatCommand.prefix(session().getRequest(), "add");
        String selected = " -Dbackend=" + addition.backend() + " -Dservice=" + addition.service();
        getLog().info(
                        dryRun
                                ? "dry run: nothing was written"
                                : "replace what stands for the service, then: mvn " + goal + "validate " + goal
                                        + "build " + goal + "test" + selected);
    }
}
