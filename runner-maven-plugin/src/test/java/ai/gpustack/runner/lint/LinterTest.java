package ai.gpustack.runner.lint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LinterTest {

    private static final String FILE = "pack/cuda/Dockerfile";

    private static List<Finding> lint(String text, Optional<List<Finding>> checks) {
        var subject = new Subject(Dockerfile.parse(FILE, text), "cuda", List.of("vllm", "sglang"));
        return Linter.findings(List.of(subject), List.of(), checks);
    }

    private static List<Finding> lint(String text) {
        return lint(text, Optional.empty());
    }

    /** Where a rule is broken, silenced or not: {@code line} or {@code line silenced}. */
    private static List<String> lines(String rule, String text) {
        return lint(text).stream()
                .filter(finding -> finding.rule().id().equals(rule))
                .map(finding ->
                        finding.problem().at().line() + (finding.silenced().isPresent() ? " silenced" : ""))
                .toList();
    }

    private static Finding buildKit(String name, int line) {
        return new Finding(
                RuleDescription.ofBuildKit(name, "A rule", ""),
                Problem.warning(new Location(FILE, line, 0), "a finding", ""),
                Optional.empty());
    }

    // the header

    @ParameterizedTest
    @ValueSource(strings = {"# 1. a", "# 1) a", "# Step 1: a", "# - step 2. a"})
    void a_step_begins_with_its_number(String line) {
        assertThat(lines("RUN001", line + "\nFROM a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FROM a", "# says hello\nFROM a", "# 12.15 is Debian\nFROM a", "FROM a\n# 1. too late"})
    void a_header_without_a_step_tells_no_logic(String text) {
        assertThat(lines("RUN001", text)).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"- A: REQUIRED.", "- `A` is REQUIRED", "A, B: OPTIONAL.", "* B and A: OPTIONAL", "1. A REQUIRED"
            })
    void an_argument_is_described_where_a_line_of_the_header_begins_with_it(String line) {
        String text = "# " + line + "\n\nARG A=1\nFROM $A";

        assertThat(lines("RUN002", text.replace("A=1", "A=1 B=2"))).hasSize(line.contains("B") ? 0 : 1);
        assertThat(lines("RUN003", text)).isEmpty();
    }

    @Test
    void an_argument_that_another_ones_description_speaks_of_is_not_described() {
        String text = """
                # - A: REQUIRED. B is for others.
                # - C is what B needs: OPTIONAL
                ARG A=1
                ARG B=1
                FROM a
                """;

        assertThat(lines("RUN002", text)).containsExactly("4");
        assertThat(lines("RUN003", text)).containsExactly("4");
    }

    @Test
    void a_description_goes_on_until_the_next_one() {
        String text = """
                # - A: the first,
                #   and it is REQUIRED.
                # - B: the second.
                #
                #   This is OPTIONAL.
                #
                ARG A=1
                ARG B=1
                FROM a
                """;

        assertThat(lines("RUN003", text)).containsExactly("8");
    }

    @Test
    void the_comment_line_above_and_the_one_behind_mark_an_argument_too() {
        String text = """
                # 1. nothing
                #

                # the first one. REQUIRED
                ARG A=1
                # B is the second. OPTIONAL
                ARG B=1
                ARG C=1 # REQUIRED
                # says nothing
                ARG D=1
                FROM a
                """;

        assertThat(lines("RUN003", text)).containsExactly("10");
        assertThat(lines("RUN006", text)).containsExactly("8");
    }

    @Test
    void an_argument_that_is_marked_both_ways_is_found() {
        assertThat(lint("# - A: REQUIRED.\n#\n# A is this. OPTIONAL\nARG A=1\nFROM a"))
                .anySatisfy(finding -> assertThat(finding.toString())
                        .startsWith(FILE + ":4:5: warning: A is marked both REQUIRED and OPTIONAL;"));
    }

    // arguments

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ARG A\nFROM $A",
                "ARG A\nFROM ${A:-x}",
                "ARG A\nARG B\nFROM ${B:-$A}$B",
                "ARG A\nFROM --platform=$A x",
                "ARG A\nARG B=${A}\nFROM $B",
                "ARG A\nFROM x\nARG A",
                "ARG A\nFROM x\nONBUILD ARG A=1",
            })
    void an_argument_is_used_by_a_base_a_platform_a_default_or_a_stage(String text) {
        assertThat(lines("RUN004", text)).isEmpty();
        assertThat(lines("RUN004", "# A: (PLACEHOLDER)\n" + text)).containsExactly("2");
    }

    @Test
    void an_argument_that_a_command_names_without_a_declaration_is_not_used() {
        assertThat(lines("RUN004", "ARG A\nFROM x\nRUN echo $A")).containsExactly("1");
        assertThat(lines("RUN004", "# A: REQUIRED (PLACEHOLDER)\nARG A\nFROM x\nRUN echo $A"))
                .isEmpty();
    }

    @Test
    void platform_arguments_are_nobodys_to_describe() {
        assertThat(lint("# 1. a\nARG TARGETARCH\nFROM a-$TARGETARCH")).isEmpty();
    }

    @Test
    void arguments_are_in_the_order_common_backend_services() {
        String text = """
                ARG PYTHON_VERSION
                ARG CUDA_VERSION
                ARG VLLM_VERSION
                ARG CUDA_ARCHS
                ARG SGLANG_VERSION
                ARG LATE
                ARG IMAGE=${VLLM_VERSION}-x
                FROM a
                """;

        assertThat(lines("RUN005", text)).containsExactly("4", "6");
    }

    @Test
    void a_comment_behind_several_arguments_is_found_once_and_in_stages_too() {
        assertThat(lines("RUN006", "ARG A=1 B=2 # both\nFROM a\nARG A # again")).containsExactly("1", "3");
    }

    @Test
    void a_comment_behind_an_argument_that_sets_another_is_the_parsers_to_report() {
        assertThat(lines("RUN006", "ARG A=1 # B=2\nFROM a")).isEmpty();
    }

    // stages

    @Test
    void the_shell_of_a_stage_that_it_is_based_on_counts() {
        String text = """
                ARG BASE=runtime
                FROM a AS runtime
                SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
                FROM ${BASE} AS vllm
                RUN make
                FROM vllm AS sglang
                SHELL ["/bin/sh", "-c"]
                RUN make
                FROM a AS other
                RUN make
                """;

        assertThat(lines("RUN008", text)).containsExactly("7", "9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]",
                "[\"bash\", \"-euxo\", \"pipefail\", \"-c\"]",
                "[\"/usr/bin/bash\", \"-e\", \"-o\", \"pipefail\", \"-c\"]",
                "[\"/bin/bash\", \"-o\", \"errexit\", \"-o\", \"pipefail\", \"-c\"]",
            })
    void a_shell_may_say_the_same_in_other_words(String shell) {
        assertThat(lines("RUN008", "FROM a\nSHELL " + shell + "\nRUN make")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"/bin/sh\", \"-ec\"]",
                "[\"/bin/bash\", \"-c\"]",
                "[\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]",
                "[\"/bin/bash\", \"-ec\"]",
                "[\"/bin/zsh\", \"-eo\", \"pipefail\", \"-c\"]",
            })
    void a_shell_that_is_not_bash_or_goes_on_after_a_failure_is_found(String shell) {
        assertThat(lines("RUN008", "FROM a\nSHELL " + shell + "\nRUN make")).containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUN [\"make\"]", "RUN <<EOT\n#!/usr/bin/python3\na\nb\nEOT", "COPY a b", "ENV A=1"})
    void a_stage_that_runs_nothing_in_a_shell_needs_none(String instruction) {
        String text = "FROM a\n" + instruction;

        assertThat(lines("RUN008", text)).isEmpty();
        assertThat(lines("RUN009", text)).isEmpty();
    }

    @Test
    void a_shell_counts_only_for_what_stands_below_it() {
        assertThat(lines("RUN008", "FROM a\nRUN make\nSHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]"))
                .containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\n\n# why\nb", "a\nset -e\nb", "a; b\nc"})
    void a_heredoc_whose_commands_may_fail_is_an_error(String script) {
        assertThat(lines("RUN009", "FROM a\nRUN <<EOT\n" + script + "\nEOT")).containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "set -e\na\nb", "# why\nset -eux\na\nb", "set -o errexit\na", "a \\\n  -b \\\n  -c"})
    void a_heredoc_of_one_command_or_that_ends_by_itself_is_none(String script) {
        assertThat(lines("RUN009", "FROM a\nRUN <<EOT\n" + script + "\nEOT")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUN cat <<EOT >/x\na\nb\nEOT", "RUN python3 <<EOT\na\nb\nEOT", "COPY <<EOT /x\na\nb\nEOT"})
    void a_heredoc_that_a_command_reads_is_no_script(String text) {
        assertThat(lines("RUN009", "FROM a\n" + text)).isEmpty();
    }

    @Test
    void target_arguments_of_a_stage_that_it_is_based_on_count() {
        String text = """
                FROM a AS runtime
                ARG TARGETPLATFORM TARGETOS
                ARG TARGETARCH=amd64
                FROM runtime AS vllm
                RUN ["make"]
                FROM a AS sglang
                ARG TARGETARCH
                RUN make
                """;

        assertThat(lint(text))
                .filteredOn(finding -> finding.rule().id().equals("RUN010"))
                .map(finding -> finding.problem().what())
                .containsExactly("stage 'sglang' runs commands, and doesn't declare TARGETPLATFORM, TARGETOS");
    }

    @Test
    void stages_are_runtime_then_services() {
        assertThat(lines("RUN007", "FROM a AS runtime\nFROM a AS helper\nFROM a AS vllm"))
                .isEmpty();
        assertThat(lines("RUN007", "FROM a AS vllm\nFROM a AS runtime\nFROM a AS sglang"))
                .containsExactly("1");
        assertThat(lines("RUN007", "FROM a AS base\nFROM a AS vllm\nFROM a AS sglang"))
                .containsExactly("2");
    }

    @Test
    void only_the_stages_of_services_need_an_end() {
        String text = """
                FROM a AS runtime
                FROM runtime AS vllm
                WORKDIR /src
                COPY a b
                WORKDIR "/"
                ENTRYPOINT ["tini", "--"]
                CMD ["vllm"]
                FROM runtime AS sglang
                ENTRYPOINT tini --
                WORKDIR /
                COPY a b
                """;

        assertThat(lines("RUN012", text)).containsExactly("10");
        assertThat(lines("RUN013", text)).containsExactly("9");
    }

    // silencing

    @Test
    void a_comment_silences_its_rules_on_the_instruction_below_it_alone() {
        String text = """
                FROM a
                SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
                # lint: ignore RUN011 because it is the vendor's line
                RUN a && b
                RUN a && b
                """;

        assertThat(lines("RUN011", text)).containsExactly("4 silenced", "5");
        assertThat(lint(text))
                .filteredOn(finding -> finding.silenced().isPresent())
                .singleElement()
                .satisfies(finding -> assertThat(finding.silenced()).contains("it is the vendor's line"))
                .satisfies(finding -> assertThat(finding.isError()).isFalse());
    }

    @Test
    void a_comment_silences_several_rules_for_one_reason() {
        String text = "FROM a AS runtime\n# lint: ignore RUN012, RUN013 because it is a tool\nFROM a AS vllm";

        assertThat(lines("RUN012", text)).containsExactly("3 silenced");
        assertThat(lines("RUN013", text)).containsExactly("3 silenced");
        assertThat(lines("RUN903", text)).isEmpty();
    }

    @Test
    void an_error_of_the_convention_can_be_silenced_and_then_fails_nothing() {
        String text = "FROM a\n# lint: ignore RUN009 because both may fail\nRUN <<EOT\na\nb\nEOT";

        assertThat(lines("RUN009", text)).containsExactly("3 silenced");
        assertThat(lint(text)).noneMatch(Finding::isError);
    }

    @Test
    void a_comment_at_the_top_silences_what_is_said_of_the_file() {
        assertThat(lines("RUN001", "# lint: ignore RUN001 because it is one line\nFROM a"))
                .containsExactly("1 silenced");
        assertThat(lines("RUN001", "# Says hello.\n# lint: ignore RUN001 because it is one line\n\nFROM a"))
                .containsExactly("1 silenced");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lint: ignore RUN011",
                "lint: ignore RUN011 because",
                "lint: ignore because it is so",
                "lint: disable RUN011 because it is so",
                "lint:",
            })
    void a_comment_without_rule_or_reason_silences_nothing_and_is_an_error(String comment) {
        String text = "FROM a\n# " + comment + "\nRUN a && b";

        assertThat(lines("RUN901", text)).containsExactly("2");
        assertThat(lines("RUN011", text)).containsExactly("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUN999", "RUN104", "RUN201", "RUN901", "run011", "DL3008", "BuildKit:"})
    void what_is_no_rule_or_breaks_the_build_can_not_be_silenced(String id) {
        String text = "FROM a\n# lint: ignore RUN011, " + id + " because it is so\nRUN a && b";

        assertThat(lines("RUN902", text)).containsExactly("2");
        assertThat(lines("RUN011", text)).containsExactly("3 silenced");
    }

    @Test
    void a_comment_that_silences_nothing_is_a_warning() {
        String text = "FROM a\n# lint: ignore RUN011 because it was a chain\nRUN a";

        assertThat(lines("RUN903", text)).containsExactly("2");
        assertThat(lint(text)).noneMatch(Finding::isError);
    }

    @Test
    void a_rule_of_buildkits_is_silenced_and_silencing_it_is_useless_only_if_it_was_checked() {
        String text = "FROM a\n# lint: ignore BuildKit:WorkdirRelativePath because the base has one\nWORKDIR a";

        assertThat(lint(text)).noneMatch(finding -> finding.rule().id().equals("RUN903"));
        assertThat(lint(text, Optional.of(List.of())))
                .anyMatch(finding -> finding.rule().id().equals("RUN903"));
        assertThat(lint(text, Optional.of(List.of(buildKit("WorkdirRelativePath", 3)))))
                .anyMatch(finding -> finding.silenced().isPresent())
                .noneMatch(finding -> finding.rule().id().equals("RUN903"));
    }

    @Test
    void what_buildkit_can_not_build_can_not_be_silenced() {
        var error = new Finding(
                RuleDescription.ofBuildKitErrors(),
                Problem.error(new Location(FILE, 2, 0), "no such image", ""),
                Optional.empty());

        assertThat(lint("# lint: ignore BuildKit:Error because it is so\nFROM a", Optional.of(List.of(error))))
                .anyMatch(Finding::isError);
    }

    // together

    @Test
    void findings_are_in_the_order_of_lines_and_those_of_other_files_come_first() {
        var subject =
                new Subject(Dockerfile.parse(FILE, "# 1. a\nFROM a AS vllm\nRUN a && b\n"), "cuda", List.of("vllm"));
        var elsewhere = Problem.error(new Location("matrix.yml", 7, 1), "elsewhere", "");
        var here = Problem.error(new Location(FILE, 3, 0), "here", "");

        assertThat(Linter.findings(List.of(subject), List.of(here, elsewhere, elsewhere), Optional.empty()))
                .map(finding -> finding.rule().id() + " " + finding.problem().at())
                .containsExactly(
                        "RUN101 matrix.yml:7:1",
                        "RUN007 " + FILE + ":2:1",
                        "RUN008 " + FILE + ":2:1",
                        "RUN010 " + FILE + ":2:1",
                        "RUN012 " + FILE + ":2:1",
                        "RUN013 " + FILE + ":2:1",
                        "RUN101 " + FILE + ":3",
                        "RUN011 " + FILE + ":3:1");
    }

    @Test
    void nothing_that_can_be_written_makes_the_linter_throw() {
        for (String text : List.of(
                "",
                "#",
                "# lint:",
                "FROM",
                "FROM a AS",
                "ARG\nFROM a\nSHELL []\nRUN",
                "RUN <<EOT",
                "ARG =\nFROM $",
                "FROM ${x",
                "FROM a AS vllm\nFROM vllm AS vllm\nRUN a\nENTRYPOINT\nWORKDIR",
                "ONBUILD\nFROM a\nONBUILD ARG")) {
            assertThat(lint(text)).isNotNull();
        }
    }

    @Test
    void a_character_that_is_left_out_anywhere_makes_nothing_throw() throws IOException {
        String bad = Files.readString(Path.of("src/test/resources/lint/bad.Dockerfile"));
        for (int i = 0; i < bad.length(); i++) {
            assertThat(lint(bad.substring(0, i) + bad.substring(i + 1))).isNotEmpty();
            assertThat(lint(bad.substring(0, i) + "(" + bad.substring(i))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"# %s: REQUIRED", "# lint: ignore %s because", "# lint: ignore %s because x", "ARG CUDA_A=%s"})
    void a_line_of_any_length_is_read(String line) {
        String list = "A,".repeat(30_000) + "A";

        assertThat(lint("ARG A\n" + line.formatted(list) + "\nARG A\nFROM a")).isNotEmpty();
    }
}
