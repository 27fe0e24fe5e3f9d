package io.tradebars.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.net.ServerSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A REST endpoint over TLS and HTTP/2 that answers as a test says, and remembers what it was asked. */
final class RestServer implements AutoCloseable {

    static final String TOKEN = "s3cret-t0ken";

    /** Held here, or its level would be lost; otherwise the server logs each connection that a test cuts. */
    private static final Logger OKHTTP = Logger.getLogger("okhttp3.OkHttpClient");

    static {
        OKHTTP.setLevel(Level.WARNING);
    }

    private final MockWebServer server = new MockWebServer();
    private final Path caFile;
    private final HandshakeCertificates certificates;
    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Function<RecordedRequest, MockResponse>> answers = new LinkedBlockingQueue<>();
    private volatile Function<RecordedRequest, MockResponse> always;
    private volatile boolean dropping;

    RestServer(Path directory) throws IOException {
        HeldCertificate authority =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate certificate = new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName("localhost")
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        caFile = Files.writeString(directory.resolve("ca.pem"), authority.certificatePem());
        certificates =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        server.setServerSocketFactory(new NoDelayServerSocketFactory());
        server.useHttps(certificates.sslSocketFactory());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                requests.add(request);
                Function<RecordedRequest, MockResponse> answer = always;
                MockResponse response = (answer == null ? answers.take() : answer).apply(request);
                return dropping ? dropped(response) : response;
            }

            @Override
            public MockResponse peek() {
                // Where the server looks for what happens to an HTTP/2 stream before its response.
                return dropping ? dropped(super.peek()) : super.peek();
            }

            private MockResponse dropped(MockResponse response) {
                return response.newBuilder()
                        .onResponseStart(new SocketEffect.CloseSocket())
                        .build();
            }
        });
        server.start();
    }

    MockWebServer server() {
        return server;
    }

    /** Answers the next request that has no answer yet. */
    RestServer answer(MockResponse response) {
        answers.add(request -> response);
        return this;
    }

    /** Answers the next request with the elements of a pipeline's reply. */
    RestServer answerResults(String... elements) {
        return answer(json("[" + String.join(",", elements) + "]"));
    }

    /** Answers every request from now on. */
    RestServer answerAlways(Function<RecordedRequest, MockResponse> answer) {
        always = answer;
        return this;
    }

    /** Whether from now on requests are answered by cutting their connection, after they took effect. */
    void dropConnections(boolean dropping) {
        this.dropping = dropping;
    }

    List<RecordedRequest> requests() {
        return requests;
    }

    /** Method, path and body of each request. */
    List<String> sent() {
        return requests.stream()
                .map(request -> request.getMethod() + " " + request.getTarget() + " "
                        + request.getBody().utf8())
                .collect(Collectors.toList());
    }

    RedisSettings settings() {
        return settings(Duration.ofSeconds(10));
    }

    RedisSettings settings(Duration callTimeout) {
        return settingsBuilder().callTimeout(callTimeout).build();
    }

    /** Settings that trust this server and have the right token, for a test that changes one of them. */
    RedisSettings.Builder settingsBuilder() {
        return RedisSettings.builder(server.url("/").uri())
                .token(TOKEN)
                .caFile(caFile.toString())
                .callTimeout(Duration.ofSeconds(10))
                .connectTimeout(Duration.ofSeconds(5));
    }

    HandshakeCertificates certificates() {
        return certificates;
    }

    /** Of the key of its certificate. */
    PublicKeyPin pin() {
        return PublicKeyPin.of(certificates.keyManager().getCertificateChain("private")[0]);
    }

    String caFile() {
        return caFile.toString();
    }

    static MockResponse json(String body) {
        return json(200, body);
    }

    static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    /** No answer until one of both sides closes the connection. */
    static MockResponse silence() {
        return new MockResponse.Builder().headersDelay(1, TimeUnit.HOURS).build();
    }

    /** A result of this text, in base64. */
    static String text(String text) {
        return result("\"" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\"");
    }

    /** A result of this JSON value. */
    static String result(String json) {
        return "{\"result\":" + json + "}";
    }

    /** An array of this many results {@code OK}, for the commands of a request. */
    static MockResponse allOk(RecordedRequest request) {
        int commands = request.getBody().utf8().split("\\],\\[").length;
        String[] results = new String[commands];
        Arrays.fill(results, result("\"OK\""));
        return json("[" + String.join(",", results) + "]");
    }

    @Override
    public void close() {
        server.close();
    }

    /** As real servers do; without it, each window update of a larger request waits for a delayed acknowledgement. */
    private static final class NoDelayServerSocketFactory extends ServerSocketFactory {
        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new ServerSocket() {
                @Override
                public Socket accept() throws IOException {
                    Socket socket = super.accept();
                    socket.setTcpNoDelay(true);
                    return socket;
                }
            };
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return bound(port, 50, null);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return bound(port, backlog, null);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            return bound(port, backlog, address);
        }

        private ServerSocket bound(int port, int backlog, InetAddress address) throws IOException {
            ServerSocket socket = createServerSocket();
            socket.bind(new InetSocketAddress(address, port), backlog);
            return socket;
        }
    }
}
