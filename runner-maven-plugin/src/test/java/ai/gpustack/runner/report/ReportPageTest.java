package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.BuildReport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be seen without a browser; {@link ReportPageIT} has one. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportPageTest {

    private static final Pattern TAG =
            Pattern.compile("<(/?[a-zA-Z!][a-zA-Z0-9]*)((?:\\s+[^\\s=>\"]+(?:=\"[^\"]*\")?)*)\\s*>");

    private static final Pattern HREF = Pattern.compile(" href=\"([^\"]*)\"");

    private static String element(String name, String html) {
        Matcher matcher = Pattern.compile("<" + name + ">(.*?)</" + name + ">", Pattern.DOTALL)
                .matcher(html);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String sha256(String text) throws Exception {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> tags(String html) {
        return TAG.matcher(html).results().map(tag -> tag.group(1)).toList();
    }

    @Test
    void the_policy_allows_exactly_the_style_and_the_script_that_are_in_the_page() throws Exception {
        String html = ReportPage.of(SampleReports.release());

        assertThat(html.replace("&#39;", "'"))
                .contains("style-src 'sha256-" + sha256(element("style", html)) + "'")
                .contains("script-src 'sha256-" + sha256(element("script", html)) + "'")
                .contains("default-src 'none'")
                .doesNotContain(" style=");
    }

    @Test
    void the_same_report_gives_the_same_bytes() {
        assertThat(ReportPage.of(SampleReports.release())).isEqualTo(ReportPage.of(SampleReports.release()));
    }

    @Test
    void a_report_of_nothing_is_a_page() {
        assertThat(ReportPage.of(BuildReport.EMPTY))
                .contains("0 platform images")
                .endsWith("</html>\n");
    }

    static Stream<String> texts() {
        return OddTexts.all();
    }

    /** Whatever is in a report, the page consists of the same elements. */
    @ParameterizedTest
    @MethodSource("texts")
    void no_text_becomes_an_element(String text) {
        List<String> plain = tags(ReportPage.of(SampleReports.of("plain")));

        assertThat(plain).hasSizeGreaterThan(100);
        assertThat(tags(ReportPage.of(SampleReports.of("x" + text + "x"))).stream()
                        .filter(tag -> !List.of("a", "/a").contains(tag)))
                .containsExactlyElementsOf(plain.stream()
                        .filter(tag -> !List.of("a", "/a").contains(tag))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("texts")
    void every_link_stays_beside_the_page(String text) {
        String html = ReportPage.of(SampleReports.of(text));

        assertThat(HREF.matcher(html).results().map(href -> href.group(1)).distinct())
                .allMatch(href -> href.startsWith("#") || href.startsWith("./") || href.equals("data:,"));
    }
}
