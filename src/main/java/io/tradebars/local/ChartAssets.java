package io.tradebars.local;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** The files of the chart page, out of the class path. */
final class ChartAssets {

    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String ICON = "image/svg+xml";

    private final Map<String, Asset> assets = new LinkedHashMap<>();

    /** @param type of its content, as HTTP names it */
    record Asset(String type, byte[] content) {}

    private ChartAssets() {}

    /** @throws IOException if one is missing: the program is not packed as it should be */
    static ChartAssets load() throws IOException {
        ChartAssets all = new ChartAssets();
        all.add("/", "chart/index.html", HTML);
        all.add("/style.css", "chart/style.css", CSS);
        all.add("/icon.svg", "chart/icon.svg", ICON);
        for (String module : new String[] {
            "main",
            "stream",
            "bars",
            "candles",
            "window",
            "gestures",
            "axis",
            "symbols",
            "panel",
            "letters",
            "table",
            "format",
            "settings",
            "dom"
        }) {
            all.add("/" + module + ".js", "chart/" + module + ".js", SCRIPT);
        }
        all.add("/echarts.js", echarts(), SCRIPT);
        return all;
    }

    /** The asset at that path, or {@code null}. */
    Asset at(String path) {
        return assets.get(path);
    }

    private void add(String path, String resource, String type) throws IOException {
        try (InputStream in = ChartAssets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("a part of the chart page is missing from the class path: " + resource);
            }
            assets.put(path, new Asset(type, in.readAllBytes()));
        }
    }

    /** Where the library's jar carries its one module: the version is part of the path, and told by the jar's Maven properties. */
    private static String echarts() throws IOException {
        Properties properties = new Properties();
        try (InputStream in =
                ChartAssets.class.getResourceAsStream("/META-INF/maven/org.mvnpm/echarts/pom.properties")) {
            if (in == null) {
                throw new IOException("org.mvnpm:echarts is missing from the class path");
            }
            properties.load(in);
        }
        return "/META-INF/resources/_static/echarts/" + properties.getProperty("version") + "/dist/echarts.esm.min.mjs";
    }
}
