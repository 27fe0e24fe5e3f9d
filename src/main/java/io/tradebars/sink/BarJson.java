package io.tradebars.sink;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tradebars.bars.Bar;
import io.tradebars.bars.BarDetails;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bar as it stands in Redis: one JSON object, with the field names of Polygon's aggregates.
 *
 * <pre>{@code
 * {"t":1723161240000,"o":61837.63,"h":61855.37,"l":61824,"c":61828,"v":12.43238,"vw":61837.5129446735,"n":875}
 * }</pre>
 *
 * {@code t} is the start of the bar in milliseconds since the epoch; then open, high, low, close, volume, volume-weighted
 * price ({@code null} when the volume is 0) and number of trades. While the bar is open, {@code "x":false} comes last.
 * Numbers are exact, in plain decimal notation without needless zeros. Where the venue took trades back or corrected them,
 * {@code e} follows: how many trades, cancels and corrections the bar has seen. The guard of {@link BarLayout} reads the
 * revision back out of {@code n}, {@code e} and {@code x}.
 *
 * <p>With {@code bar.fields} {@code full} there are also {@code q} (notional), {@code bv} (volume that takers bought), {@code f} and
 * {@code L} (first and last trade id, texts; the names of Binance's klines, since {@code l} is the low), {@code gap}, {@code dup},
 * {@code rev}, {@code cause} and {@code p}: see {@link BarDetails}.
 */
public final class BarJson {

    private static final String OPEN = "\"x\":false";

    private static final Pattern START = Pattern.compile("^\\{\"t\":(\\d{1,18}),");

    private static final Pattern GONE = Pattern.compile("^\\{\"t\":\\d+,\"n\":0,");

    private static final Pattern EVENTS = Pattern.compile("^\\{\"t\":.*\"n\":(\\d{1,18})(?:,\"e\":(\\d{1,18}))?");

    /** Names of the numbers that every bar has between its start and its number of trades, in their order. */
    private static final List<String> NUMBERS = List.of("o", "h", "l", "c", "v", "vw");

    private BarJson() {}

    /** The JSON of a bar; of one all of whose trades were taken back, just that. */
    public static String of(Bar bar) {
        if (bar.isGone()) {
            return "{\"t\":" + bar.key().startMillis() + ",\"n\":0,\"e\":" + bar.events()
                    + (bar.closed() ? "}" : "," + OPEN + "}");
        }
        StringBuilder json = new StringBuilder(bar.details() == null ? 192 : 384);
        json.append("{\"t\":").append(bar.key().startMillis());
        // In a loop, since of six calls the compiler makes six copies, and again in each of its callers.
        BigDecimal[] numbers = {bar.open(), bar.high(), bar.low(), bar.close(), bar.volume(), bar.vwap()};
        for (int i = 0; i < numbers.length; i++) {
            append(json, NUMBERS.get(i), numbers[i]);
        }
        json.append(",\"n\":").append(bar.trades());
        if (bar.events() != bar.trades()) {
            json.append(",\"e\":").append(bar.events());
        }
        if (bar.details() != null) {
            append(json, "q", bar.notional());
            append(json, bar.details());
        }
        if (!bar.closed()) {
            json.append(',').append(OPEN);
        }
        return json.append('}').toString();
    }

    private static void append(StringBuilder json, BarDetails details) {
        append(json, "bv", details.takerBought());
        append(json, "f", details.firstId());
        append(json, "L", details.lastId());
        json.append(",\"gap\":").append(details.gap());
        json.append(",\"dup\":").append(details.duplicates());
        if (details.writes() > 0) {
            json.append(",\"rev\":").append(details.writes());
        }
        if (details.cause() != null) {
            append(json, "cause", details.cause().label());
        }
        if (details.partial()) {
            json.append(",\"p\":true");
        }
    }

    private static void append(StringBuilder json, String name, String text) {
        appendName(json, name);
        if (text == null) {
            json.append("null");
        } else {
            json.append('"')
                    .append(JsonStringEncoder.getInstance().quoteAsString(text))
                    .append('"');
        }
    }

    /**
     * The revision of a bar that was written by {@link #of}: 2 × {@code e}, or {@code n} if there is no {@code e}, plus 1 unless
     * {@code x} is {@code false}; -1 if the text is no such bar.
     */
    static long revisionOf(String json) {
        Matcher events = EVENTS.matcher(json);
        if (!events.find()) {
            return -1;
        }
        String number = events.group(2) == null ? events.group(1) : events.group(2);
        return 2 * Long.parseLong(number) + (json.contains(OPEN) ? 0 : 1);
    }

    /** Whether it is a bar all of whose trades were taken back. */
    static boolean isGone(String json) {
        return GONE.matcher(json).find();
    }

    /**
     * The start of a bar that was written by {@link #of}, in milliseconds since the epoch.
     *
     * @throws IllegalArgumentException if the text is no such bar
     */
    static long startOf(String json) {
        Matcher start = START.matcher(json);
        if (!start.find()) {
            throw new IllegalArgumentException("not the JSON of a bar");
        }
        return Long.parseLong(start.group(1));
    }

    private static void append(StringBuilder json, String name, BigDecimal number) {
        appendName(json, name);
        json.append(number == null ? "null" : number.stripTrailingZeros().toPlainString());
    }

    private static void appendName(StringBuilder json, String name) {
        json.append(",\"").append(name).append("\":");
    }
}
