package io.tradebars.redis;

import static io.tradebars.redis.RestServer.json;
import static io.tradebars.redis.RestServer.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that changes while a connector is open. */
class TokenRotationTest {

    @TempDir
    Path directory;

    private volatile String accepted = "old-t0ken";
    private Path file;
    private RestServer server;
    private RedisConnector connector;
    private RedisCommands<String, String> redis;

    @BeforeEach
    void start() throws IOException {
        file = Files.writeString(directory.resolve("token"), "old-t0ken\n");
        server = new RestServer(directory);
        server.answerAlways(request -> ("Bearer " + accepted).equals(authorization(request))
                ? json("[" + result("1") + "]")
                : json(401, "{\"error\":\"Unauthorized: " + authorization(request) + "\"}"));
        connector = RedisConnector.create(
                server.settingsBuilder().token(null).tokenFile(file.toString()).build());
        redis = connector.connect(StringCodec.UTF8).sync();
    }

    private static String authorization(RecordedRequest request) {
        return request.getHeaders().get("Authorization");
    }

    @AfterEach
    void stop() {
        connector.close();
        server.close();
    }

    @Test
    void refusedTokenIsReadAgainFromItsFileForTheNextCommand() throws IOException {
        redis.incr("n");
        accepted = "new-t0ken";
        Files.writeString(file, "new-t0ken\n");

        assertThatThrownBy(() -> redis.incr("n"))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageStartingWith("WRONGPASS")
                .hasMessageEndingWith(
                        "(HTTP 401): redis.token-file holds another one by now, which is used from here on");

        assertThat(redis.incr("n")).isEqualTo(1);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void fileIsNotReadWhileItsTokenIsAccepted() throws IOException {
        redis.incr("n");
        Files.delete(file);

        assertThat(redis.incr("n")).isEqualTo(1);
    }

    @Test
    void fileThatHoldsTheRefusedTokenIsReadUntilItHoldsAnother() throws IOException {
        accepted = "new-t0ken";

        assertThatThrownBy(() -> redis.incr("n")).hasMessageEndingWith("check redis.token or redis.token-file");
        assertThatThrownBy(() -> redis.incr("n")).hasMessageEndingWith("check redis.token or redis.token-file");
        Files.writeString(file, "new-t0ken");
        assertThatThrownBy(() -> redis.incr("n")).hasMessageContaining("holds another one");

        assertThat(redis.incr("n")).isEqualTo(1);
    }

    @Test
    void fileThatIsHalfWrittenIsNamedAndDoesNotReplaceTheToken() throws IOException {
        accepted = "new-t0ken";
        Files.writeString(file, "");

        assertThatThrownBy(() -> redis.incr("n"))
                .hasMessageStartingWith("WRONGPASS")
                .hasMessageEndingWith(
                        "redis.token-file '" + file + "' is empty: it must hold the REST token of the database");

        accepted = "old-t0ken";
        assertThat(redis.incr("n")).isEqualTo(1);
    }

    @Test
    void neitherTokenIsShownWhenAServerQuotesThem() throws IOException {
        redis.incr("n");
        accepted = "new-t0ken";
        Files.writeString(file, "new-t0ken");
        assertThatThrownBy(() -> redis.incr("n")).satisfies(failure -> assertThat(failure.toString())
                .doesNotContain("old-t0ken")
                .doesNotContain("new-t0ken"));
        server.answerAlways(request -> json(500, "{\"error\":\"bad header " + authorization(request) + "\"}"));

        assertThatThrownBy(() -> redis.incr("n")).hasMessage("HTTP 500: bad header Bearer ***");
    }
}
