package io.tradebars.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * An Upstash-compatible REST endpoint: sends requests and turns what comes back, replies or failures, into what Lettuce's
 * callers know. Safe for use by several threads.
 */
final class RestEndpoint {

    /** Of an answer that is no success, only so much is read for its error message. */
    private static final int MAX_ERROR_BYTES = 16 * 1024;

    private static final int MAX_DETAIL_CHARS = 300;

    private static final String SYNC_TOKEN = "upstash-sync-token";

    private final OkHttpClient client;
    private final HttpUrl base;
    private final AccessToken token;
    private final boolean readYourWrites;
    private final Duration callTimeout;
    private final Timer timer;

    /**
     * @param client without time-outs of its own other than that of a TCP connect
     * @param base the address that {@code /pipeline} is appended to
     * @param token sent with each request
     * @param readYourWrites whether a connection's requests carry on what its replies said that it has seen
     * @param callTimeout from the sending of a request to the end of its reply
     * @param timer counts that time; OkHttp's own would leave a thread behind for a minute after the last call, and with it
     *     every class of the job
     */
    RestEndpoint(
            OkHttpClient client,
            HttpUrl base,
            AccessToken token,
            boolean readYourWrites,
            Duration callTimeout,
            Timer timer) {
        this.client = client;
        this.base = base;
        this.token = token;
        this.readYourWrites = readYourWrites;
        this.callTimeout = callTimeout;
        this.timer = timer;
    }

    /** {@code https://host:port}, for messages. */
    String name() {
        return base.scheme() + "://" + base.host() + ":" + base.port();
    }

    /** Host and port, not resolved. */
    InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(base.host(), base.port());
    }

    /**
     * Sends a request; once its commands are completed, one way or the other, runs {@code then}. Both happen in a thread of
     * OkHttp's dispatcher, or in the calling one if that was shut down.
     *
     * @param syncToken the state that the connection has seen, sent along and updated, so that it reads its own writes
     *     although requests may go to different replicas (upstash.com/docs/redis/howto/readyourwrites)
     * @return the call, to be cancelled
     */
    Call send(RestRequest request, AtomicReference<String> syncToken, Runnable then) {
        CallProgress progress = new CallProgress();
        Request.Builder http = new Request.Builder()
                .url(request.url(base))
                .post(request.body())
                .header("Upstash-Encoding", "base64")
                .tag(CallProgress.class, progress);
        String sent = token.current();
        if (sent != null) {
            http.header("Authorization", "Bearer " + sent);
        }
        String seen = syncToken.get();
        if (seen != null) {
            http.header(SYNC_TOKEN, seen);
        }
        Call call = client.newCall(http.build());
        Timeout timeout = timer.newTimeout(
                expired -> {
                    progress.markTimedOut();
                    call.cancel();
                },
                callTimeout.toMillis(),
                TimeUnit.MILLISECONDS);
        call.enqueue(new Callback() {
            @Override
            public void onResponse(Call call, Response response) {
                // OkHttp swallows what is thrown here, and the commands would wait for ever.
                try (response) {
                    String now = response.header(SYNC_TOKEN);
                    if (now != null && readYourWrites) {
                        syncToken.set(now);
                    }
                    answer(request, response, sent);
                } catch (IOException e) {
                    request.fail(failureOf(progress, e));
                } catch (RedisException e) {
                    request.fail(e);
                } catch (Throwable e) {
                    request.fail(new RedisException("cannot read the reply of " + name(), e));
                } finally {
                    timeout.cancel();
                    then.run();
                }
            }

            @Override
            public void onFailure(Call call, IOException e) {
                try {
                    request.fail(failureOf(progress, e));
                } finally {
                    timeout.cancel();
                    then.run();
                }
            }
        });
        return call;
    }

    private void answer(RestRequest request, Response response, String sentToken) throws IOException {
        if (response.isSuccessful()) {
            RestReply reply = RestReply.read(response.body().byteStream(), request.commands());
            if (reply.error() == null) {
                request.complete(reply);
            } else {
                completeWithErrorOfAll(request, response, withoutToken(reply.error(), sentToken));
            }
            return;
        }
        if (response.code() == 401) {
            request.fail(new RedisCommandExecutionException(
                    "WRONGPASS " + name() + " does not accept the token (HTTP 401): " + token.refused(sentToken)));
            return;
        }
        String error = withoutToken(readError(response.body().byteStream()), sentToken);
        if (response.code() == 400 && error != null) {
            completeWithErrorOfAll(request, response, error);
        } else {
            request.fail(httpFailure(response, error));
        }
    }

    /** One error for the whole request: it may be about its only command, about the server's state, or about the request. */
    private void completeWithErrorOfAll(RestRequest request, Response response, String error) {
        CommandOutcome outcome = CommandOutcome.of(new RedisCommandExecutionException(error));
        if (request.isOfOneCommand() || !(outcome instanceof CommandOutcome.Refused)) {
            request.completeWithError(error);
        } else {
            request.fail(httpFailure(response, error));
        }
    }

    private RedisHttpException httpFailure(Response response, String error) {
        Duration retryAfter = RetryAfter.parse(response.header("Retry-After"), Instant.now());
        String detail = error == null ? "" : error.replaceAll("\\s+", " ").strip();
        if (detail.length() > MAX_DETAIL_CHARS) {
            detail = detail.substring(0, MAX_DETAIL_CHARS) + "...";
        }
        return new RedisHttpException(response.code(), retryAfter, detail);
    }

    /** A server may quote the request in its error. */
    private static String withoutToken(String text, String token) {
        return text == null || token == null ? text : text.replace(token, "***");
    }

    /** The text of {@code {"error":"…"}}, or {@code null} if the answer is anything else, such as a proxy's HTML page. */
    private static String readError(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_ERROR_BYTES);
        try {
            return RestReply.read(new ByteArrayInputStream(bytes), 0).error();
        } catch (MalformedReplyException e) {
            return null;
        }
    }

    private RedisException failureOf(CallProgress progress, IOException failure) {
        boolean sent = progress.isSent();
        if (progress.isTimedOut()) {
            RedisCommandTimeoutException timeout =
                    new RedisCommandTimeoutException("no reply from " + name() + " within " + callTimeout.toMillis()
                            + " ms" + (sent ? "; the commands may take effect all the same" : ""));
            timeout.initCause(failure);
            return timeout;
        }
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return sent
                ? new RedisConnectionException(
                        "connection to " + name() + " lost, the commands may have taken effect: " + message, failure)
                : new RedisConnectionException("cannot connect to " + name() + ": " + message, failure);
    }
}
