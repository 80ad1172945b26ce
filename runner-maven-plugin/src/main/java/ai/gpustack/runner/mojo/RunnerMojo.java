package ai.gpustack.runner.mojo;

import ai.gpustack.runner.process.BrokenEnvironment;
import ai.gpustack.runner.process.CtrlC;
import ai.gpustack.runner.process.Interrupted;
import ai.gpustack.runner.process.Programs;
import ai.gpustack.runner.registry.HttpRegistry;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/** What all goals share: what Maven says, and how an outcome becomes Maven's. */
abstract class RunnerMojo extends AbstractMojo {

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private MojoExecution execution;

    /**
     * Whether every goal is skipped.
     *
     * @since 0.1.0
     */
    @Parameter(property = PropertyNames.SKIP, defaultValue = "false")
    private boolean skip;

    private final Programs programs = new Programs();
    private PropertyPlaces places;
    private Values values;
    private final Queue<HttpRegistry> registries = new ConcurrentLinkedQueue<>();

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip || isSkipped()) {
            getLog().info("skipped");
            return;
        }
        CtrlC.makeOrderly();
        // The causes are for -X: Maven adds the message or the class name of every one that it is given to ours.
        try {
            checkProperties();
            run();
            values().orThrow(); // whoever forgot to must not be silent
        } catch (InvalidInput e) {
            getLog().debug(e);
            throw new MojoFailureException(message(withWrongValues(e)));
        } catch (BrokenEnvironment | Interrupted e) {
            getLog().debug(e);
            throw new MojoExecutionException(e.getMessage());
        } catch (UncheckedIOException e) {
            getLog().debug(e);
            throw new MojoExecutionException(DiskTrouble.sentence(e));
        } finally {
            // What was begun in the background before an error was found mustn't outlive the goal: Maven closes the
            // plugin's classes, and what is done at Java's end couldn't be loaded any more.
            programs.endAll();
            registries.forEach(HttpRegistry::close);
        }
    }

    /** Whether this goal is skipped by its own property. */
    abstract boolean isSkipped();

    /** The goal. */
    abstract void run() throws MojoFailureException;

    private static String message(List<Problem> problems) {
        String count = problems.size() == 1 ? "1 problem:" : problems.size() + " problems:";
        return problems.stream().map(p -> "  " + p).collect(Collectors.joining("\n", count + "\n", ""));
    }

    /** Closes a registry when this goal ends. May be called from several threads. */
    final HttpRegistry untilEnd(HttpRegistry registry) {
        registries.add(registry);
        return registry;
    }

    final MavenSession session() {
        return session;
    }

    final Programs programs() {
        return programs;
    }

    /** How Maven was called. */
    final MavenExecutionRequest request() {
        return session.getRequest();
    }

    /** What is given under names that go on: in the POM, and by {@code -D}, which wins. */
    final NamedProperties properties() {
        return new NamedProperties(session.getCurrentProject().getProperties(), session.getUserProperties());
    }

    /** Where properties were given. */
    final PropertyPlaces places() {
        return places;
    }

    /**
     * Reads this goal's values. What is wrong with them is said together, also where the goal finds something else to be wrong; before
     * it does anything, it has to call {@link Values#orThrow}.
     */
    final Values values() {
        return values;
    }

    private void checkProperties() {
        Properties pom = session.getCurrentProject().getProperties();
        Properties user = session.getUserProperties();
        var configuration = GoalConfiguration.of(
                execution, pluginOfPom(), new PluginParameterExpressionEvaluator(session, execution));
        places = new PropertyPlaces(pom, user, configuration);
        values = new Values(places);
        Stream.of(
                        PropertyCheck.ofUser(user),
                        PropertyCheck.ofConfiguration(configuration, user),
                        PropertyCheck.ofPom(pom))
                .flatMap(List::stream)
                .forEach(problem -> {
                    if (problem.isError()) {
                        values.wrong(problem);
                    } else {
                        getLog().warn(problem.toString());
                    }
                });
    }

    private Optional<Plugin> pluginOfPom() {
        MavenProject project = session.getCurrentProject();
        String key = execution.getPlugin().getKey();
        return Optional.ofNullable(project.getPlugin(key))
                .or(() -> Optional.ofNullable(project.getPluginManagement())
                        .map(managed -> managed.getPluginsAsMap().get(key)));
    }

    /** What is wrong with the input, and with the values that have been read. */
    final List<Problem> withWrongValues(InvalidInput input) {
        return Stream.concat(values.problems().stream(), input.problems().stream())
                .distinct()
                .toList();
    }

    /** Whether this goal was bound to a phase rather than called by its name. */
    final boolean isBound() {
        return execution.getSource() == MojoExecution.Source.LIFECYCLE;
    }

    /** Whether Maven was asked for a phase or a goal of this plugin that comes after this one. */
    final boolean isFollowedBy(String phase, String goal) {
        return session.getGoals().stream().anyMatch(asked -> asked.equals(phase) || asked.endsWith(":" + goal));
    }

    /**
     * Ends the goal as failed, or, where failures are deferred and the goal is bound to a phase, leaves the judgement to
     * {@code verify}.
     */
    final void failUnlessDeferred(boolean deferFailures, String message) throws MojoFailureException {
        if (deferFailures && isBound()) {
            getLog().warn(message);
            getLog().warn("going on with what is whole; runner:verify will judge");
            return;
        }
        throw new MojoFailureException(message);
    }

    /** The command of other goals for the same images, for who has to run them first. */
    final String commandOf(List<String> goals, boolean isPush) {
        return RepeatCommand.of(request(), Path.of(""), module(), execution.getGoal(), goals, isPush);
    }

    /** The command that was given, without what selects images. */
    final String repeatCommand() {
        return RepeatCommand.of(request(), Path.of(""), module());
    }

    /** Which of several modules this is; the others would find no image of what is selected. */
    private Optional<String> module() {
        boolean isOneOfSeveral = session.getProjects().size() > 1 || request().getResumeFrom() != null;
        MavenProject project = session.getCurrentProject();
        return isOneOfSeveral ? Optional.of(project.getGroupId() + ":" + project.getArtifactId()) : Optional.empty();
    }

    /** Refuses to write to a registry where Maven was told to stay off the network. */
    final void refuseOffline() throws MojoFailureException {
        if (session.isOffline()) {
            throw new MojoFailureException(
                    "Maven is offline (-o), and this would write to a registry; leave out -o, or -D"
                            + PropertyNames.PUSH);
        }
    }

    /** Refuses what needs the network where Maven was told to stay off it. */
    final void refuseOffline(String what) throws MojoFailureException {
        if (session.isOffline()) {
            throw new MojoFailureException("Maven is offline (-o), and this would " + what + "; leave out -o");
        }
    }

    static void writeText(Path file, String text) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    static Optional<String> given(String text) {
        return Optional.ofNullable(text).map(String::strip).filter(t -> !t.isEmpty());
    }

    static List<String> list(String text) {
        return given(text).stream()
                .flatMap(t -> Arrays.stream(t.split(",")))
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .toList();
    }
}
