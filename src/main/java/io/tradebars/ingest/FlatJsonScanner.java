package io.tradebars.ingest;

import static io.tradebars.ingest.PlainJson.NOT_SURE;
import static io.tradebars.ingest.PlainJson.isAt;
import static io.tradebars.ingest.PlainJson.skipSpace;
import static io.tradebars.ingest.PlainJson.skipText;

import io.tradebars.trade.KnownBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads the usual message of format {@code json}, a flat object of plain ASCII with numbers that fit a long, straight from its bytes
 * and without an object. It only says yes to what {@link JsonTradeParser} takes, and then reads the same from it; of all else it says
 * that it isn't sure, and that parser decides, with its reasons. For one thread.
 */
final class FlatJsonScanner {

    /** Longer messages are left to the parser, with whatever bounds it has on their parts. */
    private static final int MAX_LENGTH = 16 << 10;

    private static final int SYMBOL = 0;
    private static final int PRICE = 1;
    private static final int SIZE = 2;
    private static final int TIME = 3;
    private static final int ID = 4;
    private static final int SEQUENCE = 5;
    private static final int VENUE = 6;
    private static final int FIELDS = 7;

    /** Values behind so many are looked at without. */
    private static final int KNOWN_LEADS = 32;

    private static final int LEADS_LEFT_STRANGE = 64;

    /** In place of a field that nobody wants. */
    private static final int OTHER = FIELDS;

    private static final int REQUIRED = 1 << SYMBOL | 1 << PRICE | 1 << SIZE | 1 << TIME;

    private final byte[][] names;
    private final TimestampUnit timeUnit;
    private final String constantVenue;
    private final KnownBytes<String> texts = new KnownBytes<>(text -> new String(text, StandardCharsets.US_ASCII));

    /** For each place of a value, the first, the second and so on, what led to it. */
    private final Lead[] leads = new Lead[KNOWN_LEADS];

    private final PlainUtc utc = new PlainUtc();
    private int strangeLeads;

    private FlatJsonScanner(byte[][] names, TimestampUnit timeUnit, String constantVenue) {
        this.names = names;
        this.timeUnit = timeUnit;
        this.constantVenue = constantVenue;
    }

    /** One for these fields; none if they are not all plain names of their own, or there are more than a plain trade has. */
    static Optional<FlatJsonScanner> of(JsonFields fields, TimestampUnit timeUnit, String constantVenue) {
        List<String> names = List.of(
                fields.symbol(),
                fields.price(),
                fields.size(),
                fields.time(),
                fields.id(),
                fields.sequence(),
                fields.venue());
        boolean isFlat = fields.side() == null && fields.conditions() == null && fields.action() == null;
        boolean arePlain = names.stream().allMatch(FlatJsonScanner::isPlainName);
        if (!isFlat || !arePlain || new HashSet<>(names).size() < FIELDS) {
            return Optional.empty();
        }
        byte[][] bytes = names.stream()
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        return Optional.of(new FlatJsonScanner(bytes, timeUnit, constantVenue));
    }

    private static boolean isPlainName(String name) {
        return !name.startsWith("/")
                && name.chars()
                        .allMatch(character ->
                                character >= ' ' && character < 128 && character != '"' && character != '\\');
    }

    /**
     * Reads a message.
     *
     * @param draft filled in if the answer is yes; else anything may be in it
     * @return whether it is surely a trade, and all of it was read
     */
    boolean read(byte[] message, TradeDraft draft) {
        if (message.length < PlainJson.MIN_LENGTH || message.length > MAX_LENGTH) {
            return false;
        }
        draft.clear().venue(constantVenue);
        int seen = 0;
        int at = skipSpace(message, 0);
        for (int place = 0; isAt(message, at, place == 0 ? '{' : ','); place++) {
            Lead lead = place < KNOWN_LEADS ? leads[place] : null;
            if (lead == null || !lead.isAt(message, at)) {
                lead = readLead(message, at, place);
                if (lead == null) {
                    return false;
                }
            }
            at += lead.length();
            if (lead.name == OTHER) {
                at = PlainJson.skipValue(message, at);
            } else if ((seen & 1 << lead.name) != 0) {
                return false;
            } else if (isAt(message, at, 'n')) {
                // As if it weren't there, where it need not be.
                at = PlainJson.skipLiteral(message, at, "null");
            } else {
                at = readValue(message, at, lead.name, draft);
                seen |= 1 << lead.name;
            }
            if (at < 0) {
                return false;
            }
            at = skipSpace(message, at);
        }
        return isAt(message, at, '}') && skipSpace(message, at + 1) == message.length && (seen & REQUIRED) == REQUIRED;
    }

