package io.tradebars.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Upstash's REST interface in front of a real Redis, on 127.0.0.1 only: HTTPS with HTTP/2 and HTTP/1.1 on one port, plain
 * HTTP/1.1 on another. Redis may be away when it starts and may come and go: then requests get 503 with
 * {@code {"error":"ERR ..."}}, and the first one after its return is served again. A stop of Redis amid a request is a 503
 * that leaves open whether the commands took effect.
 *
 * <p>Not of Upstash: {@code /monitor} and {@code /subscribe} (their commands are refused), read-only tokens, limits of a plan
 * other than 10 MB a request. Where Upstash's documentation is silent, as on {@code /pipeline} in resp2 (here: one reply after
 * the other), it is a guess. Safe for use by several threads.
 */
public final class RestEndpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RestEndpoint.class);
    private static final String HOST = "127.0.0.1";
    private static final int MAX_THREADS = 32;
    private static final int MIN_THREADS = 4;
    private static final long IDLE_TIMEOUT_MILLIS = 600_000;
    private static final long STOP_TIMEOUT_MILLIS = 300;
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private final RedisBackend redis;
    private final Server server;
    private final ServerConnector https;
    private final ServerConnector http;
    private final LongAdder requests = new LongAdder();
    private final LongAdder tlsConnections = new LongAdder();

    private RestEndpoint(
            String redisUrl, SSLContext ssl, String token, int httpsPort, int httpPort, Handler.Wrapper decorator) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("rest-endpoint");
        threads.setDaemon(true);
        threads.setStopTimeout(STOP_TIMEOUT_MILLIS);
        Scheduler timer = new ScheduledExecutorScheduler("rest-endpoint-timer", true);
        this.redis = new RedisBackend(redisUrl, timer);
        this.server = new Server(threads, timer, null);
        this.https = connector(httpsPort, secure(ssl));
        https.addBean(new SslHandshakeListener() {
            @Override
            public void handshakeSucceeded(Event event) {
                tlsConnections.increment();
            }
        });
        this.http = connector(httpPort, new HttpConnectionFactory(httpConfiguration()));
        decorator.setHandler(new RestHandler(redis, token, threads));
        server.setHandler(new Handler.Wrapper(decorator) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                requests.increment();
                return handleQuietly(getHandler(), request, response, callback);
            }
        });
        server.setErrorHandler(RestHandler::writeJettyError);
        server.setStopTimeout(0);
    }

    /**
     * Starts it; both ports accept connections when this returns.
     *
     * @param redisUrl {@code redis://...}
     * @param ssl with the key of a certificate for {@code localhost}
     * @param token what requests must show; not empty
     * @param httpsPort 0 for a free one
     * @param httpPort 0 for a free one
     * @throws PortTakenException if one of the ports is in use; its cause is the {@link BindException}
     * @throws IOException if it cannot listen for another reason
     * @throws IllegalArgumentException if the URL or the token is unusable
     */
    public static RestEndpoint start(String redisUrl, SSLContext ssl, String token, int httpsPort, int httpPort)
            throws IOException {
        return start(redisUrl, ssl, token, httpsPort, httpPort, new Handler.Wrapper());
    }

    /**
     * With a decorator around the handling of requests, for faults and latency. One that answers itself must read the body
     * (Jetty turns the answer to an unread HTTP/2 request into a 500).
     */
    static RestEndpoint start(
            String redisUrl, SSLContext ssl, String token, int httpsPort, int httpPort, Handler.Wrapper decorator)
            throws IOException {
        if (token.isBlank()) {
            throw new IllegalArgumentException("the token of the REST endpoint is empty");
        }
        RestEndpoint endpoint = new RestEndpoint(redisUrl, ssl, token, httpsPort, httpPort, decorator);
        try {
            endpoint.open();
            return endpoint;
        } catch (IOException | RuntimeException e) {
            endpoint.close();
            throw e;
        }
    }

    private void open() throws IOException {
        open(https);
        open(http);
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot start the REST endpoint", e);
        }
    }

    /** Jetty would log the URL of a request whose handler fails, and the token may be in it. */
    private static boolean handleQuietly(Handler handler, Request request, Response response, Callback callback) {
        try {
            return handler.handle(request, response, callback);
        } catch (InterruptedException e) {
            // Only the end of the endpoint interrupts a decorator.
            Thread.currentThread().interrupt();
            RestHandler.writeJettyError(request, response, callback);
        } catch (Exception e) {
            LOG.warn("A REST request failed", e);
            RestHandler.writeJettyError(request, response, callback);
        }
        return true;
    }

    /** Before the server starts, so that a taken port is known by its number. */
    private static void open(ServerConnector connector) throws IOException {
        try {
            connector.open();
        } catch (IOException e) {
            if (e.getCause() instanceof BindException taken) {
                throw new PortTakenException(connector.getPort(), taken);
            }
            throw e;
        }
    }

    private ServerConnector connector(int port, ConnectionFactory... factories) {
        ServerConnector connector = new ServerConnector(server, null, null, null, 1, 1, factories);
        connector.setHost(HOST);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        connector.setShutdownIdleTimeout(0);
        server.addConnector(connector);
        return connector;
    }

    private static ConnectionFactory[] secure(SSLContext ssl) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setSslContext(ssl);
        context.setCipherComparator(HTTP2Cipher.COMPARATOR);
        HttpConfiguration configuration = httpConfiguration();
        HTTP2ServerConnectionFactory h2 = new HTTP2ServerConnectionFactory(configuration);
        // Cancelled calls and pings of a test are no attack.
        h2.setRateControlFactory(new RateControl.Factory() {});
        HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
        return new ConnectionFactory[] {new SslConnectionFactory(context, alpn.getProtocol()), alpn, h2, http1};
    }

    private static HttpConfiguration httpConfiguration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(false);
        configuration.setRequestHeaderSize(MAX_HEADER_BYTES);
        // A path is a command here and never a file: its arguments may hold an encoded slash or any byte.
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        return configuration;
    }

    /** {@code https://localhost:PORT}. */
    public String httpsUrl() {
        return "https://localhost:" + https.getLocalPort();
    }

    /** {@code http://127.0.0.1:PORT}. */
    public String httpUrl() {
        return "http://" + HOST + ":" + http.getLocalPort();
    }

    /** Requests that came in so far, refused ones and those of both ports included. */
    public long requests() {
        return requests.sum();
    }

    /** TLS handshakes completed so far. */
    public long tlsConnections() {
        return tlsConnections.sum();
    }

    /** Ends open requests and connections in under a second and leaves no thread; twice is harmless. */
    @Override
    public void close() {
        // First, as a thread may hang in a write to Redis.
        redis.close();
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("the REST endpoint did not stop cleanly", e);
        } finally {
            https.close();
            http.close();
        }
    }
}
