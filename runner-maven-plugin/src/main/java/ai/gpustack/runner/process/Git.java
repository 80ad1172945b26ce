package ai.gpustack.runner.process;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What git knows of a directory. */
public final class Git {

    private static final Pattern SCP_FORM = Pattern.compile("(?:[^@/]+@)?([^:/]+):([^/].*)");

    private final Programs programs;
    private final Path directory;

    /**
     * Asks git about a directory.
     *
     * @param programs runs git
     * @param directory a directory, in a work tree or not
     */
    public Git(Programs programs, Path directory) {
        this.programs = programs;
        this.directory = directory;
    }

    /**
     * The state of a work tree.
     *
     * @param revision the commit, 40 or 64 hex digits, with {@code -dirty} behind it where tracked files differ from it
     * @param created when the commit was made, RFC 3339
     * @param source where it comes from: the remote {@code origin} as an https address, without credentials; empty if none
     */
    public record State(String revision, String created, Optional<String> source) {}

    /** {@return the work tree's state; empty where there is no git, no work tree or no commit yet} */
    public Optional<State> state() {
        Optional<String> head = ask("log", "-1", "--no-show-signature", "--format=%H %cI");
        return head.filter(line -> line.indexOf(' ') > 0).map(line -> {
            String[] parts = line.split(" ", 2);
            boolean dirty = ask("status", "--porcelain", "--untracked-files=no", "--", ".")
                    .filter(status -> !status.isEmpty())
                    .isPresent();
            return new State(
                    parts[0] + (dirty ? "-dirty" : ""),
                    parts[1],
                    ask("remote", "get-url", "origin").flatMap(Git::withoutCredentials));
        });
    }

    private Optional<String> ask(String... arguments) {
        try {
            Output output =
                    programs.capture(Command.of("git").with(List.of(arguments)).in(directory));
            return output.succeeded() ? Optional.of(output.out().strip()) : Optional.empty();
        } catch (BrokenEnvironment e) {
            return Optional.empty(); // no git: a source archive can be built, too
        }
    }

    /** A remote's address as a link, whatever form it has; a local path tells nobody anything and is left out. */
    static Optional<String> withoutCredentials(String remote) {
        Matcher scp = SCP_FORM.matcher(remote);
        if (!remote.contains("://") && scp.matches()) {
            return Optional.of("https://" + scp.group(1) + "/" + scp.group(2).replaceAll("\\.git$", ""));
        }
        try {
            URI uri = new URI(remote);
            if (uri.getHost() == null || uri.getScheme() == null) {
                return Optional.empty();
            }
            String port = uri.getScheme().startsWith("http") && uri.getPort() > 0 ? ":" + uri.getPort() : "";
            return Optional.of("https://" + uri.getHost() + port + uri.getPath().replaceAll("\\.git$", ""));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether there is no such revision.
     *
     * @param revision a revision in any form that git knows
     * @return why not, in git's words, the empty text where it says nothing more; empty if there is such a revision
     */
    public Optional<String> lacks(String revision) {
        Command command =
                Command.of("git", "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
        try {
            Output output = programs.capture(command.in(directory));
            return output.succeeded()
                    ? Optional.empty()
                    : Optional.of(output.err().strip());
        } catch (BrokenEnvironment e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Writes files out as they were at a revision. The work tree and the index aren't touched.
     *
     * @param revision a revision in any form that git knows
     * @param into an empty directory
     * @throws BrokenEnvironment if there is no such revision, no git, or no work tree here
     */
    public void export(String revision, Path into) {
        // An index of its own, filled from the revision; -C makes all paths relative to this directory.
        Map<String, String> index =
                Map.of("GIT_INDEX_FILE", into.resolve(".index").toString());
        String prefix = require(Map.of(), "rev-parse", "--show-prefix").strip();
        require(index, "read-tree", revision + "^{commit}:" + prefix);
        require(index, "--work-tree=" + into, "checkout-index", "--all", "--prefix=" + into + "/");
    }

    private String require(Map<String, String> environment, String... arguments) {
        Command command = Command.of("git").with(List.of(arguments));
        Output output = programs.capture(
                new Command(command.arguments(), Optional.of(directory), environment, Optional.empty()));
        if (!output.succeeded()) {
            throw new BrokenEnvironment(
                    "'" + command + "' failed: " + output.lastWords(),
                    "name a revision of this repository, as 'git log' lists them");
        }
        return output.out();
    }
}
