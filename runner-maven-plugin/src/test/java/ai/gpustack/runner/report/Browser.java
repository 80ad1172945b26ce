package ai.gpustack.runner.report;

import ai.gpustack.runner.it.Need;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium of this machine, and what it saw. */
final class Browser implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** The browser; without one the test is skipped, as {@link Need} says. */
    static Browser orSkip() {
        Optional<Path> browser =
                Stream.of("chromium", "google-chrome").flatMap(Browser::onPath).findFirst();
        Optional<Path> chromedriver = onPath("chromedriver").findFirst();
        if (browser.isEmpty() || chromedriver.isEmpty()) {
            throw Need.ENGINE.missing("needs Chromium and chromedriver: 'dev/browser' makes sure of them");
        }
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        var options = new ChromeOptions();
        options.setBinary(browser.get().toFile());
        // The sandbox refuses to work for root, who runs tests in containers; the page is our own.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.get().toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Stream<Path> onPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable);
    }

    /** Opens a page in a window of this size. */
    void open(Path page, int width, int height, String colorScheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "media",
                        "screen",
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
        driver.get(page.toUri().toString());
    }

    /** Shows the page as a printer would get it. */
    void asPrinted() {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
    }

    WebElement element(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** The elements of a selector that can be seen. */
    List<WebElement> shown(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .filter(WebElement::isDisplayed)
                .toList();
    }

    /** How many elements of a selector can be seen, found in one go: asking each of a thousand takes a while. */
    long countShown(String selector) {
        return (Long) run(
                "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).length",
                selector);
    }

    String text(String selector) {
        return element(selector).getText();
    }

    String style(String selector, String property) {
        return element(selector).getCssValue(property);
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Where the keyboard is. */
    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** What the page or the browser complained about since it was last asked. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The addresses that were asked for since it was last asked, {@code data:} ones left out. */
    List<String> requests() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> JSON.readTree(entry.getMessage()).path("message"))
                .filter(message -> message.path("method").asString().equals("Network.requestWillBeSent"))
                .map(message -> message.at("/params/request/url"))
                .map(JsonNode::asString)
                .filter(url -> !url.startsWith("data:"))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
