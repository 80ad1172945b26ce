package ai.gpustack.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.build.BuildReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page in a real browser. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportPageIT {

    private static final String HOSTILE = "<script>window.ran = 1</script>\"'><img src=x onerror=\"window.ran = 1\">"
            + "</style></title></pre><a href=\"javascript:window.ran=1\">";

    private static Browser browser;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        browser = Browser.orSkip();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private Path written(BuildReport report) throws IOException {
        return Files.writeString(folder.resolve("report.html"), ReportPage.of(report));
    }

    private void open(BuildReport report) throws IOException {
        browser.open(written(report), 1400, 900, "light");
    }

    private static void filter(String words) {
        WebElement input = browser.element("#words");
        input.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
        input.sendKeys(words);
    }

    private static List<String> rows() {
        return browser.shown(".grid tbody tr th").stream()
                .map(WebElement::getText)
                .toList();
    }

    @Test
    void the_grid_has_a_row_for_each_image_and_a_cell_for_each_platform() throws IOException {
        open(SampleReports.release());

        assertThat(browser.shown(".grid thead th"))
                .map(WebElement::getText)
                .containsExactly("Image", "linux/amd64", "linux/arm64", "manifest", "promotion");
        assertThat(rows())
                .containsExactly(
                        "cann8.1-910b-vllm0.9.2",
                        "cuda12.8-vllm0.33.0",
                        "cpu12.15-llamacpp0.2.6",
                        "rocm6.4-sglang0.5.1",
                        "musa4.3-vllm0.9.2");
        List<WebElement> cells = browser.element(".grid tbody tr:nth-child(2)").findElements(By.tagName("td"));
        assertThat(cells.get(0).getText()).isEqualTo("built 4 min 13 s · 12.48 GB\ntest withheld");
        assertThat(cells.get(1).getText()).startsWith("failed 1 min 41 s\nstep: process");
        assertThat(cells.get(2).getText()).isEqualTo("withheld");
    }

    @Test
    void a_failure_shows_where_it_happened_its_last_lines_and_its_log() throws IOException {
        open(SampleReports.release());

        assertThat(browser.text("#failed-1"))
                .contains("cuda12.8-vllm0.33.0 linux/arm64 step")
                .contains("pack/cuda/Dockerfile:42")
                .contains("-Dtag=cuda12.8-vllm0.33.0-linux-arm64");
        assertThat(browser.text("#failed-1 pre"))
                .startsWith("Collecting vllm==0.33.0\n  Downloading vllm-0.33.0.tar.gz (14.2 MB)\n")
                .endsWith("ERROR: No matching distribution found for torch==2.9.0 (from `vllm`)");
        assertThat(browser.element("#failed-1 dl a").getDomAttribute("href"))
                .isEqualTo("./logs/gpustack/runner/cuda12.8-vllm0.33.0-linux-arm64.log");
        assertThat(browser.text("#missing-1")).contains("cpu12.15-llamacpp0.2.6", "farm-arm64");
    }

    @Test
    void words_and_states_narrow_what_is_shown_and_are_taken_back() throws IOException {
        open(SampleReports.release());
        assertThat(browser.text("#shown")).isEqualTo("5 images");

        filter("VLLM0.9 arm64");
        assertThat(rows()).containsExactly("cann8.1-910b-vllm0.9.2");
        assertThat(browser.text("#shown")).isEqualTo("1 of 5 images");
        assertThat(browser.shown("#failures")).isEmpty();

        filter("");
        browser.element("input[value=failed]").click();
        assertThat(rows()).containsExactly("cuda12.8-vllm0.33.0");
        assertThat(browser.shown(".failure")).hasSize(1);
        browser.element("input[value=not-started]").click();
        assertThat(rows()).containsExactly("cuda12.8-vllm0.33.0", "cpu12.15-llamacpp0.2.6");

        browser.element("input[value=failed]").click();
        browser.element("input[value=not-started]").click();
        assertThat(rows()).hasSize(5);
        filter("no such image");
        assertThat(rows()).isEmpty();
    }

    @Test
    void a_cell_leads_to_more_by_keyboard_and_what_is_folded_there_opens() throws IOException {
        open(SampleReports.release());
        assertThat(browser.countShown("#image-2 .layers")).isZero();

        WebElement name = browser.element(".grid tbody tr:nth-child(2) th a");
        name.sendKeys(Keys.ENTER);
        assertThat(browser.countShown("#image-2 .layers")).isEqualTo(1);
        assertThat(browser.text("#image-2 .layers")).contains("7.49 GB", "RUN <<EOF pip install");
        assertThat(browser.text("#image-2")).contains("503 Service Unavailable", "507 Insufficient Storage");

        name.sendKeys(Keys.TAB);
        assertThat(browser.focused().getText()).isEqualTo("built");
    }

    @Test
    void the_timeline_shows_attempts_and_waits_where_they_were() throws IOException {
        open(SampleReports.release());

        assertThat(browser.shown(".lane:not(.axis)")).hasSize(4);
        assertThat(browser.countShown(".lane svg.retried, .lane svg.wait, .lane svg.failed"))
                .isEqualTo(3);
        // The first attempt took 62.5 s of 591 s, then 20 s of waiting.
        double width = number("document.querySelector('.lane:not(.axis) > svg').getBoundingClientRect().width");
        double wait = number("document.querySelector('svg.wait rect').getBoundingClientRect().width");
        assertThat(wait / width).isBetween(19.0 / 591, 21.0 / 591);
        double from = number("document.querySelector('svg.wait rect').getBoundingClientRect().left"
                + " - document.querySelector('svg.wait').closest('.lane > svg').getBoundingClientRect().left");
        assertThat(from / width).isBetween(61.5 / 591, 63.5 / 591);
    }

    private static double number(String expression) {
        return ((Number) browser.run("return " + expression)).doubleValue();
    }

    @Test
    void dark_mode_has_other_colours_that_can_be_read() throws IOException {
        Path page = written(SampleReports.release());
        browser.open(page, 1400, 900, "light");
        String light = browser.style("body", "background-color");
        double lightContrast = contrast(".figures");
        browser.open(page, 1400, 900, "dark");

        assertThat(browser.style("body", "background-color")).isNotEqualTo(light);
        // WCAG 2.2, 1.4.3: 4.5 to 1
        assertThat(lightContrast).isGreaterThan(4.5);
        for (String selector : List.of("body", ".figures", ".grid .state", "[data-state=failed] .state", "dt", "a")) {
            assertThat(contrast(selector)).as(selector).isGreaterThan(4.5);
        }
    }

    /** The contrast of an element's text to what is behind it, by WCAG's formula. */
    private static double contrast(String selector) {
        return number("""
                (() => {
                  const rgb = (color) => color.match(/[\\d.]+/g).map(Number);
                  const light = (color) => rgb(color).slice(0, 3)
                    .map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
                    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                  const element = document.querySelector('SELECTOR');
                  let behind = element;
                  while (behind && rgb(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
                  const [a, b] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(light);
                  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                })()""".replace("SELECTOR", selector));
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 390, 768, 1400})
    void no_width_makes_the_page_wider_than_the_window(int width) throws IOException {
        for (BuildReport report :
                List.of(SampleReports.release(), SampleReports.of("x".repeat(500)), SampleReports.of(HOSTILE))) {
            browser.open(written(report), width, 844, "light");
            browser.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
            assertThat(number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
        }
    }

    @Test
    void on_a_phone_each_cell_says_its_platform() throws IOException {
        browser.open(written(SampleReports.release()), 390, 844, "light");

        assertThat(browser.run("return getComputedStyle(document.querySelector('.grid td'), '::before').content"))
                .isEqualTo("\"linux/amd64\"");
        assertThat(browser.element(".grid td").getAriaRole()).isEqualTo("cell");
        assertThat(browser.element(".grid tbody th").getAriaRole()).isEqualTo("rowheader");
    }

    @Test
    void a_printed_page_has_all_failures_and_no_filter() throws IOException {
        open(SampleReports.release());
        browser.run("document.querySelectorAll('.failure').forEach((d) => (d.open = false))");
        browser.asPrinted();

        assertThat(browser.shown("#filter")).isEmpty();
        assertThat(number("document.querySelector('#failed-1 pre').getBoundingClientRect().height"))
                .isGreaterThan(40);
    }

    @Test
    void nothing_is_asked_of_any_network_and_nobody_complains() throws IOException {
        browser.requests();
        browser.complaints();
        Path page = written(SampleReports.release());
        browser.open(page, 1400, 900, "light");
        filter("cuda");

        assertThat(browser.requests()).containsExactly(page.toUri().toString());
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void no_text_of_a_report_runs_or_becomes_an_element() throws IOException {
        browser.complaints();
        open(SampleReports.of(HOSTILE));

        assertThat(browser.run("return typeof window.ran")).isEqualTo("undefined");
        assertThat(number("document.querySelectorAll('script').length")).isEqualTo(1);
        assertThat(number("document.querySelectorAll('img').length")).isZero();
        assertThat(number("document.querySelectorAll('a[href^=\"javascript:\"]').length"))
                .isZero();
        assertThat(browser.text("#failed-1 pre")).isEqualTo(HOSTILE + "\n" + HOSTILE);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void the_policy_stops_what_would_get_past_the_escaping() throws IOException {
        String html = ReportPage.of(SampleReports.release());
        Path page = Files.writeString(
                folder.resolve("report.html"),
                html.replace("<main>", "<main><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"));
        browser.complaints();
        browser.open(page, 1400, 900, "light");

        assertThat(browser.run("return typeof window.ran")).isEqualTo("undefined");
        assertThat(browser.complaints()).anyMatch(line -> line.contains("Content Security Policy"));
    }

    @Test
    void a_thousand_platform_images_can_be_filtered() throws IOException {
        open(SampleReports.large(500, 20));
        assertThat(browser.countShown(".grid tbody tr")).isEqualTo(500);
        assertThat(browser.countShown(".grid td .state")).isEqualTo(1_000);

        filter("vllm0.499.");
        assertThat(browser.countShown(".grid tbody tr")).isEqualTo(1);
        filter("");
        browser.element("input[value=failed]").click();
        assertThat(browser.countShown(".grid tbody tr")).isEqualTo(20);
        assertThat(browser.countShown(".failure")).isEqualTo(20);
        assertThat(browser.text("#shown")).isEqualTo("20 of 500 images");
    }
}
