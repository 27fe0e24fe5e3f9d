package io.tradebars.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lettuce.core.RedisException;
import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import io.tradebars.local.SeenBars.Series;
import io.tradebars.sink.StoredBars;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
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
 * The chart page, on loopback: the page itself, {@code /api/symbols} (which series there are) and {@code /api/bars?symbol=&venue=&last=}
 * (the latest minute bars of one, read out of Redis).
 */
final class ChartServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChartServer.class);

    private static final int MAX_BARS = 1_000;
    private static final int THREADS = 8;

    private static final JsonFactory JSON = new JsonFactory();

    private record Resource(String path, String type) {}

    private static final Map<String, Resource> RESOURCES = Map.of(
            "/", new Resource("chart/index.html", "text/html; charset=utf-8"),
            "/style.css", new Resource("chart/style.css", "text/css; charset=utf-8"),
            "/chart.js", new Resource("chart/chart.js", "text/javascript; charset=utf-8"),
            "/echarts.min.js", new Resource(echarts(), "text/javascript; charset=utf-8"));

    private final SeenBars seen;
    private final StoredBars redis;
    private final Server server;
    private final ServerConnector connector;

    /**
     * @param redis where the bars are
     * @param port its port, or 0 for a free one
     */
    ChartServer(SeenBars seen, StoredBars redis, int port) {
        this.seen = seen;
        this.redis = redis;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("chart");
        threads.setDaemon(true);
        this.server = new Server(threads);
        this.connector = new ServerConnector(server, 1, 1);
        connector.setHost(Ports.HOST);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Page());
    }

    /** @throws Exception if the port is taken, or the page's parts are missing */
    void start() throws Exception {
        server.start();
    }

    String url() {
        return "http://" + Ports.HOST + ":" + connector.getLocalPort();
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

    /** Where the library's jar carries its one file: the version is part of the path, and told by the jar's Maven properties. */
    private static String echarts() {
        Properties properties = new Properties();
        try (InputStream in =
                ChartServer.class.getResourceAsStream("/META-INF/maven/org.mvnpm/echarts/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/META-INF/resources/_static/echarts/" + properties.getProperty("version") + "/dist/echarts.min.js";
    }

    private final class Page extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            response.getHeaders()
                    .put(
                            "Content-Security-Policy",
                            "default-src 'self'; style-src 'self' 'unsafe-inline';"
                                    + " img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'");
            response.getHeaders().put("X-Content-Type-Options", "nosniff");
            String path = request.getHttpURI().getCanonicalPath();
            Resource resource = RESOURCES.get(path);
            if (resource != null) {
                answer(response, callback, 200, resource.type(), read(resource.path()));
                return true;
            }
            try {
                switch (path) {
                    case "/api/symbols" -> json(response, callback, 200, symbols());
                    case "/api/bars" -> json(response, callback, 200, bars(Request.extractQueryParameters(request)));
                    default -> json(response, callback, 404, error("there is nothing at " + path));
                }
            } catch (RedisException e) {
                json(response, callback, 503, error("Redis does not answer"));
            } catch (NumberFormatException e) {
                json(response, callback, 400, error("last is not a number"));
            }
            return true;
        }
    }

    private byte[] symbols() throws IOException {
        return written(json -> {
            json.writeStartArray();
            for (Series series : seen.series()) {
                if (series.interval() == Interval.ONE_MINUTE) {
                    json.writeStartObject();
                    json.writeStringField("symbol", series.symbol());
                    json.writeStringField("venue", series.venue());
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
        });
    }

    private byte[] bars(Fields query) throws IOException {
        String symbol = query.getValue("symbol") == null ? "" : query.getValue("symbol");
        int last = query.getValue("last") == null ? MAX_BARS : Integer.parseInt(query.getValue("last"));
        List<BarKey> keys = seen.last(
                new Series(Interval.ONE_MINUTE, query.getValue("venue"), symbol),
                Math.max(0, Math.min(last, MAX_BARS)));
        List<String> bars = new ArrayList<>(keys.size());
        redis.read(keys, (key, bar) -> bars.add(bar));
        return written(json -> {
            json.writeStartArray();
            for (String bar : bars) {
                json.writeRawValue(bar);
            }
            json.writeEndArray();
        });
    }

    private static byte[] error(String message) throws IOException {
        return written(json -> {
            json.writeStartObject();
            json.writeStringField("error", message);
            json.writeEndObject();
        });
    }

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private static byte[] written(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writing.to(json);
        }
        return bytes.toByteArray();
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = ChartServer.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("a part of the chart page is missing: " + resource);
            }
            return in.readAllBytes();
        }
    }

    private static void json(Response response, Callback callback, int status, byte[] body) {
        answer(response, callback, status, "application/json", body);
    }

    private static void answer(Response response, Callback callback, int status, String type, byte[] body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
