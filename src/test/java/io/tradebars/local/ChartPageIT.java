package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tradebars.bars.BarOptions;
import io.tradebars.sink.RedisOptions;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart beside the real job, in the machine's own Chromium. */
class ChartPageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long MINUTE = JobBench.MINUTE;
    private static final String HOSTILE = "<img src=x onerror=document.title='owned'>\uD83D\uDE80";

    @TempDir
    private static Path folder;

    private static EmbeddedRedis redis;
    private static JobBench bench;
    private static LocalFlink job;
    private static Chart chart;
    private static ChartBrowser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = ChartBrowser.start();
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
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {browser, chart, job, bench, redis}) {
            if (part != null) {
                part.close();
            }
        }
    }

    /** In every test. */
    @AfterEach
    void theConsoleHasNoError() {
        assertThat(browser.complaints()).isEmpty();
    }

    private static void send(String symbol, String price, long time) throws Exception {
        String trade = "{\"symbol\":\"" + symbol + "\",\"price\":" + price + ",\"size\":1,\"timestamp\":" + time + "}";
        bench.send(new ProducerRecord<>(JobBench.TOPIC, 0, null, trade.getBytes(StandardCharsets.UTF_8)));
    }

    private static long now() {
        return System.currentTimeMillis() / MINUTE * MINUTE;
    }

    private static void look(String symbol) {
        browser.look(chart.url(), symbol, "light");
    }

    @Test
    void aTradeAppearsAsACandleWithItsExactPrice() throws Exception {
        send("EXACT", "61837.630000000000000001", now());

        look("EXACT");

        browser.awaitText(ChartBrowser.LEGEND, "61837.630000000000000001 61837.630000000000000001");
        browser.awaitText(ChartBrowser.STATE, "live");
        browser.awaitText("return document.getElementById('panel').textContent", "TLS handshakes");
    }

    @Test
    void aLateTradeChangesItsCandleAndIsListed() throws Exception {
        long minute = now() - 3 * MINUTE;
        send("LATE", "10", minute);
        send("LATE", "20", minute + MINUTE + 30_000);
        look("LATE");
        browser.awaitText("return [...document.querySelectorAll('#values dd')].length", "8");
        await().atMost(PATIENCE).until(() -> {
            Map<String, String> bars = JobBench.strings(redis.port());
            String bar = bars.get(JobBench.key("LATE", minute));
            return bar != null && !bar.contains("\"x\"");
        });
        browser.awaitText(ChartBrowser.LEGEND, "20 20 20 20");

        send("LATE", "12.5", minute + 1_000);

        browser.awaitText("return document.getElementById('late').textContent", "C 10 → 12.5");
    }

    @Test
    void redisGoesAndComesBackAndThePageSaysSo() throws Exception {
        send("OUTAGE", "5", now());
        look("OUTAGE");
        browser.awaitText(ChartBrowser.LEGEND, "5 5 5 5");

        redis.stop();
        browser.awaitText(ChartBrowser.STATE, "down");
        browser.awaitText("return document.getElementById('notice').textContent", "Redis does not answer since");

        redis.start();
        browser.awaitText(ChartBrowser.STATE, "live");
        send("OUTAGE", "7", now() + 1);
        browser.awaitText(ChartBrowser.LEGEND, "7");
    }

    @Test
    void aHostileSymbolIsTextAndNothingElse() throws Exception {
        send(HOSTILE, "3", now());
        send("L".repeat(10_000), "4", now());

        look(HOSTILE);
        browser.awaitText(ChartBrowser.LEGEND, "3 3 3 3");
        assertThat(browser.driver().getTitle()).startsWith("3 <img src=x");
        assertThat((Long) browser.run("return document.querySelectorAll('img').length"))
                .as("images: the page's own")
                .isEqualTo(1);
        look("L".repeat(10_000));
        browser.awaitText(ChartBrowser.LEGEND, "4 4 4 4");
    }

    @Test
    void deadLettersAreShownWithTheirReasonAndTheRawRecord() throws Exception {
        bench.send(new ProducerRecord<>(JobBench.TOPIC, 0, null, "<b>junk</b>".getBytes(StandardCharsets.UTF_8)));

        look("EXACT");
        browser.awaitText("return document.querySelectorAll('#letters button').length", "1");
        browser.run("document.querySelector('#letters button').click()");
        browser.awaitText("return document.getElementById('sheet-body').textContent", "<b>junk</b>");
        browser.run("document.getElementById('sheet').close()");
    }

    @Test
    void axeFindsNothing() throws Exception {
        send("AXE", "1.5", now());
        look("AXE");
        browser.awaitText(ChartBrowser.LEGEND, "1.5");
        assertThat(browser.axeViolations()).isEmpty();
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