    /** What leads to the value in that place; {@code null} if not sure. */
    private Lead readLead(byte[] message, int from, int place) {
        int name = skipSpace(message, from + 1);
        int end = skipText(message, name);
        if (end < 0) {
            return null;
        }
        int value = PlainJson.skipColon(message, end);
        if (value < 0) {
            return null;
        }
        Lead lead = new Lead(Arrays.copyOfRange(message, from, value), field(message, name + 1, end - 1));
        // Where messages of several builds take turns, it isn't learnt anew with each.
        if (place < KNOWN_LEADS && (leads[place] == null || ++strangeLeads % LEADS_LEFT_STRANGE == 0)) {
            leads[place] = lead;
        }
        return lead;
    }

    /** The field of that name, or {@link #OTHER}. */
    private int field(byte[] message, int from, int to) {
        int field = 0;
        while (field < FIELDS && !Arrays.equals(names[field], 0, names[field].length, message, from, to)) {
            field++;
        }
        return field;
    }

    private int readValue(byte[] message, int at, int field, TradeDraft draft) {
        return switch (field) {
            case SYMBOL -> {
                int end = skipText(message, at);
                if (end < 0 || isEmptyText(at, end)) {
                    yield NOT_SURE;
                }
                draft.plainSymbol(texts.get(message, at + 1, end - 1));
                yield end;
            }
            case VENUE -> {
                int end = skipText(message, at);
                if (end >= 0 && !isEmptyText(at, end)) {
                    draft.venue(texts.get(message, at + 1, end - 1));
                }
                yield end;
            }
            case PRICE, SIZE -> readDecimal(message, at, field, draft);
            case TIME -> readTime(message, at, draft);
            default -> readIdentifier(message, at, field, draft);
        };
    }

    private static boolean isEmptyText(int from, int to) {
        return to - from == 2;
    }

    private int readTime(byte[] message, int from, TradeDraft draft) {
        boolean isText = isAt(message, from, '"');
        int end;
        long nanos;
        if (timeUnit == TimestampUnit.ISO) {
            end = skipText(message, from);
            nanos = end < 0 ? NOT_SURE : utc.read(message, from + 1, end - 1);
        } else {
            int first = isText ? from + 1 : from;
            end = PlainJson.skipDigits(message, first);
            nanos = timeUnit.ofDigits(message, first, end);
            if (nanos < 0 || PlainJson.hasLeadingZero(message, first) || (isText && !isAt(message, end, '"'))) {
                return NOT_SURE;
            }
            end += isText ? 1 : 0;
        }
        draft.eventTimeNanos(nanos);
        return nanos < 0 ? NOT_SURE : end;
    }

    private static int readDecimal(byte[] message, int from, int field, TradeDraft draft) {
        boolean isText = isAt(message, from, '"');
        int first = isText ? from + 1 : from;
        boolean isNegative = isAt(message, first, '-');
        int end = PlainJson.readDecimal(message, first, field == PRICE ? draft.newPrice() : draft.newSize());
        if (end < 0
                || (isText && !isAt(message, end, '"'))
                || (!isText && PlainJson.hasLeadingZero(message, isNegative ? first + 1 : first))
                || (isNegative && field == SIZE)) {
            return NOT_SURE;
        }
        return isText ? end + 1 : end;
    }

    /** An id or a sequence: its number if it is written as numbers are; else its text. */
    private static int readIdentifier(byte[] message, int from, int field, TradeDraft draft) {
        boolean isText = isAt(message, from, '"');
        int first = isText ? from + 1 : from;
        int end = PlainJson.skipWhole(message, first);
        if (end >= 0 && (!isText || isAt(message, end, '"'))) {
            long number = PlainJson.whole(message, first, end);
            if (field == ID) {
                draft.id(number);
            } else {
                draft.sequence(number);
            }
            return isText ? end + 1 : end;
        }
        int textEnd = skipText(message, from);
        if (textEnd >= 0) {
            String text = isEmptyText(from, textEnd)
                    ? null
                    : new String(message, from + 1, textEnd - from - 2, StandardCharsets.US_ASCII);
            if (field == ID) {
                draft.id(text);
            } else {
                draft.sequence(text);
            }
        }
        return textEnd;
    }
}
