package io.tradebars.local;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tradebars.bars.Interval;
import io.tradebars.local.SeenBars.Series;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chart page over HTTP, on loopback: its files; {@code /api/symbols?q=} (which symbols there are); and {@code
 * /api/events?interval=&symbol=&venue=}, server-sent events for as long as the page is open: {@code hello}, {@code redis}, {@code bars} (with
 * ids, from which a viewer that comes back goes on), {@code figures} and {@code letters}.
 *
 * <p>It only reads, has no secret, and answers only to names of this machine, so that no page from elsewhere can make a browser ask it.
 */
final class ChartServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChartServer.class);

    private static final int THREADS = 8;
    private static final int MAX_VIEWERS = 100;
    private static final int MAX_FOUND = 200;

    /** A symbol of 10 kB, each byte of which may be three in a URL. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

    /** No inline script or style, nothing from elsewhere; style that ECharts sets goes by the DOM, which this does not govern. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final ChartAssets assets;
    private final BarDirectory directory;
    private final BarFeed feed;
    private final ChartViewer.Source source;
    private final String boot;
    private final Server server;
    private final ServerConnector connector;
    private final Set<ChartViewer> viewers = ConcurrentHashMap.newKeySet();

    /**
     * @param boot see {@link ChartViewer}
     * @param port its port, or 0 for a free one
     * @throws IOException if a part of the page is missing
     */
    ChartServer(BarDirectory directory, BarFeed feed, ChartViewer.Source source, String boot, int port)
            throws IOException {
        this.assets = ChartAssets.load();
        this.directory = directory;
        this.feed = feed;
        this.source = source;
        this.boot = boot;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("chart");
        threads.setDaemon(true);
        this.server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(MAX_HEADER_BYTES);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(Ports.HOST);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Page());
        server.setStopTimeout(0);
    }

    /** @throws Exception if the port is taken */
    void start() throws Exception {
        server.start();
    }

    String url() {
        return "http://" + Ports.HOST + ":" + connector.getLocalPort();
    }

    /** There are newer figures or dead letters. */
    void wakeViewers() {
        viewers.forEach(ChartViewer::wake);
    }

    /** How many pages are open. */
    int viewers() {
        return viewers.size();
    }

    /** Ends it without waiting for its readers; a fault at that point is of no use to anybody. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.debug("The chart page did not stop cleanly", e);
        }
    }

    private final class Page extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            HttpFields.Mutable headers = response.getHeaders();
            headers.put("Content-Security-Policy", POLICY);
            headers.put("X-Content-Type-Options", "nosniff");
            headers.put("Referrer-Policy", "no-referrer");
            headers.put("Cross-Origin-Resource-Policy", "same-origin");
            headers.put(HttpHeader.CACHE_CONTROL, "no-store");
            HttpURI uri = request.getHttpURI();
            String path = uri.getCanonicalPath();
            if (!HOSTS.contains(Request.getServerName(request))) {
                answer(response, callback, 403, "text/plain", "this page is for this machine only\n".getBytes());
            } else if (!request.getMethod().equals("GET")
                    && !request.getMethod().equals("HEAD")) {
                headers.put(HttpHeader.ALLOW, "GET, HEAD");
                answer(response, callback, 405, "text/plain", "only GET\n".getBytes());
            } else if (assets.at(path) != null) {
                answer(
                        response,
                        callback,
                        200,
                        assets.at(path).type(),
                        assets.at(path).content());
            } else if (path.equals("/api/symbols")) {
                answer(response, callback, 200, "application/json", symbols(Request.extractQueryParameters(request)));
            } else if (path.equals("/api/events")) {
                stream(request, response, callback);
            } else {
                answer(response, callback, 404, "text/plain", "there is nothing here\n".getBytes());
            }
            return true;
        }
    }

    private static void answer(Response response, Callback callback, int status, String type, byte[] body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private void stream(Request request, Response response, Callback callback) {
        if (viewers.size() >= MAX_VIEWERS) {
            answer(response, callback, 503, "text/plain", "too many pages are open\n".getBytes());
            return;
        }
        Fields query = Request.extractQueryParameters(request);
        Series series;
        try {
            series = query.getValue("symbol") == null
                    ? null
                    : new Series(
                            Interval.ofLabel(String.valueOf(query.getValue("interval"))),
                            query.getValue("venue"),
                            query.getValue("symbol"));
        } catch (IllegalArgumentException e) {
            answer(response, callback, 400, "text/plain", "no such interval\n".getBytes());
            return;
        }
        String last = request.getHeaders().get("Last-Event-ID");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        ChartViewer[] viewer = {null};
        Runnable listener = () -> viewer[0].wake();
        viewer[0] = new ChartViewer(
                source, feed, boot, series, last == null ? query.getValue("last") : last, response, callback, () -> {
                    feed.ignore(listener);
                    viewers.remove(viewer[0]);
                    if (series != null) {
                        feed.unwatch(series);
                    }
                });
        viewers.add(viewer[0]);
        feed.listen(listener);
        if (series != null) {
            feed.watch(series);
        }
        viewer[0].wake();
    }

    /** Symbols whose name holds the text, those that begin with it first, each with its intervals. */
    private byte[] symbols(Fields query) throws IOException {
        String text = query.getValue("q") == null ? "" : query.getValue("q").toLowerCase(Locale.ROOT);
        Map<List<String>, List<Interval>> found = new LinkedHashMap<>();
        for (Series series : directory.series()) {
            if (label(series.venue(), series.symbol()).toLowerCase(Locale.ROOT).contains(text)) {
                List<String> name = new ArrayList<>();
                name.add(series.venue());
                name.add(series.symbol());
                found.computeIfAbsent(name, key -> new ArrayList<>()).add(series.interval());
            }
        }
        List<Map.Entry<List<String>, List<Interval>>> sorted = new ArrayList<>(found.entrySet());
        sorted.sort(Comparator.comparing(
                entry -> !entry.getKey().get(1).toLowerCase(Locale.ROOT).startsWith(text)));
        return Json.written(json -> {
            json.writeStartObject();
            json.writeNumberField("total", sorted.size());
            json.writeArrayFieldStart("symbols");
            for (var entry : sorted.subList(0, Math.min(MAX_FOUND, sorted.size()))) {
                write(json, entry.getKey(), entry.getValue());
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, List<String> name, List<Interval> intervals) throws IOException {
        json.writeStartObject();
        json.writeStringField("venue", name.get(0));
        json.writeStringField("symbol", name.get(1));
        json.writeArrayFieldStart("intervals");
        for (Interval interval : intervals) {
            json.writeString(interval.label());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String label(String venue, String symbol) {
        return venue == null ? symbol : venue + ":" + symbol;
    }
}
