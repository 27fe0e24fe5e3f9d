package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The machine's own Chromium, with the chart page in it. */
final class ChartBrowser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The exact texts of the bar that the legend shows. */
    static final String LEGEND =
            "return [...document.querySelectorAll('#values dd')].map(d => d.textContent).join(' ')";

    static final String STATE = "return document.getElementById('state').dataset.state";

    /** Held here, or the level that it is given would be forgotten. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    private ChartBrowser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Skips the tests where there is none. */
    static ChartBrowser start() {
        Optional<File> chromium = onPath("chromium", "chromium-browser", "google-chrome");
        Optional<File> chromedriver = onPath("chromedriver");
        assumeTrue(
                chromium.isPresent() && chromedriver.isPresent(),
                "no chromium and chromedriver on the PATH: the chart page is not tested (Debian: apt-get install chromium chromium-driver)");
        // It warns of a browser that is newer than itself, of whose inner workings no test asks.
        SELENIUM.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.get());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1440,860");
        options.setCapability("goog:loggingPrefs", logs);
        return new ChartBrowser(new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver.get())
                        .build(),
                options));
    }

    private static Optional<File> onPath(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
    }

    /** Opens the page of that address on a symbol's minutes, in the theme {@code light} or {@code dark}. */
    void look(String url, String symbol, String theme) {
        driver.get(url);
        run(
                "localStorage.setItem('tradebars.series', JSON.stringify({interval:'1m', symbol:arguments[0], venue:null}));"
                        + "localStorage.setItem('tradebars.theme', arguments[1])",
                symbol,
                theme);
        driver.get(url);
    }

    ChromeDriver driver() {
        return driver;
    }

    WebElement element(String id) {
        return driver.findElement(By.id(id));
    }

    /** What a script returns. */
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    void awaitText(String script, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(String.valueOf(run(script))).contains(text));
    }

    /** Lets the page be so wide and high, as on another screen. */
    void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    /** What axe has against the page as it is now, a line each. */
    List<?> axeViolations() throws Exception {
        try (InputStream in = ChartBrowser.class.getResourceAsStream("/axe.min.js")) {
            run(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<?>) driver.executeAsyncScript("const done = arguments[0]; axe.run().then(r =>"
                + " done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' '))))");
    }

    /** Warnings and errors of the console since the last call. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                complaints.add(entry.getMessage());
            }
        }
        return complaints;
    }

    @Override
    public void close() {
        driver.quit();
    }
}
