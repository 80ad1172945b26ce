package ai.gpustack.runner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NeedTest {

    /** Each need as {@code line kind id}, with an exclamation mark where the step fails without it. */
    private static List<String> needs(String... lines) {
        Dockerfile file = Dockerfile.parse("Dockerfile", String.join("\n", lines) + "\n");
        return Need.of(file.closure("app", file.values(Map.of())).orElseThrow()).stream()
                .map(need -> need.at().line() + " " + need.kind() + " "
                        + need.id().orElse("?") + (need.required() ? "!" : ""))
                .toList();
    }

    @Test
    void a_mounted_secret_is_optional_unless_it_is_required() {
        assertThat(needs(
                        "FROM debian AS app",
                        "RUN --mount=type=secret,id=a --mount=type=secret,id=b,required x",
                        "RUN --mount=type=secret,id=c,required=true x",
                        "RUN --mount=type=secret,id=d,required=0 x",
                        "RUN --mount=type=cache,target=/c --mount=type=bind,source=f,target=/f x"))
                .containsExactly("2 SECRET a", "2 SECRET b!", "3 SECRET c!", "4 SECRET d");
    }

    @Test
    void a_secret_without_an_id_is_called_like_its_source_or_its_file() {
        assertThat(needs(
                        "FROM debian AS app",
                        "RUN --mount=type=secret,target=/root/.netrc x",
                        "RUN --mount=type=secret,src=s,dst=/etc/pip.conf x",
                        "RUN --mount=TYPE=Secret,destination=token x"))
                .containsExactly("2 SECRET .netrc", "3 SECRET s", "4 SECRET token");
    }

    @Test
    void an_ssh_mount_without_an_id_means_the_default_agent() {
        assertThat(needs("FROM debian AS app", "RUN --mount=type=ssh x", "RUN --mount=type=ssh,id=git,required=true x"))
                .containsExactly("2 SSH default", "3 SSH git!");
    }

    @Test
    void the_hosts_network_and_an_insecure_step_want_leave() {
        assertThat(needs(
                        "FROM debian AS app",
                        "RUN --network=host x",
                        "RUN --network=none --security=insecure x",
                        "RUN --security=sandbox x"))
                .containsExactly("2 ENTITLEMENT network.host!", "3 ENTITLEMENT security.insecure!");
    }

    @Test
    void only_the_stages_that_the_target_needs_count_and_what_they_defer_counts_where_it_runs() {
        assertThat(needs(
                        "FROM debian AS other",
                        "RUN --mount=type=secret,id=other x",
                        "FROM debian AS tools",
                        "RUN --mount=type=secret,id=tools x",
                        "FROM debian AS parent",
                        "ONBUILD RUN --mount=type=secret,id=deferred x",
                        "FROM parent AS app",
                        "COPY --from=tools / /"))
                .containsExactly("4 SECRET tools", "6 SECRET deferred");
    }

    @Test
    void arguments_are_expanded_and_an_id_that_only_the_base_image_knows_is_untold() {
        assertThat(needs(
                        "FROM debian AS app",
                        "ARG WHO=me",
                        "RUN --mount=type=secret,id=token-${WHO} x",
                        "RUN --mount=type=secret,id=token-${SET_BY_DEBIAN} x"))
                .containsExactly("3 SECRET token-me", "4 SECRET ?");
    }
}
