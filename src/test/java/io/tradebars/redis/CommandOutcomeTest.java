package io.tradebars.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.netty.handler.codec.EncoderException;
import io.tradebars.redis.CommandOutcome.BatchRejected;
import io.tradebars.redis.CommandOutcome.Done;
import io.tradebars.redis.CommandOutcome.Refused;
import io.tradebars.redis.CommandOutcome.Transient;
import io.tradebars.redis.CommandOutcome.Unauthorized;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandOutcomeTest {

    @Test
    void noFailureIsDone() {
        assertThat(CommandOutcome.of(null)).isEqualTo(new Done());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WRONGTYPE Operation against a key holding the wrong kind of value",
                "NOSCRIPT No matching script.",
                "ERR syntax error",
                "BUSYGROUP Consumer Group name already exists",
                "BUSYKEY Target key name already exists.",
                "EXECABORT Transaction discarded because of previous errors.",
                "ERR max request size exceeded. Limit: 10485760 bytes",
                "ERR max single record size exceeded",
                "ERR BLPOP is not available over HTTP: it blocks",
                ""
            })
    void errorsOfTheCommandAreRefused(String error) {
        assertThat(CommandOutcome.of(new RedisCommandExecutionException(error))).isEqualTo(new Refused(error));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "OOM command not allowed when used memory > 'maxmemory'.",
                "READONLY You can't write against a read only replica.",
                "BUSY Redis is busy running a script.",
                "MASTERDOWN Link with MASTER is down",
                "CLUSTERDOWN The cluster is down",
                "TRYAGAIN Multiple keys request during rehashing of slot",
                "MISCONF Redis is configured to save RDB snapshots",
                "NOREPLICAS Not enough good replicas to write."
            })
    void errorsOfTheServersStateAreTransientAndHadNoEffect(String error) {
        CommandOutcome outcome = CommandOutcome.of(new RedisCommandExecutionException(error));

        assertThat(outcome).isEqualTo(new Transient(error.substring(0, error.indexOf(' ')), null));
        assertThat(((Transient) outcome).mayHaveTakenEffect()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR max requests limit exceeded. Limit: 500000, Usage: 500001. See https://upstash.com/docs/redis",
                "ERR max daily request limit exceeded. Limit: 10000, Usage: 10000.",
                "ERR max concurrent connections exceeded"
            })
    void usedUpQuotaIsAnOutage(String error) {
        assertThat(CommandOutcome.of(new RedisCommandExecutionException(error)))
                .isEqualTo(new Transient("request limit exceeded", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WRONGPASS invalid username-password pair",
                "NOAUTH Authentication required.",
                "NOPERM this user has no permissions to run the 'set' command",
                "The user executing the script can't run this command or subcommand"
            })
    void wrongCredentialsAreUnauthorized(String error) {
        assertThat(CommandOutcome.of(new RedisCommandExecutionException(error))).isEqualTo(new Unauthorized(error));
    }

    @Test
    void httpStatusDecides() {
        assertThat(CommandOutcome.of(new RedisHttpException(429, Duration.ofSeconds(3), "slow down")))
                .isEqualTo(new Transient("HTTP 429", Duration.ofSeconds(3)));
        assertThat(CommandOutcome.of(new RedisHttpException(503, null, ""))).isEqualTo(new Transient("HTTP 503", null));
        assertThat(CommandOutcome.of(new RedisHttpException(408, null, ""))).isEqualTo(new Transient("HTTP 408", null));
        assertThat(CommandOutcome.of(new RedisHttpException(404, null, ""))).isEqualTo(new Transient("HTTP 404", null));
        assertThat(CommandOutcome.of(new RedisHttpException(400, null, "cannot parse")))
                .isEqualTo(new BatchRejected("HTTP 400: cannot parse"));
        assertThat(CommandOutcome.of(new RedisHttpException(413, null, ""))).isEqualTo(new BatchRejected("HTTP 413"));
        assertThat(CommandOutcome.of(new RedisHttpException(403, null, ""))).isEqualTo(new Unauthorized("HTTP 403"));
    }

    @Test
    void wordNamesTheFault() {
        assertThat(wordOf(new RedisCommandTimeoutException("no reply"))).isEqualTo("timeout");
        assertThat(wordOf(new RedisConnectionException("cannot connect", new ConnectException("Connection refused"))))
                .isEqualTo("connection refused");
        assertThat(wordOf(new RedisConnectionException("cannot connect", new SocketTimeoutException("timed out"))))
                .isEqualTo("connect timeout");
        assertThat(wordOf(new RedisConnectionException("x", new ConnectException("connection timed out after 1 ms"))))
                .isEqualTo("connect timeout");
        assertThat(wordOf(new RedisConnectionException("x", new UnknownHostException("nowhere"))))
                .isEqualTo("unknown host");
        assertThat(wordOf(new RedisConnectionException("x", new SSLHandshakeException("PKIX"))))
                .isEqualTo("TLS failure");
        assertThat(wordOf(new RedisConnectionException("x", new IOException("reset"))))
                .isEqualTo("connection lost");
        assertThat(wordOf(new RedisException("Currently not connected. Commands are rejected.")))
                .isEqualTo("not connected");
        assertThat(wordOf(new RedisException("Connection closed"))).isEqualTo("connection closed");
        assertThat(wordOf(new MalformedReplyException("1 reply"))).isEqualTo("malformed reply");
        assertThat(wordOf(new CancellationException())).isEqualTo("cancelled");
    }

    @Test
    void effectIsUnknownOnceACommandMayHaveBeenSent() {
        assertThat(new Transient("timeout", null).mayHaveTakenEffect()).isTrue();
        assertThat(new Transient("connection lost", null).mayHaveTakenEffect()).isTrue();
        assertThat(new Transient("HTTP 502", null).mayHaveTakenEffect()).isTrue();
        assertThat(new Transient("connection refused", null).mayHaveTakenEffect())
                .isFalse();
        assertThat(new Transient("HTTP 429", null).mayHaveTakenEffect()).isFalse();
    }

    @Test
    void commandThatCannotBeEncodedIsRefused() {
        assertThat(CommandOutcome.of(new EncoderException("cannot encode SET"))).isInstanceOf(Refused.class);
    }

    @Test
    void wrappersAreLookedThrough() {
        RedisHttpException http = new RedisHttpException(429, Duration.ofSeconds(2), "");
        Transient expected = new Transient("HTTP 429", Duration.ofSeconds(2));

        assertThat(CommandOutcome.of(new CompletionException(http))).isEqualTo(expected);
        assertThat(CommandOutcome.of(new ExecutionException(new CompletionException(http))))
                .isEqualTo(expected);
        assertThat(CommandOutcome.of(new RedisException(http))).isEqualTo(expected);
    }

    private static String wordOf(Throwable failure) {
        return ((Transient) CommandOutcome.of(failure)).word();
    }
}
