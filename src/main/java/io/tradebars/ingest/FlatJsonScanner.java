package io.tradebars.ingest;

import io.tradebars.trade.Decimal;
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

    private static final int MAX_DEPTH = 16;
    private static final int MAX_NUMBER_LENGTH = 100;

    private static final int SYMBOL = 0;
    private static final int PRICE = 1;
    private static final int SIZE = 2;
    private static final int TIME = 3;
    private static final int ID = 4;
    private static final int SEQUENCE = 5;
    private static final int VENUE = 6;
    private static final int FIELDS = 7;

    /** In place of a field that nobody wants. */
    private static final int OTHER = FIELDS;

    private static final int NOT_SURE = -1;
    private static final int REQUIRED = 1 << SYMBOL | 1 << PRICE | 1 << SIZE | 1 << TIME;

    private final byte[][] names;
    private final TimestampUnit timeUnit;
    private final String constantVenue;
    private final KnownBytes<String> texts = new KnownBytes<>(text -> new String(text, StandardCharsets.US_ASCII));

    /** For each field the one that came after it the last time. */
    private final int[] followers = new int[FIELDS + 1];

    private byte[] message;
    private int at;

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
                && name.chars().allMatch(character -> isPlain((byte) character) && character < 128 && character != '"');
    }

    /** Whether a byte of a text stands for itself; {@code "} does not, but ends it. */
    private static boolean isPlain(byte next) {
        return next >= ' ' && next != '\\';
    }

    /**
     * Reads a message.
     *
     * @param draft filled in if the answer is yes; else anything may be in it
     * @return whether it is surely a trade, and all of it was read
     */
    boolean read(byte[] newMessage, TradeDraft draft) {
        if (newMessage.length > MAX_LENGTH) {
            return false;
        }
        message = newMessage;
        at = 0;
        draft.clear().venue(constantVenue);
        int seen = 0;
        int field = OTHER;
        skipSpace();
        if (!take('{')) {
            return false;
        }
        do {
            skipSpace();
            field = readName(field);
            if (field == NOT_SURE) {
                return false;
            }
            skipSpace();
            if (!take(':')) {
                return false;
            }
            skipSpace();
            if (field == OTHER) {
                if (!skipValue(0)) {
                    return false;
                }
            } else if ((seen & 1 << field) != 0) {
                return false;
            } else if (next() == 'n') {
                // As if it weren't there, where it need not be.
                if (!skipLiteral("null")) {
                    return false;
                }
            } else if (readValue(field, draft)) {
                seen |= 1 << field;
            } else {
                return false;
            }
            skipSpace();
        } while (take(','));
        if (!take('}')) {
            return false;
        }
        skipSpace();
        return at == message.length && (seen & REQUIRED) == REQUIRED;
    }

    /** The byte at hand; 0, which no JSON has, at the end. */
    private byte next() {
        return at < message.length ? message[at] : 0;
    }

    private boolean take(char expected) {
        if (next() != expected) {
            return false;
        }
        at++;
        return true;
    }

    private void skipSpace() {
        while (at < message.length && isSpace(message[at])) {
            at++;
        }
    }

    private static boolean isSpace(byte next) {
        return next == ' ' || next == '\n' || next == '\r' || next == '\t';
    }

    /** The field of the name at hand, or {@link #OTHER}. */
    private int readName(int before) {
        if (!take('"')) {
            return NOT_SURE;
        }
        int field = followers[before];
        if (field == OTHER || !isName(names[field])) {
            field = 0;
            while (field < FIELDS && !isName(names[field])) {
                field++;
            }
            followers[before] = field;
        }
        if (field == OTHER) {
            return skipText() ? OTHER : NOT_SURE;
        }
        at += names[field].length + 1;
        return field;
    }

    private boolean isName(byte[] name) {
        int end = at + name.length;
        return end < message.length && message[end] == '"' && Arrays.equals(message, at, end, name, 0, name.length);
    }

    private boolean readValue(int field, TradeDraft draft) {
        return switch (field) {
            case SYMBOL -> {
                String symbol = readKnownText();
                draft.plainSymbol(symbol);
                yield symbol != null && !symbol.isEmpty();
            }
            case VENUE -> {
                String venue = readKnownText();
                draft.venue(venue == null || venue.isEmpty() ? constantVenue : venue);
                yield venue != null;
            }
            case PRICE, SIZE -> readDecimal(field, draft);
            case TIME -> readTime(draft);
            default -> readIdentifier(field, draft);
        };
    }

    /** The text at hand; {@code null} if not sure. */
    private String readKnownText() {
        if (!take('"')) {
            return null;
        }
        int from = at;
        int hash = 0;
        while (at < message.length && message[at] != '"') {
            if (!isPlain(message[at])) {
                return null;
            }
            hash = KnownBytes.hash(hash, message[at]);
            at++;
        }
        int to = at;
        return take('"') ? texts.get(message, from, to, hash) : null;
    }

    private boolean readDecimal(int field, TradeDraft draft) {
        boolean isText = take('"');
        boolean isNegative = take('-');
        int from = at;
        long value = readDigits(0);
        int digits = at - from;
        if (digits == 0 || (!isText && hasLeadingZero(from, digits))) {
            return false;
        }
        int scale = 0;
        if (take('.')) {
            int point = at;
            value = readDigits(value);
            scale = at - point;
            if (scale == 0) {
                return false;
            }
        }
        // More of them may have run over.
        if (digits + scale > Decimal.MAX_SCALE || (isText && !take('"'))) {
            return false;
        }
        if (field == PRICE) {
            draft.price(isNegative ? -value : value, scale);
            return true;
        }
        draft.size(value, scale);
        return !isNegative;
    }

    /** Goes on with a number, digit by digit. */
    private long readDigits(long before) {
        long value = before;
        int i = at;
        while (i < message.length && isDigit(message[i])) {
            value = 10 * value + message[i] - '0';
            i++;
        }
        at = i;
        return value;
    }

    private static boolean isDigit(byte next) {
        return next >= '0' && next <= '9';
    }

    private boolean hasLeadingZero(int from, int digits) {
        return digits > 1 && message[from] == '0';
    }

    private boolean readTime(TradeDraft draft) {
        boolean isText = take('"');
        int from = at;
        long nanos;
        if (timeUnit == TimestampUnit.ISO) {
            if (!isText || !skipText()) {
                return false;
            }
            nanos = TimestampUnit.parsePlainUtc(message, from, at - 1);
        } else {
            long value = readDigits(0);
            int digits = at - from;
            if (digits == 0 || hasLeadingZero(from, digits) || digits > 19 || (isText && !take('"'))) {
                return false;
            }
            nanos = timeUnit.ofWhole(value);
        }
        draft.eventTimeNanos(nanos);
        return nanos >= 0;
    }

    /** An id or a sequence: its number if it is written as numbers are; else its text. */
    private boolean readIdentifier(int field, TradeDraft draft) {
        boolean isText = take('"');
        int from = at;
        boolean isNegative = take('-');
        int firstDigit = at;
        long number = readDigits(0);
        int digits = at - firstDigit;
        boolean isPlainNumber = digits > 0
                && digits <= Decimal.MAX_SCALE
                && !hasLeadingZero(firstDigit, digits)
                && !(isNegative && number == 0);
        if (isText) {
            isPlainNumber &= next() == '"';
            if (!skipText()) {
                return false;
            }
        } else if (!isPlainNumber) {
            return false;
        }
        if (isPlainNumber) {
            long value = isNegative ? -number : number;
            if (field == ID) {
                draft.id(value);
            } else {
                draft.sequence(value);
            }
            return true;
        }
        int to = at - 1;
        String text = from == to ? null : new String(message, from, to - from, StandardCharsets.US_ASCII);
        if (field == ID) {
            draft.id(text);
        } else {
            draft.sequence(text);
        }
        return true;
    }

    /** Goes behind the quote that ends the text at hand. */
    private boolean skipText() {
        int i = at;
        while (i < message.length && message[i] != '"') {
            if (!isPlain(message[i])) {
                return false;
            }
            i++;
        }
        at = i;
        return take('"');
    }

    private boolean skipValue(int depth) {
        if (depth > MAX_DEPTH) {
            return false;
        }
        return switch (next()) {
            case '"' -> {
                at++;
                yield skipText();
            }
            case '{' -> skipStructure('}', depth);
            case '[' -> skipStructure(']', depth);
            case 't' -> skipLiteral("true");
            case 'f' -> skipLiteral("false");
            case 'n' -> skipLiteral("null");
            default -> skipNumber();
        };
    }

    private boolean skipStructure(char end, int depth) {
        at++;
        skipSpace();
        if (take(end)) {
            return true;
        }
        do {
            skipSpace();
            if (end == '}') {
                if (!take('"') || !skipText()) {
                    return false;
                }
                skipSpace();
                if (!take(':')) {
                    return false;
                }
                skipSpace();
            }
            if (!skipValue(depth + 1)) {
                return false;
            }
            skipSpace();
        } while (take(','));
        return take(end);
    }

    private boolean skipLiteral(String literal) {
        for (int i = 0; i < literal.length(); i++) {
            if (!take(literal.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean skipNumber() {
        int from = at;
        take('-');
        int firstDigit = at;
        readDigits(0);
        int digits = at - firstDigit;
        if (digits == 0 || hasLeadingZero(firstDigit, digits) || (take('.') && !skipDigits())) {
            return false;
        }
        if (take('e') || take('E')) {
            if (!take('-')) {
                take('+');
            }
            if (!skipDigits()) {
                return false;
            }
        }
        return at - from <= MAX_NUMBER_LENGTH;
    }

    private boolean skipDigits() {
        int from = at;
        readDigits(0);
        return at > from;
    }
}
