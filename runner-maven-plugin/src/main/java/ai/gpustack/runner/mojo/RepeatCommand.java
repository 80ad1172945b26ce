package ai.gpustack.runner.mojo;

import ai.gpustack.runner.process.Command;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
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
     * @return a line to paste into a POSIX shell; values that may be secrets are {@value #HIDDEN}
     */
    static String of(MavenExecutionRequest request, Path directory) {
        var arguments = new ArrayList<String>();
        arguments.add("mvn");
        pom(request, directory).ifPresent(pom -> arguments.addAll(List.of("-f", pom)));
        list("-P", request.getActiveProfiles(), request.getInactiveProfiles(), "!")
                .forEach(arguments::add);
        list("-pl", request.getSelectedProjects(), request.getExcludedProjects(), "!")
                .forEach(arguments::add);
        if (request.isOffline()) {
            arguments.add("-o");
        }
        arguments.addAll(request.getGoals());
        Properties properties = request.getUserProperties();
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (!PropertyNames.SELECTORS.contains(name) && OF_MAVEN.stream().noneMatch(name::startsWith)) {
                arguments.add("-D" + name + value(name, properties.getProperty(name)));
            }
        }
        return Command.of(arguments).toString();
    }

    private static Optional<String> pom(MavenExecutionRequest request, Path directory) {
        File pom = request.getPom();
        if (pom == null) {
            return Optional.empty();
        }
        Path file = pom.toPath().toAbsolutePath().normalize();
        Path here = directory.toAbsolutePath().normalize();
        if (file.equals(here.resolve("pom.xml"))) {
            return Optional.empty();
        }
        Path named = file.endsWith("pom.xml") ? file.getParent() : file;
        return Optional.of((named.startsWith(here) ? here.relativize(named) : named).toString());
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
