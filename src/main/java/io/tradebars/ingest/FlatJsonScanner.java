package io.tradebars.ingest;

import io.tradebars.trade.Decimal;
import io.tradebars.trade.KnownBytes;
import io.tradebars.types.EightBytes;
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

    private byte[] message;
    private int at;

    /**
     * What stands before a value, after the one before it: a brace or comma, the name and a colon, maybe with space. The messages of a
     * feed are built alike, so that it mostly is what it was the last time, byte for byte, and then leads to the same field.
     */
    private static final class Lead {
        private final byte[] bytes;
        private final long first;
        private final int field;

        Lead(byte[] bytes, int field) {
            this.bytes = bytes;
            this.first = EightBytes.few(bytes, 0, Math.min(bytes.length, Long.BYTES));
            this.field = field;
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
    boolean read(byte[] newMessage, TradeDraft draft) {
        if (newMessage.length < MIN_LENGTH || newMessage.length > MAX_LENGTH) {
            return false;
        }
        message = newMessage;
        at = 0;
        draft.clear().venue(constantVenue);
        int seen = 0;
        int place = 0;
        skipSpace();
        do {
            int field = readLead(place);
            place++;
            if (field == NOT_SURE) {
                return false;
            }
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
        } while (!take('}'));
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

    /** Goes to the value in that place; which field it is of, or {@link #OTHER}. */
    private int readLead(int place) {
        Lead lead = place < KNOWN_LEADS ? leads[place] : null;
        if (lead != null && isAtHand(lead)) {
            at += lead.bytes.length;
            return lead.field;
        }
        int from = at;
        if (!take(place == 0 ? '{' : ',')) {
            return NOT_SURE;
        }
        skipSpace();
        int field = readName();
        skipSpace();
        if (field == NOT_SURE || !take(':')) {
            return NOT_SURE;
        }
        skipSpace();
        // Where messages of several builds take turns, it isn't made anew with each.
        if (place < KNOWN_LEADS && (lead == null || ++strangeLeads % LEADS_LEFT_STRANGE == 0)) {
            leads[place] = new Lead(Arrays.copyOfRange(message, from, at), field);
        }
        return field;
    }

    private boolean isAtHand(Lead lead) {
        byte[] bytes = lead.bytes;
        int length = bytes.length;
        if (length < Long.BYTES) {
            return at + length <= message.length && EightBytes.few(message, at, at + length) == lead.first;
        }
        return at + length <= message.length
                && EightBytes.at(message, at) == lead.first
                && (length == Long.BYTES
                        || Arrays.equals(message, at + Long.BYTES, at + length, bytes, Long.BYTES, length));
    }

    /** The field of the name at hand, or {@link #OTHER}. */
    private int readName() {
        if (!take('"')) {
            return NOT_SURE;
        }
        int field = 0;
        while (field < FIELDS && !isName(names[field])) {
            field++;
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
        return skipText() ? texts.get(message, from, at - 1) : null;
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

    /** Goes on with a number. */
    private long readDigits(long before) {
        long value = before;
        int digits;
        do {
            long eight = EightBytes.upTo(message, at);
            digits = EightBytes.digits(eight);
            value = EightBytes.append(value, eight, digits);
            at += digits;
        } while (digits == Long.BYTES);
        return value;
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
        int plain;
        do {
            plain = EightBytes.plainText(EightBytes.upTo(message, at));
            at += plain;
        } while (plain == Long.BYTES);
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
