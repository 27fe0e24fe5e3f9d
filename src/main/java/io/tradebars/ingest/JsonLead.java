package io.tradebars.ingest;

import io.tradebars.ingest.JsonTokens.Kind;

/**
 * A lead with the objects and arrays that begin and end in it, and what followed it before. It leads to a scalar, or to anything under a name
 * that nobody asks for, or to the end of the message. For one thread.
 */
final class JsonLead extends Lead {

    /** In place of the name where the message ends. */
    static final int END = -2;

    /** No object or array. What is open is told by a bit each, set for an object, the innermost last, and one above them. */
    static final long NOTHING_OPEN = 1;

    /** In place of the begin of an object or array. */
    static final int CLOSE = -1;

    private static final int SCALAR = 1;
    private static final int STRUCTURE = 2;

    /** What begins with a byte. */
    private static final byte[] STARTS = new byte[256];

    static {
        for (char start : "\"-0123456789tfn".toCharArray()) {
            STARTS[start] = SCALAR;
        }
        STARTS['{'] = STRUCTURE;
        STARTS['['] = STRUCTURE;
    }

    /** More than the messages of most feeds have of builds. */
    private static final int MAX_FOLLOWERS = 8;

    /** What is open where it begins, and where it ends. */
    private final long openBefore;

    private final long openAfter;

    /** In their order, for each begin twice the number of its name, and one more for an object; for each end {@link #CLOSE}. */
    private final int[] structures;

    /** Which {@link #STARTS} may come after it. */
    private final int starts;

    private final JsonLead[] followers = new JsonLead[MAX_FOLLOWERS];
    private int known;

    JsonLead(byte[] bytes, int name, long openBefore, long openAfter, int[] structures) {
        super(bytes, name);
        this.openBefore = openBefore;
        this.openAfter = openAfter;
        this.structures = structures;
        this.starts = name == END ? 0 : name == JsonNames.OTHER ? SCALAR | STRUCTURE : SCALAR;
    }

    /** What comes before a message. */
    static JsonLead ofMessages() {
        return new JsonLead(new byte[0], END, NOTHING_OPEN, NOTHING_OPEN, new int[0]);
    }

    /** That of its followers that stands in the message there, or {@code null}. */
    JsonLead followerAt(byte[] message, int from) {
        for (int i = 0; i < known; i++) {
            JsonLead follower = followers[i];
            if (follower.isAt(message, from) && follower.leads(message, from + follower.length())) {
                return follower;
            }
        }
        return null;
    }

    /** Whether what stands there is what it leads to: it may also be the begin of a longer one. */
    private boolean leads(byte[] message, int to) {
        return to == message.length ? name == END : (STARTS[message[to] & 0xFF] & starts) != 0;
    }

    /** Whether there is room for another follower. */
    boolean hasRoom() {
        return known < MAX_FOLLOWERS;
    }

    /** Remembers what followed it. */
    void addFollower(JsonLead follower) {
        followers[known++] = follower;
    }

    long openAfter() {
        return openAfter;
    }

    long openBefore() {
        return openBefore;
    }

    /** Begins and ends what begins and ends in it. */
    void putStructures(JsonTokens tokens) {
        putStructures(structures, structures.length, tokens);
    }

    static void putStructures(int[] structures, int count, JsonTokens tokens) {
        for (int i = 0; i < count; i++) {
            int structure = structures[i];
            if (structure == CLOSE) {
                tokens.close();
            } else {
                tokens.open((structure & 1) == 0 ? Kind.ARRAY : Kind.OBJECT, structure >> 1);
            }
        }
    }
}
