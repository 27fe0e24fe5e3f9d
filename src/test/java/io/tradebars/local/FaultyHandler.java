package io.tradebars.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * In front of a REST endpoint's own handling: lets the next so many requests, or those that hold some text, meet with a fault.
 * Requests are read to their end before, as a server does that fails in the middle of its work. One fault at a time. Safe for
 * use by several threads.
 */
final class FaultyHandler extends Handler.Wrapper {

    /** What is done with a request instead of answering it; must complete the exchange's callback in the end. */
    interface Fault {
        void meet(Exchange exchange) throws Exception;
    }

    /** When a request of a connection had come in. */
    record Arrival(String connection, long nanos) {}

    private record Order(Fault fault, String text, AtomicInteger left) {
        boolean concerns(Exchange exchange) {
            return exchange.text().contains(text) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        }
    }

    private static final Order NONE = new Order(null, "", new AtomicInteger());

    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private volatile Order order = NONE;

    /** Lets the next so many requests meet with this fault. */
    void next(int requests, Fault fault) {
        next(requests, "", fault);
    }

    /** Lets the next so many requests whose body holds the text meet with this fault. */
    void next(int requests, String text, Fault fault) {
        order = new Order(fault, text, new AtomicInteger(requests));
    }

    /** Lets all requests whose body holds the text meet with this fault, until told otherwise. */
    void always(String text, Fault fault) {
        order = new Order(fault, text, new AtomicInteger(Integer.MAX_VALUE));
    }

    /** Lets nothing more go wrong. */
    void relent() {
        order = NONE;
    }

    /** How many requests are still to meet with the fault. */
    int left() {
        return order.left().get();
    }

    /** All requests so far, in the order in which they came. */
    List<Arrival> arrivals() {
        return arrivals;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        arrivals.add(new Arrival(request.getConnectionMetaData().getId(), System.nanoTime()));
        if (left() == 0) {
            return super.handle(request, response, callback);
        }
        RestRequestBody.read(request, RestHandler.MAX_REQUEST_BYTES).whenComplete((body, failure) -> {
            if (failure != null) {
                callback.failed(failure);
                return;
            }
            Exchange exchange = new Exchange(getHandler(), request, body, response, callback);
            Order now = order;
            try {
                if (now.concerns(exchange)) {
                    now.fault().meet(exchange);
                } else {
                    exchange.execute().thenAccept(exchange::answer);
                }
            } catch (Exception e) {
                callback.failed(e);
            }
        });
        return true;
    }

    /** A request that was read, and all that can be made of it. */
    static final class Exchange {
        private final Handler real;
        private final Request request;
        private final byte[] body;
        private final Response response;
        private final Callback callback;

        Exchange(Handler real, Request request, byte[] body, Response response, Callback callback) {
            this.real = real;
            this.request = request;
            this.body = body;
            this.response = response;
            this.callback = callback;
        }

        /** The body. */
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The connection that it came over; its requests come one after the other. */
        String connection() {
            return request.getConnectionMetaData().getId();
        }

        /** Lets the commands take effect and gives what would have been answered. */
        CompletableFuture<byte[]> execute() {
            Answer answer = new Answer(request, response);
            CompletableFuture<byte[]> result = new CompletableFuture<>();
            Callback done = Callback.from(() -> result.complete(answer.bytes()), result::completeExceptionally);
            try {
                real.handle(new Replay(request, body), answer, done);
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
            return result;
        }

        /** Answers what {@link #execute} gave, or something made of it. */
        void answer(byte[] bytes) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
            response.write(true, ByteBuffer.wrap(bytes), callback);
        }

        /** Answers this status in place of the commands' replies. */
        void answer(int status, String contentType, String text) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
            answer(text.getBytes(StandardCharsets.UTF_8));
        }

        void header(HttpHeader name, String value) {
            response.getHeaders().put(name, value);
        }

        /** Begins the answer and ends the connection in the middle of it. */
        void cutInTheMiddleOf(byte[] bytes) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
            response.write(
                    false, ByteBuffer.wrap(bytes, 0, bytes.length / 2), Callback.from(this::hangUp, callback::failed));
        }

        /** Ends the connection without an answer. */
        void hangUp() {
            request.getConnectionMetaData().getConnection().getEndPoint().close();
            callback.failed(new IOException("hung up on purpose"));
        }

        /** Ends it on this side when the client has given up already. */
        void abandon() {
            callback.failed(new IOException("left unanswered on purpose"));
        }
    }

    /** A request whose body was read already. */
    private static final class Replay extends Request.Wrapper {
        private final Content.Source content;

        Replay(Request request, byte[] body) {
            super(request);
            this.content = new ByteBufferContentSource(ByteBuffer.wrap(body));
        }

        @Override
        public Content.Chunk read() {
            return content.read();
        }

        @Override
        public void demand(Runnable callback) {
            content.demand(callback);
        }
    }

    /** A response that is kept rather than sent. */
    private static final class Answer extends Response.Wrapper {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        Answer(Request request, Response response) {
            super(request, response);
        }

        byte[] bytes() {
            return written.toByteArray();
        }

        @Override
        public void write(boolean last, ByteBuffer bytes, Callback callback) {
            written.writeBytes(BufferUtil.toArray(bytes));
            callback.succeeded();
        }
    }
}
