package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tradebars.bars.BarOptions;
import io.tradebars.sink.RedisOptions;
import java.io.File;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The chart beside the real job, in the machine's own Chromium. */
class ChartPageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long MINUTE = JobBench.MINUTE;
    private static final String HOSTILE = "<img src=x onerror=document.title='owned'>\uD83D\uDE80";

    /** The exact texts of the bar that the legend shows. */
    private static final String LEGEND =
            "return [...document.querySelectorAll('#values dd')].map(d => d.textContent).join(' ')";

    private static final String STATE = "return document.getElementById('state').dataset.state";

    @TempDir
    private static Path folder;

    private static EmbeddedRedis redis;
    private static JobBench bench;
    private static LocalFlink job;
    private static Chart chart;
    private static ChromeDriver browser;

    @BeforeAll
    static void start() throws Exception {
        Optional<File> chromium = onPath("chromium", "chromium-browser", "google-chrome");
        Optional<File> driver = onPath("chromedriver");
        assumeTrue(
                chromium.isPresent() && driver.isPresent(),
                "no chromium and chromedriver on the PATH: the chart page is not tested (Debian: apt-get install chromium chromium-driver)");
        redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
        bench = new JobBench(folder, 1);
        bench.options.set(RedisOptions.URL, redis.url());
        bench.options.set(BarOptions.UPDATE_INTERVAL, Duration.ofMillis(500));
        bench.options.set(LocalOptions.CHART_REFRESH, Duration.ofMillis(200));
        SeenBars seen = new SeenBars(1_440);
        job = bench.startJob(false, seen);
        chart = Chart.besideJob(
                ChartSettings.of(bench.settings().sink(), bench.settings().bars(), bench.options),
                seen,
                bench.settings().kafka(),
                bench.settings().deadLetterTopic());
        browser = browser(chromium.get(), driver.get());
    }

    private static ChromeDriver browser(File chromium, File driver) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium);
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1440,860");
        options.setCapability("goog:loggingPrefs", logs);
        return new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(driver).build(), options);
    }

    private static Optional<File> onPath(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.quit();
        }
        for (AutoCloseable part : new AutoCloseable[] {chart, job, bench, redis}) {
            if (part != null) {
                part.close();
            }
        }
    }

    /** In every test. */
    @AfterEach
    void theConsoleHasNoError() {
        List<String> errors = new ArrayList<>();
        for (LogEntry entry : browser.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                errors.add(entry.getMessage());
            }
        }
        assertThat(errors).isEmpty();
    }

    private static void send(String symbol, String price, long time) throws Exception {
        String trade = "{\"symbol\":\"" + symbol + "\",\"price\":" + price + ",\"size\":1,\"timestamp\":" + time + "}";
        bench.send(new ProducerRecord<>(JobBench.TOPIC, 0, null, trade.getBytes(StandardCharsets.UTF_8)));
    }

    private static long now() {
        return System.currentTimeMillis() / MINUTE * MINUTE;
    }

    private static void look(String symbol) {
        browser.get(chart.url());
        browser.executeScript(
                "localStorage.setItem('tradebars.series', JSON.stringify({interval:'1m', symbol:arguments[0], venue:null}))",
                symbol);
        browser.get(chart.url());
    }

    private static void awaitText(String script, String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(String.valueOf(browser.executeScript(script)))
                .contains(text));
    }

    @Test
    void aTradeAppearsAsACandleWithItsExactPrice() throws Exception {
        send("EXACT", "61837.630000000000000001", now());

        look("EXACT");

        awaitText(LEGEND, "61837.630000000000000001 61837.630000000000000001");
        awaitText(STATE, "live");
        awaitText("return document.getElementById('panel').textContent", "TLS handshakes");
    }

    @Test
    void aLateTradeChangesItsCandleAndIsListed() throws Exception {
        long minute = now() - 3 * MINUTE;
        send("LATE", "10", minute);
        send("LATE", "20", minute + MINUTE + 30_000);
        look("LATE");
        awaitText("return [...document.querySelectorAll('#values dd')].length", "8");
        await().atMost(PATIENCE).until(() -> {
            Map<String, String> bars = JobBench.strings(redis.port());
            String bar = bars.get(JobBench.key("LATE", minute));
            return bar != null && !bar.contains("\"x\"");
        });
        awaitText(LEGEND, "20 20 20 20");

        send("LATE", "12.5", minute + 1_000);

        awaitText("return document.getElementById('late').textContent", "C 10 → 12.5");
    }

    @Test
    void redisGoesAndComesBackAndThePageSaysSo() throws Exception {
        send("OUTAGE", "5", now());
        look("OUTAGE");
        awaitText(LEGEND, "5 5 5 5");

        redis.stop();
        awaitText(STATE, "down");
        awaitText("return document.getElementById('notice').textContent", "Redis does not answer since");

        redis.start();
        awaitText(STATE, "live");
        send("OUTAGE", "7", now() + 1);
        awaitText(LEGEND, "7");
    }

    @Test
    void aHostileSymbolIsTextAndNothingElse() throws Exception {
        send(HOSTILE, "3", now());
        send("L".repeat(10_000), "4", now());

        look(HOSTILE);
        awaitText(LEGEND, "3 3 3 3");
        assertThat(browser.getTitle()).startsWith("3 <img src=x");
        assertThat((Long) browser.executeScript("return document.querySelectorAll('img').length"))
                .as("images: the page's own")
                .isEqualTo(1);
        look("L".repeat(10_000));
        awaitText(LEGEND, "4 4 4 4");
    }

    @Test
    void deadLettersAreShownWithTheirReasonAndTheRawRecord() throws Exception {
        bench.send(new ProducerRecord<>(JobBench.TOPIC, 0, null, "<b>junk</b>".getBytes(StandardCharsets.UTF_8)));

        look("EXACT");
        awaitText("return document.querySelectorAll('#letters button').length", "1");
        browser.executeScript("document.querySelector('#letters button').click()");
        awaitText("return document.getElementById('sheet-body').textContent", "<b>junk</b>");
        browser.executeScript("document.getElementById('sheet').close()");
    }

    @Test
    void axeFindsNothing() throws Exception {
        send("AXE", "1.5", now());
        look("AXE");
        awaitText(LEGEND, "1.5");
        String axe;
        try (InputStream in = ChartPageIT.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        browser.executeScript(axe);

        Object violations = browser.executeAsyncScript("const done = arguments[0]; axe.run().then(r =>"
                + " done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' '))))");

        assertThat((List<?>) violations).isEmpty();
    }

    @Test
    void itAllowsNothingInlineAndAnswersToNamesOfThisMachineOnly() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<String> page = client.send(
                HttpRequest.newBuilder(URI.create(chart.url())).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        try (Socket socket = new Socket("127.0.0.1", URI.create(chart.url()).getPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403");
        }
    }
}
