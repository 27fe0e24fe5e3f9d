package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tradebars.sink.RedisOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.WheelInput.ScrollOrigin;

/** How the chart page feels under the hand, on three screens, and when its connection breaks: over a Redis alone. */
class ChartOfRedisIT {

    private static final long MINUTE = JobBench.MINUTE;
    private static final int BARS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static RestBench bench;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> redis;
    private static Chart chart;
    private static ChartBrowser browser;

    /** Start of the newest bar: long past, so that no clock moves anything. */
    private final long newest = 1_723_161_240_000L;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        browser = ChartBrowser.start();
        bench = new RestBench();
        client = RedisClient.create(redisUrl());
        redis = client.connect();
        chart = chart(0);
    }

    private static String redisUrl() {
        return "redis://127.0.0.1:" + bench.redisPort;
    }

    private static Chart chart(int port) throws Exception {
        Configuration options = new Configuration();
        options.set(RedisOptions.URL, redisUrl());
        options.set(LocalOptions.CHART_REFRESH, Duration.ofMillis(200));
        options.set(LocalOptions.CHART_PORT, port);
        List<String> problems = new ArrayList<>();
        ChartSettings settings = ChartSettings.read(options, problems::add).orElseThrow();
        return Chart.ofRedis(settings);
    }

    @AfterAll
    static void stop() throws Exception {
        if (client != null) {
            client.shutdown();
        }
        for (AutoCloseable part : new AutoCloseable[] {browser, chart, bench}) {
            if (part != null) {
                part.close();
            }
        }
    }

    @BeforeEach
    void writeBars() {
        Map<String, String> bars = new HashMap<>();
        for (int i = 0; i < BARS; i++) {
            bars.put(JobBench.key("GC", newest - i * MINUTE), bar(i, 100 + i % 7, 4));
        }
        redis.sync().mset(bars);
        browser.resize(1440, 860);
    }

    private void write(int back, int close, int trades) {
        redis.sync().set(JobBench.key("GC", newest - back * MINUTE), bar(back, close, trades));
    }

    /** The bar so many minutes before the newest. */
    private String bar(int back, int close, int trades) {
        return "{\"t\":" + (newest - back * MINUTE) + ",\"o\":100,\"h\":107,\"l\":99,\"c\":" + close
                + ",\"v\":5,\"vw\":101.5,\"n\":" + trades + "}";
    }

    private void look(String url, String theme) {
        browser.look(url, "GC", theme);
        browser.awaitText(ChartBrowser.STATE, "live");
        browser.awaitText("return document.getElementById('values').textContent", "VWAP101.5");
        browser.awaitText("return document.getElementById('canvas').dataset.to", "" + (newest + 4 * MINUTE));
    }

    private static long seen(String what) {
        return Long.parseLong(
                String.valueOf(browser.run("return document.getElementById('canvas').dataset[arguments[0]]", what)));
    }

    @Test
    void aDragGoesBackInTimeAWheelShowsFewerBarsAndADoubleClickGoesHome() {
        look(chart.url(), "light");
        WebElement canvas = browser.element("canvas");
        long count = seen("count");
        assertThat(browser.element("to-end").isDisplayed()).isFalse();

        new Actions(browser.driver())
                .moveToElement(canvas, -200, 0)
                .clickAndHold()
                .moveByOffset(100, 0)
                .moveByOffset(200, 0)
                .release()
                .perform();

        await().atMost(PATIENCE).until(() -> seen("to") < newest - 20 * MINUTE);
        assertThat(seen("count")).isEqualTo(count);
        assertThat(browser.element("to-end").isDisplayed()).isTrue();

        new Actions(browser.driver())
                .scrollFromOrigin(ScrollOrigin.fromElement(canvas), 0, -400)
                .perform();
        await().atMost(PATIENCE).until(() -> seen("count") < count);
        new Actions(browser.driver())
                .scrollFromOrigin(ScrollOrigin.fromElement(canvas), 0, 1_200)
                .perform();
        await().atMost(PATIENCE).until(() -> seen("count") > count);

        new Actions(browser.driver()).moveToElement(canvas).doubleClick().perform();
        await().atMost(PATIENCE).until(() -> seen("to") == newest + 4 * MINUTE && seen("count") == count);
        assertThat(browser.element("to-end").isDisplayed()).isFalse();
    }

    @Test
    void aLateCorrectionFlashesOnItsBar() {
        look(chart.url(), "dark");
        browser.run("window.flashes = []; new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(node =>"
                + " window.flashes.push([node.dataset.t, getComputedStyle(node).animationName, node.offsetLeft, node.offsetHeight]))))"
                + ".observe(document.getElementById('flashes'), { childList: true })");

        write(3, 106, 5);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat((List<?>) browser.run("return window.flashes"))
                .singleElement()
                .satisfies(flash -> {
                    List<?> seen = (List<?>) flash;
                    assertThat(seen.get(0)).isEqualTo("" + (newest - 3 * MINUTE));
                    assertThat(seen.get(1)).isEqualTo("flash");
                    // The eighth slot from the right, behind it three bars and four empty ones.
                    double plot = ((Number) browser.run("return document.getElementById('canvas').clientWidth"))
                            .doubleValue();
                    assertThat(((Number) seen.get(2)).doubleValue()).isBetween(plot * 0.8, plot);
                    assertThat(((Number) seen.get(3)).doubleValue()).isGreaterThan(300);
                }));
        browser.awaitText("return document.getElementById('late').textContent", "→ 106, Trades 4 → 5");
    }

    @Test
    void aViewerWhoseConnectionWasCutIsToldWhatItMissed() throws Exception {
        try (FaultyLink link = new FaultyLink(chart.url())) {
            look("http://127.0.0.1:" + URI.create(link.httpsUrl()).getPort(), "light");

            link.refuse();
            browser.awaitText(ChartBrowser.STATE, "lost");
            browser.awaitText("return document.getElementById('notice').textContent", "does not answer");
            write(2, 105, 6);
            link.listen();

            browser.awaitText(ChartBrowser.STATE, "live");
            // Known as a correction, since it has not forgotten what it had.
            browser.awaitText("return document.getElementById('late').textContent", "→ 105, Trades 4 → 6");
            assertThat(browser.element("notice").isDisplayed()).isFalse();
        }
        // Chromium notes each attempt to connect.
        browser.complaints();
    }

    @Test
    void aPageOutlivesARestartOfItsServer() throws Exception {
        Chart first = chart(0);
        String url = first.url();
        look(url, "light");

        first.close();
        browser.awaitText(ChartBrowser.STATE, "lost");
        write(0, 104, 9);
        try (Chart second = chart(URI.create(url).getPort())) {
            assertThat(second.url()).isEqualTo(url);
            browser.awaitText(ChartBrowser.STATE, "live");
            browser.awaitText(ChartBrowser.LEGEND, "100 107 99 104 5 101.5 9");
        }
        browser.complaints();
    }

    @ParameterizedTest
    @CsvSource({"1440, 860, dark", "1024, 768, light", "390, 844, dark"})
    void eachScreenHasAllOfItInItsPlaceAndAxeFindsNothing(int width, int height, String theme) throws Exception {
        browser.resize(width, height);
        look(chart.url(), theme);

        assertThat(browser.run("return document.documentElement.scrollWidth"))
                .as("nothing is wider than the screen")
                .isEqualTo((long) width);
        assertThat((List<?>) browser.run(
                        "return [...document.querySelectorAll('header *, #legend dd, #panel dd, #panel dt')]"
                                + ".filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline' && getComputedStyle(e).clipPath === 'none')"
                                + ".map(e => e.outerHTML)"))
                .as("texts that are cut off")
                .isEmpty();
        Map<?, ?> view = box("canvas");
        Map<?, ?> panel = box("panel");
        assertThat(number(view, "height")).isGreaterThan(300);
        if (width < 800) {
            assertThat(number(panel, "top")).isGreaterThanOrEqualTo(number(view, "bottom"));
            assertThat(number(box("legend"), "bottom")).isLessThanOrEqualTo(number(view, "top"));
        } else {
            assertThat(number(panel, "left")).isGreaterThanOrEqualTo(number(view, "right"));
            assertThat(number(view, "bottom")).isLessThanOrEqualTo(height);
        }
        if (width < 1000) {
            browser.element("show-table").click();
            browser.awaitText("return document.querySelectorAll('#sheet-body tbody tr').length", "200");
        }
        assertThat(browser.axeViolations()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    private static Map<?, ?> box(String id) {
        return (Map<?, ?>)
                browser.run("return document.getElementById(arguments[0]).getBoundingClientRect().toJSON()", id);
    }

    private static double number(Map<?, ?> box, String side) {
        return ((Number) box.get(side)).doubleValue();
    }

    @Test
    void whatAReplayKeepsIsOnItsChart() throws Exception {
        Path file = Files.write(folder.resolve("trades.ndjson"), JobBench.trades("GC", newest));
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        try (LocalProgram program = LocalProgram.start(temporary, Map.of(), "replay", file.toString(), "--keep")) {
            program.awaitLine("Redis, its REST endpoint and the chart stay up");
            browser.look(program.awaitLine("CHART="), "GC", "light");
            String bar = JobBench.bar(newest);
            browser.awaitText(ChartBrowser.LEGEND, bar.replaceFirst(".*\"vw\":([\\d.]+),.*", "$1") + " 4");
            browser.awaitText("return document.getElementById('panel').textContent", "Bars closed");
            program.interrupt();
            assertThat(program.awaitExit()).as(program.output()).isIn(0, 130, 143);
        }
        browser.complaints();
    }
}
