package io.tradebars.sink;

import io.tradebars.bars.Bar;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bar as it stands in Redis: one JSON object in ASCII, with the field names of Polygon's aggregates.
 *
 * <pre>{@code
 * {"t":1723161240000,"o":61837.63,"h":61855.37,"l":61824,"c":61828,"v":12.43238,"vw":61837.5129446735,"n":875}
 * }</pre>
 *
 * {@code t} is the start of the bar in milliseconds since the epoch; then open, high, low, close, volume, volume-weighted
 * price ({@code null} when the volume is 0) and number of trades. While the bar is open, {@code "x":false} comes last.
 * Numbers are exact, in plain decimal notation without needless zeros. The guard of {@link BarLayout} reads the
 * revision back out of {@code n} and {@code x}.
 */
public final class BarJson {

    private static final String OPEN = "\"x\":false";

    private static final Pattern START = Pattern.compile("^\\{\"t\":(\\d{1,18}),");

    private static final Pattern TRADES = Pattern.compile("^\\{\"t\":.*\"n\":(\\d{1,18})");

    private BarJson() {}

    /** The JSON of a bar. */
    public static String of(Bar bar) {
        StringBuilder json = new StringBuilder(192);
        json.append("{\"t\":").append(bar.key().startMillis());
        append(json, ",\"o\":", bar.open());
        append(json, ",\"h\":", bar.high());
        append(json, ",\"l\":", bar.low());
        append(json, ",\"c\":", bar.close());
        append(json, ",\"v\":", bar.volume());
        append(json, ",\"vw\":", bar.vwap());
        json.append(",\"n\":").append(bar.trades());
        if (!bar.closed()) {
            json.append(',').append(OPEN);
        }
        return json.append('}').toString();
    }

    /**
     * The revision of a bar that was written by {@link #of}: 2 × {@code n}, plus 1 unless {@code x} is {@code false}; -1 if the
     * text is no such bar.
     */
    static long revisionOf(String json) {
        Matcher trades = TRADES.matcher(json);
        if (!trades.find()) {
            return -1;
        }
        return 2 * Long.parseLong(trades.group(1)) + (json.contains(OPEN) ? 0 : 1);
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
        json.append(name)
                .append(number == null ? "null" : number.stripTrailingZeros().toPlainString());
    }
}
