package io.tradebars.local;

import static io.tradebars.local.RestBench.BASE64;
import static io.tradebars.local.RestBench.RESP2;
import static io.tradebars.local.RestBench.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.local.RestBench.Answer;
import io.tradebars.local.RestBench.Door;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.Protocol;
import okhttp3.Request;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Upstash documents of its REST interface, asked over HTTP/2 with TLS and over plain HTTP. */
class RestEndpointIT {

    private static RestBench bench;

    @BeforeAll
    static void start() throws Exception {
        bench = new RestBench();
    }

    @AfterAll
    static void stop() throws Exception {
        bench.close();
    }

    @BeforeEach
    void emptyRedis() throws Exception {
        assertThat(command("[\"FLUSHALL\"]").text()).isEqualTo("{\"result\":\"OK\"}");
    }

    private static Answer command(String json, String... headers) throws Exception {
        return bench.post(Door.HTTP, "/", json, headers);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void eachKindOfReplyHasItsJson(Door door) throws Exception {
        assertThat(bench.post(door, "/", "[\"SET\",\"k\",\"v\\u00e9\"]").text()).isEqualTo("{\"result\":\"OK\"}");
        assertThat(bench.post(door, "/", "[\"GET\",\"k\"]").text()).isEqualTo("{\"result\":\"vé\"}");
        assertThat(bench.post(door, "/", "[\"GET\",\"none\"]").text()).isEqualTo("{\"result\":null}");
        assertThat(bench.post(door, "/", "[\"INCRBY\",\"n\",9007199254740993]").text())
                .isEqualTo("{\"result\":9007199254740993}");
        assertThat(bench.post(door, "/", "[\"MGET\",\"k\",\"none\"]").text()).isEqualTo("{\"result\":[\"vé\",null]}");
        assertThat(bench.post(door, "/", "[\"KEYS\",\"x*\"]").text()).isEqualTo("{\"result\":[]}");
        assertThat(bench.post(door, "/", "[\"EVAL\",\"return {1,{'a',{}},{ok='QUEUED'},'b'}\",0]")
                        .text())
                .isEqualTo("{\"result\":[1,[\"a\",[]],\"QUEUED\",\"b\"]}");
    }

    @Test
    void httpsSpeaksHttp2AndPlainHttpSpeaksHttp1() throws Exception {
        Answer secure = bench.post(Door.HTTPS, "/", "[\"PING\"]");
        Answer plain = bench.post(Door.HTTP, "/", "[\"PING\"]");

        assertThat(secure.protocol()).isEqualTo(Protocol.HTTP_2);
        assertThat(plain.protocol()).isEqualTo(Protocol.HTTP_1_1);
        assertThat(secure.contentType()).isEqualTo("application/json");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void aRequestWithoutTheTokenIsUnauthorized(Door door) throws Exception {
        Answer wrong = bench.post(door, "/", "[\"SET\",\"k\",\"v\"]", "Authorization: Bearer wrong");
        Answer missing = bench.execute(
                new Request.Builder().url(bench.url(door) + "/SET/k/v").build());

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text()).isEqualTo("{\"error\":\"WRONGPASS invalid or missing auth token\"}");
        assertThat(missing.status()).isEqualTo(401);
        assertThat(command("[\"GET\",\"k\"]").text()).isEqualTo("{\"result\":null}");
    }

    @Test
    void theTokenMayBeAQueryParameter() throws Exception {
        Answer answer = bench.execute(new Request.Builder()
                .url(bench.endpoint.httpUrl() + "/ECHO/hello?_token=" + TOKEN)
                .build());

        assertThat(answer.text()).isEqualTo("{\"result\":\"hello\"}");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void aPipelineAnswersInOrderAndFailsCommandByCommand(Door door) throws Exception {
        Answer answer = bench.post(
                door,
                "/pipeline",
                "[[\"SET\",\"k\",\"x\"],[\"INCR\",\"k\"],[\"BLPOP\",\"l\",0],[\"NOSUCH\"],[\"GET\",\"k\"]]");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .startsWith("[{\"result\":\"OK\"},{\"error\":\"ERR value is not an integer or out of range\"},"
                        + "{\"error\":\"ERR Command is not available: 'BLPOP' is not supported over REST\"},"
                        + "{\"error\":\"ERR unknown command")
                .endsWith("},{\"result\":\"x\"}]");
    }

    @Test
    void base64EncodesEveryStringButTheStatusOk() throws Exception {
        assertThat(command("[\"SET\",\"k\",\"OK\"]", BASE64).text()).isEqualTo("{\"result\":\"OK\"}");
        assertThat(command("[\"GET\",\"k\"]", BASE64).text()).isEqualTo("{\"result\":\"T0s=\"}");
        assertThat(command("[\"PING\"]", BASE64).text()).isEqualTo("{\"result\":\"UE9ORw==\"}");
        assertThat(command("[\"EVAL\",\"return {{ok='OK'},'OK',{'a',7}}\",0]", BASE64)
                        .text())
                .isEqualTo("{\"result\":[\"OK\",\"T0s=\",[\"YQ==\",7]]}");
        assertThat(bench.post(Door.HTTP, "/pipeline", "[[\"GET\",\"k\"],[\"INCR\",\"k\"]]", BASE64)
                        .text())
                .isEqualTo("[{\"result\":\"T0s=\"},{\"error\":\"ERR value is not an integer or out of range\"}]");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void bytesThatAreNoTextSurviveInABodyAndInBase64(Door door) throws Exception {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }

        Answer set = bench.send(door, "POST", "/SET/k?EX=100", bytes);

        assertThat(set.text()).isEqualTo("{\"result\":\"OK\"}");
        assertThat(bench.post(door, "/", "[\"GET\",\"k\"]", BASE64).text())
                .isEqualTo("{\"result\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}");
        assertThat(bench.post(door, "/", "[\"GETRANGE\",\"k\",255,255]").text()).isEqualTo("{\"result\":\"\uFFFD\"}");
        assertThat(Arrays.copyOfRange(
                        bench.post(door, "/", "[\"GET\",\"k\"]", RESP2).bytes(), 6, 262))
                .isEqualTo(bytes);
        assertThat(command("[\"TTL\",\"k\"]").text()).isIn("{\"result\":100}", "{\"result\":99}");
    }

    @Test
    void resp2AnswersAsRedisItselfWould() throws Exception {
        Answer array = command("[\"EVAL\",\"return {1,'a',false,{ok='fine'},{}}\",0]", RESP2);
        Answer error = command("[\"NOSUCH\"]", RESP2);
        Answer pipeline =
                bench.post(Door.HTTPS, "/pipeline", "[[\"SET\",\"k\",\"v\"],[\"INCR\",\"k\"],[\"GET\",\"k\"]]", RESP2);

        assertThat(array.contentType()).isEqualTo("application/octet-stream");
        assertThat(array.text()).isEqualTo("*5\r\n:1\r\n$1\r\na\r\n$-1\r\n+fine\r\n*0\r\n");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.text()).startsWith("-ERR unknown command").endsWith("\r\n");
        assertThat(pipeline.text()).isEqualTo("+OK\r\n-ERR value is not an integer or out of range\r\n$1\r\nv\r\n");
    }

    @Test
    void resp2IsRefusedWithBase64AndForTransactionsAndOtherFormatsAlways() throws Exception {
        assertThat(command("[\"PING\"]", RESP2, BASE64).status()).isEqualTo(400);
        assertThat(bench.post(Door.HTTP, "/multi-exec", "[[\"PING\"]]", RESP2).status())
                .isEqualTo(400);
        assertThat(command("[\"PING\"]", "Upstash-Response-Format: resp3").status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void aCommandMayBeThePath(Door door) throws Exception {
        assertThat(bench.send(door, "GET", "/set/a%2Fb%20c/x+%C3%A9/EX/100", null)
                        .text())
                .isEqualTo("{\"result\":\"OK\"}");
        assertThat(bench.send(door, "PUT", "/append/a%2Fb%20c", "!".getBytes(StandardCharsets.UTF_8))
                        .text())
                .isEqualTo("{\"result\":5}");
        assertThat(command("[\"GET\",\"a/b c\"]").text()).isEqualTo("{\"result\":\"x+é!\"}");
        assertThat(bench.send(door, "POST", "/dbsize", new byte[0]).text()).isEqualTo("{\"result\":1}");
        assertThat(bench.send(door, "GET", "/SET/bin/%FF%01", null).text()).isEqualTo("{\"result\":\"OK\"}");
        assertThat(command("[\"GET\",\"bin\"]", BASE64).text()).isEqualTo("{\"result\":\"/wE=\"}");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void headRunsTheCommandAndSendsNoBody(Door door) throws Exception {
        Answer answer = bench.send(door, "HEAD", "/incr/n", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.bytes()).isEmpty();
        assertThat(command("[\"GET\",\"n\"]").text()).isEqualTo("{\"result\":\"1\"}");
    }

    @Test
    void numbersAndBooleansBecomeTheirText() throws Exception {
        assertThat(command("[\"RPUSH\",\"l\",1,1.50,1e3,true,\"\"]").text()).isEqualTo("{\"result\":5}");
        assertThat(command("[\"LRANGE\",\"l\",0,-1]").text())
                .isEqualTo("{\"result\":[\"1\",\"1.50\",\"1e3\",\"true\",\"\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "\"PING\"",
                "[\"PING\"",
                "[\"PING\"] x",
                "[\"SET\",\"k\",null]",
                "[\"SET\",\"k\",[\"v\"]]",
                "[\"SET\",\"k\",{}]",
                "[\"NOSUCH\"]",
                "[\"WATCH\",\"k\"]",
                "[\"xread\",\"block\",\"0\",\"STREAMS\",\"s\",\"$\"]"
            })
    void whatIsNoCommandIsABadRequest(String body) throws Exception {
        Answer answer = command(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.text()).startsWith("{\"error\":\"ERR ").endsWith("\"}");
    }

    @ParameterizedTest
    @CsvSource({"DELETE,/,405", "GET,/pipeline,405", "GET,/get/%zz,400", "GET,/blpop/l/0,400", "OPTIONS,/get/k,405"})
    void wrongMethodsAndPathsAreRefused(String method, String path, int status) throws Exception {
        Answer answer = bench.execute(new Request.Builder()
                .url(bench.endpoint.httpUrl() + path)
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, null)
                .build());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).startsWith("{\"error\":\"ERR ");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void aRequestOverTenMegabytesIsRefusedAndTheNextIsServed(Door door) throws Exception {
        Answer answer = bench.post(door, "/", "[\"SET\",\"k\",\"" + "x".repeat(11 * 1024 * 1024) + "\"]");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).startsWith("{\"error\":\"ERR max request size exceeded");
        assertThat(bench.post(door, "/", "[\"EXISTS\",\"k\"]").text()).isEqualTo("{\"result\":0}");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void bodiesOfMegabytesGoBothWays(Door door) throws Exception {
        String value = "0123456789".repeat(900_000);

        assertThat(bench.post(door, "/", "[\"SET\",\"k\",\"" + value + "\"]").text())
                .isEqualTo("{\"result\":\"OK\"}");

        assertThat(bench.post(door, "/pipeline", "[[\"GET\",\"k\"],[\"GET\",\"k\"]]")
                        .bytes())
                .hasSize(2 * (value.length() + 13) + 3);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void aTransactionAnswersPerCommand(Door door) throws Exception {
        Answer answer = bench.post(
                door,
                "/multi-exec",
                "[[\"SET\",\"k\",\"x\"],[\"INCR\",\"k\"],[\"LRANGE\",\"l\",0,-1],[\"GET\",\"k\"]]",
                BASE64);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("[{\"result\":\"OK\"},{\"error\":\"ERR value is not an integer or out of range\"},"
                        + "{\"result\":[]},{\"result\":\"eA==\"}]");
    }

    @Test
    void aTransactionWithAnInvalidCommandIsDiscardedWhole() throws Exception {
        Answer invalid = bench.post(Door.HTTP, "/multi-exec", "[[\"SET\",\"k\",\"x\"],[\"GET\"]]");
        Answer unavailable = bench.post(Door.HTTP, "/multi-exec", "[[\"SET\",\"k\",\"x\"],[\"exec\"]]");

        assertThat(invalid.status()).isEqualTo(400);
        assertThat(invalid.text())
                .isEqualTo("{\"error\":\"EXECABORT Transaction discarded because of previous errors."
                        + " ERR wrong number of arguments for 'get' command\"}");
        assertThat(unavailable.status()).isEqualTo(400);
        assertThat(unavailable.text())
                .isEqualTo("{\"error\":\"ERR Command is not available: 'EXEC' is not supported over REST\"}");
        assertThat(command("[\"GET\",\"k\"]").text()).isEqualTo("{\"result\":null}");
        assertThat(bench.post(Door.HTTP, "/multi-exec", "[[\"INCR\",\"k\"]]").text())
                .isEqualTo("[{\"result\":1}]");
    }

    /** Each transaction raises both counters by one, so that they are equal whenever one of them is read. */
    @Test
    void noRequestSeesOrEntersAnothersTransaction() throws Exception {
        String transaction = "[[\"INCR\",\"a\"],[\"ECHO\",\"%d\"],[\"INCR\",\"b\"]]";
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                int call = i;
                calls.add(
                        call % 2 == 0
                                ? () -> bench.post(Door.HTTPS, "/multi-exec", transaction.formatted(call))
                                        .text()
                                : () -> bench.post(Door.HTTP, "/", "[\"MGET\",\"a\",\"b\"]")
                                        .text());
            }
            int call = 0;
            for (Future<String> answer : clients.invokeAll(calls)) {
                assertThat(answer.get())
                        .matches(
                                call % 2 == 0
                                        ? "\\[\\{\"result\":(\\d+)},\\{\"result\":\"" + call + "\"},\\{\"result\":\\1}]"
                                        : "\\{\"result\":\\[(\"\\d+\"|null),\\1]}");
                call++;
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(command("[\"MGET\",\"a\",\"b\"]").text()).isEqualTo("{\"result\":[\"200\",\"200\"]}");
    }
}
