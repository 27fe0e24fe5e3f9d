package io.tradebars.ingest;

import java.util.Arrays;

/** Reads what stands between two values by JSON's grammar. Used again for the next; for one thread. */
final class JsonLeadReader {

    private static final int MAX_STRUCTURES = 32;

    /** So few that a message is no deeper than {@link JsonReader} lets it be, whatever is in the values that are skipped. */
    private static final int MAX_DEPTH = 24;

    private final JsonNames names;
    private final int[] structures = new int[MAX_STRUCTURES];

    private byte[] message;
    private int from;
    private long openBefore;
    private int at;
    private long open;
    private int name;
    private int count;

    JsonLeadReader(JsonNames names) {
        this.names = names;
    }

    /**
     * Reads on to the next scalar, or the next value under a name that nobody asks for, or the end of the message.
     *
     * @param from the byte behind the value before, or the first byte of the message
     * @param open what is open there, as {@link JsonLead} tells it
     * @return whether it is surely JSON
     */
    boolean read(byte[] message, int from, long open) {
        this.message = message;
        this.from = from;
        this.openBefore = open;
        this.open = open;
        at = PlainJson.skipSpace(message, from);
        name = JsonNames.NONE;
        count = 0;
        return open == JsonLead.NOTHING_OPEN ? readMessage() : readAfterValue();
    }

    private boolean readMessage() {
        return (PlainJson.isAt(message, at, '{') || PlainJson.isAt(message, at, '[')) && readValue();
    }

    private boolean readAfterValue() {
        while (open != JsonLead.NOTHING_OPEN) {
            at = PlainJson.skipSpace(message, at);
            if (PlainJson.isAt(message, at, ',')) {
                at = PlainJson.skipSpace(message, at + 1);
                return readElement();
            }
            if (!PlainJson.isAt(message, at, isInObject() ? '}' : ']') || !put(JsonLead.CLOSE)) {
                return false;
            }
            at++;
            open >>>= 1;
        }
        at = PlainJson.skipSpace(message, at);
        name = JsonLead.END;
        return at == message.length;
    }

    private boolean isInObject() {
        return (open & 1) == 1;
    }

    /** Reads the begin of what an object or array holds next: it surely holds something. */
    private boolean readElement() {
        name = JsonNames.NONE;
        if (isInObject()) {
            int end = PlainJson.skipText(message, at);
            int value = end < 0 ? PlainJson.NOT_SURE : PlainJson.skipColon(message, end);
            if (value < 0) {
                return false;
            }
            name = names.of(message, at + 1, end - 1);
            at = value;
        }
        return readValue();
    }

    private boolean readValue() {
        boolean isObject = PlainJson.isAt(message, at, '{');
        if (name == JsonNames.OTHER || !isObject && !PlainJson.isAt(message, at, '[')) {
            return true;
        }
        open = open << 1 | (isObject ? 1 : 0);
        if (!put(name << 1 | (isObject ? 1 : 0)) || Long.numberOfLeadingZeros(open) < Long.SIZE - 1 - MAX_DEPTH) {
            return false;
        }
        at = PlainJson.skipSpace(message, at + 1);
        return PlainJson.isAt(message, at, isObject ? '}' : ']') ? readAfterValue() : readElement();
    }

    private boolean put(int structure) {
        if (count == MAX_STRUCTURES) {
            return false;
        }
        structures[count++] = structure;
        return true;
    }

    /** The byte after what was read. */
    int end() {
        return at;
    }

    int length() {
        return at - from;
    }

    /** What it leads to, as {@link JsonLead} tells it. */
    int name() {
        return name;
    }

    /** What is open where it ends. */
    long open() {
        return open;
    }

    /** Begins and ends what begins and ends in it. */
    void putStructures(JsonTokens tokens) {
        JsonLead.putStructures(structures, count, tokens);
    }

    /** Whether it is that lead. */
    boolean isLead(JsonLead lead) {
        return lead.openBefore() == openBefore && lead.length() == at - from && lead.isAt(message, from);
    }

    /** A new lead of it. */
    JsonLead newLead() {
        return new JsonLead(
                Arrays.copyOfRange(message, from, at), name, openBefore, open, Arrays.copyOf(structures, count));
    }
}
