package io.tradebars.local;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tradebars.local.SeenBars.Series;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * One open page, told by server-sent events. Nothing is queued for it: when it can take more, it is told what has changed since, so a slow one
 * gets fewer and larger pieces, and one that comes back only what it missed. {@link #wake} may be called by any thread.
 */
final class ChartViewer extends IteratingCallback {

    /** What there is to tell, besides bars. */
    interface Source {
        /** The first event. */
        void writeHello(JsonGenerator json) throws IOException;

        /** Figures, as JSON; another array when they are newer. */
        byte[] figures();

        /** Dead letters, as JSON; another array when there are newer ones, {@code null} for none. */
        byte[] letters();
    }

    private final Source source;
    private final BarFeed feed;
    private final String boot;
    private final Series series;
    private final Response response;
    private final Callback callback;
    private final Runnable whenGone;

    // Used by one iteration at a time.
    private boolean greeted;
    private long barsVersion;
    private long stateVersion = -1;
    private byte[] figures;
    private byte[] letters;

    /**
     * @param boot what versions are counted from: another one for each start of the program
     * @param series what it looks at; {@code null} for nothing
     * @param lastEventId id of the last event that it knows, or {@code null}
     * @param whenGone called once when it has gone, or was closed
     */
    ChartViewer(
            Source source,
            BarFeed feed,
            String boot,
            Series series,
            String lastEventId,
            Response response,
            Callback callback,
            Runnable whenGone) {
        this.source = source;
        this.feed = feed;
        this.boot = boot;
        this.series = series;
        this.response = response;
        this.callback = callback;
        this.whenGone = whenGone;
        this.barsVersion = versionOf(lastEventId, boot);
    }

    /** The version in an id of this program; 0 for one of another, or for none. */
    static long versionOf(String id, String boot) {
        String prefix = boot + "-";
        if (id == null
                || !id.startsWith(prefix)
                || !id.substring(prefix.length()).matches("\\d{1,18}")) {
            return 0;
        }
        return Long.parseLong(id.substring(prefix.length()));
    }

    Series series() {
        return series;
    }

    /** Something has changed. */
    void wake() {
        iterate();
    }

    @Override
    protected Action process() {
        StringBuilder events = new StringBuilder();
        try {
            gather(events);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (events.length() == 0) {
            return Action.IDLE;
        }
        response.write(false, ByteBuffer.wrap(events.toString().getBytes(StandardCharsets.UTF_8)), this);
        return Action.SCHEDULED;
    }

    private void gather(StringBuilder events) throws IOException {
        if (!greeted) {
            greeted = true;
            events.append("retry: 1000\n");
            append(events, "hello", null, Json.written(source::writeHello));
        }
        BarFeed.RedisState state = feed.redisState();
        if (state.version() > stateVersion) {
            stateVersion = state.version();
            append(events, "redis", null, Json.written(json -> write(json, state)));
        }
        BarFeed.Update update = series == null ? null : feed.since(series, barsVersion);
        if (update != null) {
            barsVersion = update.version();
            append(events, "bars", boot + "-" + barsVersion, Json.written(json -> write(json, update.changes())));
        }
        if (source.letters() != letters) {
            letters = source.letters();
            append(events, "letters", null, letters);
        }
        if (source.figures() != figures) {
            figures = source.figures();
            append(events, "figures", null, figures);
        }
    }

    /** JSON has no line feed in it, so it is one line of data. */
    private static void append(StringBuilder events, String name, String id, byte[] json) {
        events.append("event: ").append(name).append('\n');
        if (id != null) {
            events.append("id: ").append(id).append('\n');
        }
        events.append("data: ").append(new String(json, StandardCharsets.UTF_8)).append("\n\n");
    }

    private static void write(JsonGenerator json, BarFeed.RedisState state) throws IOException {
        json.writeStartObject();
        json.writeFieldName("up");
        if (state.up() == null) {
            json.writeNull();
        } else {
            json.writeBoolean(state.up());
        }
        json.writeStringField("words", state.words());
        json.writeNumberField("since", state.sinceMillis());
        json.writeEndObject();
    }

    /** Bars go as texts, so that no reader rounds their numbers unasked. */
    private static void write(JsonGenerator json, WatchedBars.Changes changes) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("reset", changes.reset());
        json.writeArrayFieldStart("bars");
        for (String bar : changes.bars()) {
            json.writeString(bar);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("gone");
        for (long start : changes.gone()) {
            json.writeNumber(start);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    @Override
    protected void onCompleteSuccess() {
        whenGone.run();
    }

    /** It has gone away, or takes nothing any more, or the program ends. */
    @Override
    protected void onCompleteFailure(Throwable cause) {
        whenGone.run();
        callback.failed(cause);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
