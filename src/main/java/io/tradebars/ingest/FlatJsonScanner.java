package io.tradebars.ingest;

import io.tradebars.trade.Decimal;
import io.tradebars.trade.EightBytes;
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

    private static final int MIN_LENGTH = Long.BYTES;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_NUMBER_LENGTH = 100;
    private static final int MAX_TIME_DIGITS = 19;

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

    private static final int NOT_SURE = -1;
    private static final int REQUIRED = 1 << SYMBOL | 1 << PRICE | 1 << SIZE | 1 << TIME;

    private final byte[][] names;
    private final TimestampUnit timeUnit;
    private final String constantVenue;
    private final KnownBytes<String> texts = new KnownBytes<>(text -> new String(text, StandardCharsets.US_ASCII));

    /** For each place of a value, the first, the second and so on, what led to it. */
    private final Lead[] leads = new Lead[KNOWN_LEADS];

    private int strangeLeads;

    /**
     * What stands before a value, after the one before it: a brace or comma, the name and a colon, maybe with space. The messages of a
     * feed are built alike, so that it mostly is what it was the last time, byte for byte, and then leads to the same field.
     */
    private static final class Lead {
        private final byte[] bytes;
        private final long first;
        private final long last;
        private final int field;

        Lead(byte[] bytes, int field) {
            this.bytes = bytes;
            boolean isShort = bytes.length < Long.BYTES;
            this.first = isShort ? EightBytes.few(bytes, 0, bytes.length) : EightBytes.at(bytes, 0);
            this.last = isShort ? 0 : EightBytes.at(bytes, bytes.length - Long.BYTES);
            this.field = field;
        }

        boolean isAt(byte[] message, int from) {
            int to = from + bytes.length;
            if (to > message.length) {
                return false;
            }
            if (bytes.length < Long.BYTES) {
                return EightBytes.few(message, from, to) == first;
            }
            return EightBytes.at(message, from) == first
                    && EightBytes.at(message, to - Long.BYTES) == last
                    && (bytes.length <= 2 * Long.BYTES || Arrays.equals(message, from, to, bytes, 0, bytes.length));
        }
    }

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
        if (message.length < MIN_LENGTH || message.length > MAX_LENGTH) {
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
            at += lead.bytes.length;
            if (lead.field == OTHER) {
                at = skipValue(message, at, 0);
            } else if ((seen & 1 << lead.field) != 0) {
                return false;
            } else if (isAt(message, at, 'n')) {
                // As if it weren't there, where it need not be.
                at = skipLiteral(message, at, "null");
            } else {
                at = readValue(message, at, lead.field, draft);
                seen |= 1 << lead.field;
            }
            if (at < 0) {
                return false;
            }
            at = skipSpace(message, at);
        }
        return isAt(message, at, '}') && skipSpace(message, at + 1) == message.length && (seen & REQUIRED) == REQUIRED;
    }

    private static boolean isAt(byte[] message, int at, char expected) {
        return at < message.length && message[at] == expected;
    }

    private static int skipSpace(byte[] message, int from) {
        int at = from;
        while (at < message.length && isSpace(message[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte next) {
        return next == ' ' || next == '\n' || next == '\r' || next == '\t';
    }

    /** What leads to the value in that place; {@code null} if not sure. */
    private Lead readLead(byte[] message, int from, int place) {
        int name = skipSpace(message, from + 1);
        int end = skipText(message, name);
        if (end < 0) {
            return null;
        }
        int colon = skipSpace(message, end);
        if (!isAt(message, colon, ':')) {
            return null;
        }
        int value = skipSpace(message, colon + 1);
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

    private static int readDecimal(byte[] message, int from, int field, TradeDraft draft) {
        boolean isText = isAt(message, from, '"');
        int sign = isText ? from + 1 : from;
        boolean isNegative = isAt(message, sign, '-');
        int first = isNegative ? sign + 1 : sign;
        int point = skipDigits(message, first);
        int digits = point - first;
        if (digits == 0 || (!isText && hasLeadingZero(message, first, digits))) {
            return NOT_SURE;
        }
        int end = point;
        int scale = 0;
        if (isAt(message, point, '.')) {
            end = skipDigits(message, point + 1);
            scale = end - point - 1;
            if (scale == 0) {
                return NOT_SURE;
            }
        }
        // More of them may run over.
        if (digits + scale > Decimal.MAX_SCALE || (isText && !isAt(message, end, '"'))) {
            return NOT_SURE;
        }
        long value = EightBytes.number(message, first, point);
        if (scale > 0) {
            value = value * Decimal.powerOfTen(scale) + EightBytes.number(message, point + 1, end);
        }
        if (field == PRICE) {
            draft.price(isNegative ? -value : value, scale);
        } else if (isNegative) {
            return NOT_SURE;
        } else {
            draft.size(value, scale);
        }
        return isText ? end + 1 : end;
    }

    private static int skipDigits(byte[] message, int from) {
        int at = from;
        int digits;
        do {
            digits = EightBytes.digits(EightBytes.upTo(message, at));
            at += digits;
        } while (digits == Long.BYTES);
        return at;
    }

    private static boolean hasLeadingZero(byte[] message, int from, int digits) {
        return digits > 1 && message[from] == '0';
    }

    private int readTime(byte[] message, int from, TradeDraft draft) {
        boolean isText = isAt(message, from, '"');
        int end;
        long nanos;
        if (timeUnit == TimestampUnit.ISO) {
            end = skipText(message, from);
            nanos = end < 0 ? NOT_SURE : TimestampUnit.parsePlainUtc(message, from + 1, end - 1);
        } else {
            int first = isText ? from + 1 : from;
            end = skipDigits(message, first);
            int digits = end - first;
            if (digits == 0
                    || digits > MAX_TIME_DIGITS
                    || hasLeadingZero(message, first, digits)
                    || (isText && !isAt(message, end, '"'))) {
                return NOT_SURE;
            }
            nanos = timeUnit.ofWhole(EightBytes.number(message, first, end));
            end += isText ? 1 : 0;
        }
        draft.eventTimeNanos(nanos);
        return nanos < 0 ? NOT_SURE : end;
    }

    /** An id or a sequence: its number if it is written as numbers are; else its text. */
    private static int readIdentifier(byte[] message, int from, int field, TradeDraft draft) {
        boolean isText = isAt(message, from, '"');
        int sign = isText ? from + 1 : from;
        boolean isNegative = isAt(message, sign, '-');
        int first = isNegative ? sign + 1 : sign;
        int end = skipDigits(message, first);
        int digits = end - first;
        boolean isPlainNumber = digits > 0
                && digits <= Decimal.MAX_SCALE
                && !hasLeadingZero(message, first, digits)
                && !(isNegative && message[first] == '0')
                && (!isText || isAt(message, end, '"'));
        if (isPlainNumber) {
            long number = EightBytes.number(message, first, end);
            long value = isNegative ? -number : number;
            if (field == ID) {
                draft.id(value);
            } else {
                draft.sequence(value);
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

    /** Goes behind the text that begins with the quote at hand. */
    private static int skipText(byte[] message, int from) {
        if (!isAt(message, from, '"')) {
            return NOT_SURE;
        }
        int at = from + 1;
        int plain;
        do {
            plain = EightBytes.plainText(EightBytes.upTo(message, at));
            at += plain;
        } while (plain == Long.BYTES);
        return isAt(message, at, '"') ? at + 1 : NOT_SURE;
    }

    private static int skipValue(byte[] message, int at, int depth) {
        if (depth > MAX_DEPTH || at >= message.length) {
            return NOT_SURE;
        }
        return switch (message[at]) {
            case '"' -> skipText(message, at);
            case '{' -> skipStructure(message, at, '}', depth);
            case '[' -> skipStructure(message, at, ']', depth);
            case 't' -> skipLiteral(message, at, "true");
            case 'f' -> skipLiteral(message, at, "false");
            case 'n' -> skipLiteral(message, at, "null");
            default -> skipNumber(message, at);
        };
    }

    private static int skipStructure(byte[] message, int from, char end, int depth) {
        int at = skipSpace(message, from + 1);
        if (isAt(message, at, end)) {
            return at + 1;
        }
        while (true) {
            if (end == '}') {
                int name = skipText(message, at);
                int colon = name < 0 ? NOT_SURE : skipSpace(message, name);
                if (colon < 0 || !isAt(message, colon, ':')) {
                    return NOT_SURE;
                }
                at = skipSpace(message, colon + 1);
            }
            at = skipValue(message, at, depth + 1);
            if (at < 0) {
                return NOT_SURE;
            }
            at = skipSpace(message, at);
            if (!isAt(message, at, ',')) {
                return isAt(message, at, end) ? at + 1 : NOT_SURE;
            }
            at = skipSpace(message, at + 1);
        }
    }

    private static int skipLiteral(byte[] message, int from, String literal) {
        for (int i = 0; i < literal.length(); i++) {
            if (!isAt(message, from + i, literal.charAt(i))) {
                return NOT_SURE;
            }
        }
        return from + literal.length();
    }

    private static int skipNumber(byte[] message, int from) {
        int first = isAt(message, from, '-') ? from + 1 : from;
        int at = skipDigits(message, first);
        int digits = at - first;
        if (digits == 0 || hasLeadingZero(message, first, digits)) {
            return NOT_SURE;
        }
        if (isAt(message, at, '.')) {
            int point = at;
            at = skipDigits(message, point + 1);
            if (at == point + 1) {
                return NOT_SURE;
            }
        }
        if (isAt(message, at, 'e') || isAt(message, at, 'E')) {
            int exponent = isAt(message, at + 1, '-') || isAt(message, at + 1, '+') ? at + 2 : at + 1;
            at = skipDigits(message, exponent);
            if (at == exponent) {
                return NOT_SURE;
            }
        }
        return at - from <= MAX_NUMBER_LENGTH ? at : NOT_SURE;
    }
}
