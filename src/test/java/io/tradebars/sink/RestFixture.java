package io.tradebars.sink;

import io.tradebars.redis.RedisSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A REST endpoint on this machine: it answers PING with PONG and each script with 1, unless a test says otherwise. */
final class RestFixture implements AutoCloseable {

    private static final Pattern SCRIPT = Pattern.compile("\\[\"EVAL(SHA)?\",");

    /** To a PING and the question whether bars may be written. */
    static final MockResponse PONG = json("[{\"result\":\"UE9ORw==\"},{\"result\":0}]");

    final List<String> bodies = new CopyOnWriteArrayList<>();
    volatile MockResponse pingAnswer = PONG;
    volatile MockResponse batchAnswer;

    /** What the next batches are answered, each once, before it is {@link #batchAnswer}'s turn. */
    final Queue<MockResponse> nextBatchAnswers = new ConcurrentLinkedQueue<>();

    /** The only token that requests may have; {@code null} for any. */
    volatile String acceptedToken;

    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final MockWebServer server = new MockWebServer();

    RestFixture() throws Exception {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                String body = request.getBody() == null ? "" : request.getBody().utf8();
                bodies.add(body);
                if (acceptedToken != null
                        && !("Bearer " + acceptedToken)
                                .equals(request.getHeaders().get("Authorization"))) {
                    return new MockResponse.Builder().code(401).build();
                }
                if (body.contains("PING")) {
                    return pingAnswer;
                }
                gate.await();
                MockResponse next = nextBatchAnswers.poll();
                if (next != null) {
                    return next;
                }
                return batchAnswer == null ? json(ones(body)) : batchAnswer;
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** Of a sink that writes here, with short waits. */
    SinkSettings settings(Duration callTimeout) {
        return settings(RedisSettings.builder(url())
                .token("t0ken")
                .callTimeout(callTimeout)
                .connectTimeout(Duration.ofSeconds(5))
                .build());
    }

    /** Of a sink that writes here in that way, with short waits. */
    SinkSettings settings(RedisSettings redis) {
        SinkSettings base = WriterFixture.settings(url(), 256, 512 * 1024, Duration.ofMinutes(1));
        return new SinkSettings(
                redis,
                base.layout(),
                3,
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                base.batchMaxCommands(),
                base.batchMaxBytes(),
                base.batchLinger(),
                base.outageMax());
    }

    /** Answers no batch from now on until {@link #release}. */
    void withhold() {
        gate = new CountDownLatch(1);
    }

    /** Answers what was withheld, and all that comes. */
    void release() {
        gate.countDown();
    }

    /** The bodies of requests that carried bars. */
    List<String> batches() {
        return bodies.stream().filter(body -> !body.contains("PING")).toList();
    }

    static MockResponse json(String body) {
        return new MockResponse.Builder()
                .setHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    static MockResponse silence() {
        return new MockResponse.Builder().headersDelay(1, TimeUnit.HOURS).build();
    }

    private static String ones(String body) {
        List<String> replies = new ArrayList<>();
        for (Matcher script = SCRIPT.matcher(body); script.find(); ) {
            replies.add("{\"result\":1}");
        }
        return "[" + String.join(",", replies) + "]";
    }

    @Override
    public void close() {
        release();
        server.close();
    }
}
