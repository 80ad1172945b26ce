package ai.gpustack.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GitTest {

    @TempDir
    private Path folder;

    private final Programs programs = new Programs();

    private String git(String... arguments) {
        List<String> identity = List.of("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org");
        Output output = programs.capture(
                Command.of("git").with(identity).with(Arrays.asList(arguments)).in(folder));
        assertThat(output.succeeded()).as(output.err()).isTrue();
        return output.out().strip();
    }

    private Git.State state() {
        return new Git(programs, folder).state().orElseThrow();
    }

    @Test
    void a_work_tree_has_its_commit_that_commits_time_and_where_it_comes_from() throws IOException {
        git("init", "--quiet");
        Files.writeString(folder.resolve("file"), "one");
        git("add", "file");
        git("commit", "--quiet", "--no-gpg-sign", "--message", "one");
        git("remote", "add", "origin", "https://user:t0ken@example.org/team/images.git");

        assertThat(state().revision()).isEqualTo(git("rev-parse", "HEAD"));
        assertThat(state().created()).isEqualTo(git("show", "--no-patch", "--no-show-signature", "--format=%cI"));
        assertThat(state().source()).contains("https://example.org/team/images");

        Files.writeString(folder.resolve("unknown to git"), "");
        assertThat(state().revision()).doesNotEndWith("-dirty");
        Files.writeString(folder.resolve("file"), "two");
        assertThat(state().revision()).isEqualTo(git("rev-parse", "HEAD") + "-dirty");
    }

    @Test
    void without_a_commit_nothing_is_known() {
        assertThat(new Git(programs, folder).state()).isEmpty();
        git("init", "--quiet");
        assertThat(new Git(programs, folder).state()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/team/images.git, https://example.org/team/images",
        "https://user:t0ken@example.org:8443/team/images, https://example.org:8443/team/images",
        "git@example.org:team/images.git, https://example.org/team/images",
        "ssh://git@example.org:2222/team/images.git, https://example.org/team/images",
    })
    void a_remote_is_a_link_without_credentials(String remote, String link) {
        assertThat(Git.withoutCredentials(remote)).contains(link);
    }

    @ParameterizedTest
    @CsvSource({"/srv/git/images.git", "file:///srv/git/images.git", "not an address", "//nas/share/images.git"})
    void a_remote_that_nobody_else_can_reach_is_left_out(String remote) {
        assertThat(Git.withoutCredentials(remote)).isEmpty();
    }
}
