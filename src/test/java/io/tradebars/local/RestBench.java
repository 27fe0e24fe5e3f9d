package io.tradebars.local;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.eclipse.jetty.server.Handler;
import redis.embedded.RedisServer;

/** A Redis, the endpoint in front of it and a client, for one test class. */
final class RestBench implements AutoCloseable {

    static final String TOKEN = "token-of-the-test";
    static final String BASE64 = "Upstash-Encoding: base64";
    static final String RESP2 = "Upstash-Response-Format: resp2";

    /** The two doors of the endpoint. */
    enum Door {
        HTTPS,
        HTTP
    }

    /** OkHttp leaves Nagle's algorithm on; each body of several segments would then wait 40 ms for an acknowledgement. */
    private static final class PromptSockets extends SocketFactory {

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return connected(new InetSocketAddress(host, port), null);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return connected(new InetSocketAddress(host, port), null);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
        }

        private Socket connected(InetSocketAddress remote, InetSocketAddress local) throws IOException {
            Socket socket = createSocket();
            socket.bind(local);
            socket.connect(remote);
            return socket;
        }
    }

    /** What came back. */
    record Answer(int status, String contentType, byte[] bytes, Protocol protocol) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
            .commonName("localhost")
            .addSubjectAlternativeName("localhost")
            .addSubjectAlternativeName("127.0.0.1")
            .duration(1, TimeUnit.DAYS)
            .build();
    private static final HandshakeCertificates SERVER_KEYS =
            new HandshakeCertificates.Builder().heldCertificate(CERTIFICATE).build();
    private static final HandshakeCertificates CLIENT_KEYS = new HandshakeCertificates.Builder()
            .addTrustedCertificate(CERTIFICATE.certificate())
            .build();

    final int redisPort;
    final RestEndpoint endpoint;
    private RedisServer redis;
    private final OkHttpClient client = new OkHttpClient.Builder()
            .sslSocketFactory(CLIENT_KEYS.sslSocketFactory(), CLIENT_KEYS.trustManager())
            .socketFactory(new PromptSockets())
            .callTimeout(30, TimeUnit.SECONDS)
            .readTimeout(30, TimeUnit.SECONDS)
            .build();

    RestBench() throws IOException {
        this(new Handler.Wrapper());
    }

    RestBench(Handler.Wrapper decorator) throws IOException {
        redisPort = Ports.free();
        startRedis();
        endpoint = RestEndpoint.start("redis://127.0.0.1:" + redisPort, serverSsl(), TOKEN, 0, 0, decorator);
    }

    static SSLContext serverSsl() {
        return SERVER_KEYS.sslContext();
    }

    static String certificatePem() {
        return CERTIFICATE.certificatePem();
    }

    void startRedis() throws IOException {
        redis = RedisServer.newRedisServer()
                .bind("127.0.0.1")
                .port(redisPort)
                .onShutdownForceStop(true)
                .setting("save \"\"")
                .build();
        redis.start();
    }

    /** At once, whatever it is doing; when this returns nobody listens on its port. */
    void stopRedis() throws IOException {
        redis.stop();
        await().until(() -> {
            try {
                new Socket("127.0.0.1", redisPort).close();
                return false;
            } catch (ConnectException e) {
                return true;
            }
        });
    }

    /** How many keys Redis has. */
    long keys() {
        try (RedisClient redisClient = RedisClient.create("redis://127.0.0.1:" + redisPort);
                var connection = redisClient.connect()) {
            return connection.sync().dbsize();
        }
    }

    String url(Door door) {
        return door == Door.HTTPS ? endpoint.httpsUrl() : endpoint.httpUrl();
    }

    /** POST with the right token. */
    Answer post(Door door, String path, String body, String... headers) throws IOException {
        return send(door, "POST", path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** With the right token, unless the headers hold an Authorization; {@code body} null for none. */
    Answer send(Door door, String method, String path, byte[] body, String... headers) throws IOException {
        Headers.Builder all = new Headers.Builder();
        List.of(headers).forEach(all::add);
        if (all.get("Authorization") == null) {
            all.add("Authorization", "Bearer " + TOKEN);
        }
        Request request = new Request.Builder()
                .url(url(door) + path)
                .headers(all.build())
                .method(method, body == null ? null : RequestBody.create(body, MediaType.get("application/json")))
                .build();
        return execute(request);
    }

    Answer execute(Request request) throws IOException {
        try (Response response = client.newCall(request).execute()) {
            return new Answer(
                    response.code(),
                    response.header("Content-Type"),
                    response.body().bytes(),
                    response.protocol());
        }
    }

    @Override
    public void close() throws IOException {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
        endpoint.close();
        redis.stop();
    }
}
