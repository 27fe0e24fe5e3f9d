package io.tradebars.local;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Reads the body of a request without blocking. What exceeds the limit is read on and thrown away up to a second limit, so
 * that the client is done writing when it is told and does not see a broken connection instead of the error.
 */
final class RestRequestBody implements Runnable {

    private final Content.Source source;
    private final int limitBytes;
    private final long drainLimitBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private long received;

    private RestRequestBody(Content.Source source, int limitBytes) {
        this.source = source;
        this.limitBytes = limitBytes;
        this.drainLimitBytes = 4L * limitBytes;
    }

    /** The whole body; fails with a {@link RestException} (413) if it is longer than the limit. */
    static CompletableFuture<byte[]> read(Content.Source source, int limitBytes) {
        RestRequestBody body = new RestRequestBody(source, limitBytes);
        body.run();
        return body.result;
    }

    /** Called again by the source when there is more; by one thread at a time. */
    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = source.read();
            if (chunk == null) {
                source.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                result.completeExceptionally(chunk.getFailure());
                return;
            }
            boolean last = chunk.isLast();
            take(chunk);
            if (last || received > drainLimitBytes) {
                finish();
                return;
            }
        }
    }

    private void take(Content.Chunk chunk) {
        received += chunk.remaining();
        if (received <= limitBytes) {
            bytes.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
        }
        chunk.release();
    }

    private void finish() {
        if (received > limitBytes) {
            result.completeExceptionally(new RestException(
                    RestException.TOO_LARGE, "ERR max request size exceeded. Limit: " + limitBytes + " bytes"));
        } else {
            result.complete(bytes.toByteArray());
        }
    }
}
