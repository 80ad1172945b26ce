package ai.gpustack.runner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class IgnoreFileTest {

    private static boolean ignores(String patterns, String path) {
        IgnoreFile file = IgnoreFile.parse(patterns.replace(' ', '\n'), ".dockerignore", ".dockerignore");
        assertThat(file.problems()).isEmpty();
        return file.patterns().match(path).matched();
    }

    @ParameterizedTest
    @CsvSource({
        "foo,              foo,       true",
        "foo,              foo/bar/x, true",
        "foo,              a/foo,     false",
        "/foo,             foo,       true",
        "./foo/,           foo,       true",
        "a/../foo,         foo,       true",
        "*,                foo/bar,   true",
        "*.txt,            a.txt,     true",
        "*.txt,            d/a.txt,   false",
        "*/*.txt,          d/a.txt,   true",
        "**/*.txt,         a.txt,     true",
        "**/*.txt,         d/e/a.txt, true",
        "**/foo,           a/b/foo,   true",
        "**/foo,           xfoo,      false",
        "**foo,            a/xfoo,    true",
        "foo/**,           foo/a/b,   true",
        "foo/**,           foo,       false",
        "a/**/b,           a/b,       true",
        "a/**/b,           a/x/y/b,   true",
        "fo?,              foo,       true",
        "fo?,              fo/,       false",
        "[a-c]x,           bx,        true",
        "[^a-c]x,          bx,        false",
        "\\*,              *,         true",
        "\\*,              a,         false",
        "a.b,              axb,       false",
        "foo !foo/keep,    foo/keep,  false",
        "foo !foo/keep,    foo/drop,  true",
        "!foo foo,         foo,       true",
        "* !*.md *secret.md, a.md,    false",
        "* !*.md *secret.md, secret.md, true",
        "**/*.log !keep.log, a/keep.log, true",
        "#foo,             #foo,      false",
        ".,                foo,       false"
    })
    void patterns_mean_what_they_mean_to_Docker(String patterns, String path, boolean ignored) {
        assertThat(ignores(patterns, path)).isEqualTo(ignored);
    }

    @Test
    void a_malformed_pattern_is_reported_with_its_line_and_the_others_count() {
        IgnoreFile file = IgnoreFile.parse("ok\n[a-\n!\n", ".dockerignore", "pack/cuda/.dockerignore");
        assertThat(file.problems())
                .extracting(problem -> problem.at().toString())
                .containsExactly("pack/cuda/.dockerignore:2:1", "pack/cuda/.dockerignore:3:1");
        assertThat(file.patterns().match("ok").matched()).isTrue();
    }

    @Test
    void a_pattern_with_many_stars_is_matched_at_once() {
        String path = "a".repeat(200);
        assertThat(ignores("*a".repeat(60) + "b", path)).isFalse();
        assertThat(ignores("**/".repeat(60) + "b", path)).isFalse();
    }
}
