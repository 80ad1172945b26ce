package ai.gpustack.runner.mojo;

import ai.gpustack.runner.process.Command;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenExecutionRequest;

/** The command that was given, so that it can be given again for a single image: everything but what selects images. */
final class RepeatCommand {

    /** What Maven puts among the user properties itself. */
    private static final List<String> OF_MAVEN = List.of("session.", "maven.multiModuleProjectDirectory");

    private static final Pattern SECRET =
            Pattern.compile("passw|passphrase|token|secret|credential|apikey|api[._-]key");
    private static final Pattern USER_OF_URL = Pattern.compile("(?<=://)[^/@\\s]+(?=@)");
    private static final String HIDDEN = "***";

    private RepeatCommand() {}

    /**
     * The command.
     *
     * @param request how Maven was called
     * @param directory where it was called
     * @param module which of several modules it is about, as {@code groupId:artifactId}; empty where there is one
     * @return a line to paste into a POSIX shell; values that may be secrets are {@value #HIDDEN}
     */
    static String of(MavenExecutionRequest request, Path directory, Optional<String> module) {
        Properties properties = request.getUserProperties();
        Set<String> names = new TreeSet<>(properties.stringPropertyNames());
        PropertyNames.SELECTORS.forEach(names::remove);
        return of(request, directory, module, request.getGoals(), names.stream(), properties);
    }

    /**
     * The command that has to be given first: other goals of this plugin for the same images.
     *
     * @param request how Maven was called
     * @param directory where it was called
     * @param module which of several modules it is about, as {@code groupId:artifactId}; empty where there is one
     * @param goal the goal that was called by its name
     * @param others the goals that are to be run in place of all that were
     * @param isPush whether images are pushed
     * @return a line to paste into a POSIX shell
     */
    static String of(
            MavenExecutionRequest request,
            Path directory,
            Optional<String> module,
            String goal,
            List<String> others,
            boolean isPush) {
        String prefix = prefix(request, goal);
        var properties = new Properties();
        properties.putAll(request.getUserProperties());
        // What moves a released tag would build and test everything anew.
        properties.remove(PropertyNames.FORCE);
        properties.remove(PropertyNames.REASON);
        // What left a goal out would leave it out again.
        PropertyNames.SKIPS.forEach(properties::remove);
        if (isPush) {
            properties.setProperty(PropertyNames.PUSH, "true");
            properties.remove(PropertyNames.PLATFORM); // what is combined needs all
        }
        return of(
                request,
                directory,
                module,
                others.stream().map(other -> prefix + other).toList(),
                new TreeSet<>(properties.stringPropertyNames()).stream(),
                properties);
    }

    /**
     * What the names of this plugin's goals begin with: without a POM that names it, Maven may know it by its coordinates alone.
     *
     * @param request how Maven was called
     * @param goal the goal that was called by its name
     * @return {@code runner:}, say
     */
    static String prefix(MavenExecutionRequest request, String goal) {
        return request.getGoals().stream()
                .map(asked -> asked.replaceFirst("@.*", ""))
                .filter(asked -> asked.endsWith(":" + goal))
                .map(asked -> asked.substring(0, asked.length() - goal.length()))
                .findFirst()
                .orElse("runner:");
    }

    private static String of(
            MavenExecutionRequest request,
            Path directory,
            Optional<String> module,
            List<String> goals,
            Stream<String> names,
            Properties properties) {
        var arguments = new ArrayList<String>();
        arguments.add("mvn");
        pom(request, directory).ifPresent(pom -> arguments.addAll(List.of("-f", pom)));
        settings(request, directory).ifPresent(file -> arguments.addAll(List.of("-s", file)));
        list("-P", request.getActiveProfiles(), request.getInactiveProfiles(), "!")
                .forEach(arguments::add);
        module.map(name -> Stream.of("-pl", name))
                .orElseGet(() -> list("-pl", request.getSelectedProjects(), request.getExcludedProjects(), "!"))
                .forEach(arguments::add);
        if (request.isOffline()) {
            arguments.add("-o");
        }
        arguments.addAll(goals);
        names.filter(name -> OF_MAVEN.stream().noneMatch(name::startsWith))
                .map(name -> "-D" + name + value(name, properties.getProperty(name)))
                .forEach(arguments::add);
        return Command.of(arguments).toString();
    }

    private static Optional<String> pom(MavenExecutionRequest request, Path directory) {
        File pom = request.getPom();
        if (pom == null) {
            return Optional.empty();
        }
        Path file = pom.toPath().toAbsolutePath().normalize();
        if (file.equals(directory.toAbsolutePath().resolve("pom.xml").normalize())) {
            return Optional.empty();
        }
        return Optional.of(from(directory, file.endsWith("pom.xml") ? file.getParent() : file));
    }

    /** The settings, where they aren't those that Maven finds by itself. */
    private static Optional<String> settings(MavenExecutionRequest request, Path directory) {
        return Optional.ofNullable(request.getUserSettingsFile())
                .map(file -> file.toPath().toAbsolutePath().normalize())
                .filter(file -> !file.equals(Path.of(System.getProperty("user.home"), ".m2", "settings.xml")))
                .map(file -> from(directory, file));
    }

    private static String from(Path directory, Path file) {
        Path here = directory.toAbsolutePath().normalize();
        return (file.startsWith(here) ? here.relativize(file) : file).toString();
    }

    private static Stream<String> list(String option, List<String> chosen, List<String> refused, String not) {
        String all = String.join(
                ",",
                Stream.concat(chosen.stream(), refused.stream().map(name -> not + name))
                        .toList());
        return all.isEmpty() ? Stream.empty() : Stream.of(option, all);
    }

    /** A secret's file may be named; a value that somebody gave to another property may not. */
    private static String value(String name, String value) {
        boolean isFile = name.startsWith(PropertyNames.SECRET_PREFIX);
        if (!isFile && SECRET.matcher(name.toLowerCase(Locale.ROOT)).find()) {
            return "=" + HIDDEN;
        }
        return value.equals("true") ? "" : "=" + USER_OF_URL.matcher(value).replaceAll(HIDDEN);
    }
}
