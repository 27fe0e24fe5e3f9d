package io.tradebars.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of Upstash REST (upstash.com/docs/redis/features/restapi). No thread waits: bodies are read and Redis
 * is asked asynchronously, answers are written on the given executor. Neither URL nor headers are ever logged; the token
 * may be in either.
 */
final class RestHandler extends Handler.Abstract {

    /** Of a whole body, as on Upstash's smaller plans. */
    static final int MAX_REQUEST_BYTES = 10 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(RestHandler.class);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT");
    private static final String BEARER = "bearer ";
    private static final int OK = 200;
    private static final int INTERNAL_ERROR = 500;

    private final RedisBackend redis;
    /** Its digest: two of them are of one length, so that comparing them takes the same time whatever was given. */
    private final byte[] token;

    private final Executor executor;

    RestHandler(RedisBackend redis, String token, Executor executor) {
        this.redis = redis;
        this.token = digest(token.getBytes(StandardCharsets.UTF_8));
        this.executor = executor;
    }

    private record Answer(int status, boolean json, byte[] body) {
        static Answer json(int status, byte[] body) {
            return new Answer(status, true, body);
        }
    }

    /** The two headers by which a client chooses how strings come back. */
    private record Form(boolean base64, boolean resp2) {

        static Form of(HttpFields headers) {
            boolean base64 = "base64".equalsIgnoreCase(headers.get("Upstash-Encoding"));
            String format = headers.get("Upstash-Response-Format");
            boolean resp2 = "resp2".equalsIgnoreCase(format);
            if (format != null && !resp2 && !"json".equalsIgnoreCase(format)) {
                throw bad("ERR Upstash-Response-Format must be json or resp2");
            }
            if (resp2 && base64) {
                throw bad("ERR Upstash-Encoding base64 is not permitted with Upstash-Response-Format resp2");
            }
            return new Form(base64, resp2);
        }

        /** An error of the command is 400 too, as documented. */
        Answer answer(RedisReply reply) {
            int status = reply instanceof RedisReply.Error ? RestException.BAD_REQUEST : OK;
            return resp2
                    ? new Answer(status, false, Resp2.write(List.of(reply)))
                    : Answer.json(status, RestJson.writeReply(reply, base64));
        }

        Answer answer(List<RedisReply> replies) {
            return resp2
                    ? new Answer(OK, false, Resp2.write(replies))
                    : Answer.json(OK, RestJson.writeReplies(replies, base64));
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // The body is read before anything is refused: a client that is still writing may not see the refusal.
        RestRequestBody.read(request, MAX_REQUEST_BYTES)
                .thenCompose(body -> answer(request, body))
                .exceptionally(failure -> refusal(cause(failure)))
                .whenComplete((answer, ignored) -> write(answer, response, callback));
        return true;
    }

    private CompletableFuture<Answer> answer(Request request, byte[] body) {
        String method = request.getMethod();
        String path = request.getHttpURI().getPath();
        String query = request.getHttpURI().getQuery();
        if (!METHODS.contains(method)) {
            throw new RestException(RestException.METHOD_NOT_ALLOWED, "ERR method not allowed");
        }
        if (!isAuthorized(request.getHeaders().get(HttpHeader.AUTHORIZATION), query)) {
            throw new RestException(RestException.UNAUTHORIZED, "WRONGPASS invalid or missing auth token");
        }
        boolean sends = method.equals("POST") || method.equals("PUT");
        Form form = Form.of(request.getHeaders());
        return switch (path) {
            case "/pipeline" -> pipeline(RestJson.readCommands(sent(sends, body)), form);
            case "/multi-exec" -> multiExec(RestJson.readCommands(sent(sends, body)), form);
            case "", "/" -> command(RestJson.readCommand(sent(sends, body)), form);
            default -> command(RestPath.command(path, query, sends ? body : new byte[0]), form);
        };
    }

    private static byte[] sent(boolean sends, byte[] body) {
        if (!sends) {
            throw new RestException(RestException.METHOD_NOT_ALLOWED, "ERR method not allowed; use POST");
        }
        return body;
    }

    private boolean isAuthorized(String authorization, String query) {
        byte[] given;
        if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            given = authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
        } else {
            given = RestPath.token(query);
        }
        return given != null && MessageDigest.isEqual(token, digest(given));
    }

    private static byte[] digest(byte[] token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    private CompletableFuture<Answer> command(RestCommand command, Form form) {
        RedisReply refusal = command.refusal();
        return refusal != null
                ? CompletableFuture.completedFuture(form.answer(refusal))
                : redis.run(List.of(command)).thenApplyAsync(replies -> form.answer(replies.get(0)), executor);
    }

    /** A command that is not available fails alone. */
    private CompletableFuture<Answer> pipeline(List<RestCommand> commands, Form form) {
        List<RedisReply> replies = new ArrayList<>(commands.size());
        List<RestCommand> allowed = new ArrayList<>(commands.size());
        for (RestCommand command : commands) {
            RedisReply refusal = command.refusal();
            replies.add(refusal);
            if (refusal == null) {
                allowed.add(command);
            }
        }
        if (allowed.isEmpty()) {
            return CompletableFuture.completedFuture(form.answer(replies));
        }
        return redis.run(allowed)
                .thenApplyAsync(
                        answered -> {
                            var next = answered.iterator();
                            replies.replaceAll(refusal -> refusal == null ? next.next() : refusal);
                            return form.answer(replies);
                        },
                        executor);
    }

    /** A command that is not available discards the transaction before Redis hears of it. */
    private CompletableFuture<Answer> multiExec(List<RestCommand> commands, Form form) {
        if (form.resp2()) {
            throw bad("ERR Upstash-Response-Format resp2 is not permitted with /multi-exec");
        }
        for (RestCommand command : commands) {
            RedisReply.Error refusal = command.refusal();
            if (refusal != null) {
                throw bad(refusal.message());
            }
        }
        return redis.transaction(commands)
                .thenApplyAsync(
                        outcome -> outcome instanceof RedisReply.Array array
                                ? form.answer(array.elements())
                                : form.answer(outcome),
                        executor);
    }

    private static RestException bad(String message) {
        return new RestException(RestException.BAD_REQUEST, message);
    }

    private static Answer refusal(Throwable failure) {
        if (failure instanceof RestException refusal) {
            return Answer.json(refusal.status(), RestJson.writeError(refusal.getMessage()));
        }
        // A client that went away is its own affair.
        if (!(failure instanceof IOException)) {
            LOG.warn("A REST request failed", failure);
        }
        return Answer.json(INTERNAL_ERROR, RestJson.writeError("ERR internal error"));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static void write(Answer answer, Response response, Callback callback) {
        response.setStatus(answer.status());
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, answer.json() ? "application/json" : "application/octet-stream");
        headers.put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    /** Answers for Jetty what never got as far as this handler, such as a malformed request. */
    static boolean writeJettyError(Request request, Response response, Callback callback) {
        int status = response.getStatus() < RestException.BAD_REQUEST ? INTERNAL_ERROR : response.getStatus();
        write(Answer.json(status, RestJson.writeError("ERR bad request")), response, callback);
        return true;
    }
}
