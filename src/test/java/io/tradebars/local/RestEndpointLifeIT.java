package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tradebars.local.RestBench.Answer;
import io.tradebars.local.RestBench.Door;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** Starting, ending, and a Redis that goes and comes. */
class RestEndpointLifeIT {

    private static final String PING = "[\"PING\"]";

    @Test
    void whileRedisIsAwayRequestsFailAtOnceAndAreServedAgainWhenItIsBack() throws Exception {
        try (RestBench bench = new RestBench()) {
            assertThat(bench.post(Door.HTTPS, "/multi-exec", "[[\"INCR\",\"n\"]]")
                            .status())
                    .isEqualTo(200);
            bench.stopRedis();

            for (String path : new String[] {"/pipeline", "/multi-exec"}) {
                long begin = System.nanoTime();
                Answer answer = bench.post(Door.HTTPS, path, "[[\"INCR\",\"n\"]]");

                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.text()).startsWith("{\"error\":\"ERR ");
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
            }

            bench.startRedis();
            await().atMost(Duration.ofSeconds(1))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> bench.post(Door.HTTPS, "/", PING).status() == 200);
            assertThat(bench.post(Door.HTTP, "/multi-exec", "[[\"INCR\",\"n\"]]")
                            .text())
                    .isEqualTo("[{\"result\":1}]");
        }
    }

    @Test
    void aRequestThatRedisLeavesUnansweredFailsWhenRedisGoes() throws Exception {
        try (RestBench bench = new RestBench()) {
            CompletableFuture<Answer> pending = CompletableFuture.supplyAsync(() -> {
                try {
                    return bench.post(Door.HTTPS, "/", "[\"EVAL\",\"redis.call('SET','k',1) while true do end\",0]");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> bench.endpoint.requests() == 1);

            bench.stopRedis();

            assertThat(pending.get().status()).isEqualTo(503);
        }
    }

    @Test
    void requestsAndHandshakesAreCounted() throws Exception {
        try (RestBench bench = new RestBench()) {
            bench.post(Door.HTTPS, "/", PING);
            bench.post(Door.HTTPS, "/", PING, "Authorization: Bearer wrong");
            bench.post(Door.HTTP, "/", PING);

            assertThat(bench.endpoint.requests()).isEqualTo(3);
            assertThat(bench.endpoint.tlsConnections()).isEqualTo(1);
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int taken = other.getLocalPort();

            assertThatThrownBy(() ->
                            RestEndpoint.start("redis://127.0.0.1:1", RestBench.serverSsl(), RestBench.TOKEN, 0, taken))
                    .isInstanceOfSatisfying(
                            PortTakenException.class, e -> assertThat(e.port()).isEqualTo(taken))
                    .hasCauseInstanceOf(BindException.class);
        }
        assertNoThreadIsLeft();
    }

    @Test
    void startsWithoutRedis() throws Exception {
        int nobody = Ports.free();
        try (RestEndpoint endpoint =
                RestEndpoint.start("redis://127.0.0.1:" + nobody, RestBench.serverSsl(), RestBench.TOKEN, 0, 0)) {
            assertThat(endpoint.httpsUrl()).startsWith("https://localhost:");
            assertThat(endpoint.httpUrl()).startsWith("http://127.0.0.1:");
        }
    }

    @Test
    void aDecoratorMayAnswerInPlaceOfTheEndpoint() throws Exception {
        Handler.Wrapper fault = new Handler.Wrapper() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setStatus(502);
                Content.Source.consumeAll(request, callback);
                return true;
            }
        };
        try (RestBench bench = new RestBench(fault)) {
            assertThat(bench.post(Door.HTTPS, "/", PING).status()).isEqualTo(502);
            assertThat(bench.endpoint.requests()).isEqualTo(1);
        }
    }

    @Test
    void closesInUnderASecondWhileARequestHangsAndLeavesNoThread() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Handler.Wrapper hanging = new Handler.Wrapper() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                never.await();
                return false;
            }
        };
        try (RestBench bench = new RestBench(hanging)) {
            CompletableFuture<Void> hung = CompletableFuture.runAsync(() -> {
                try {
                    bench.post(Door.HTTPS, "/", PING);
                } catch (IOException e) {
                    // What the client sees of it is its own affair.
                }
            });
            await().until(() -> bench.endpoint.requests() == 1);

            long begin = System.nanoTime();
            bench.endpoint.close();
            Duration took = Duration.ofNanos(System.nanoTime() - begin);

            assertThat(took).isLessThan(Duration.ofSeconds(1));
            assertNoThreadIsLeft();
            hung.join();
        }
    }

    private static void assertNoThreadIsLeft() {
        // A thread that has been told to end is seen for a moment longer.
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("rest-endpoint") || name.startsWith("lettuce")));
    }
}
