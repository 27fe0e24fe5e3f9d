package io.tradebars.ingest;

import io.tradebars.ingest.JsonTokens.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the values of a plain message: JSON in ASCII without escapes, neither very long nor deep. It only says yes to what
 * {@link JsonReader} takes, and then finds the same in it; of all else it says that it isn't sure.
 *
 * <p>What stands between two values is read by JSON's grammar once; then it is known, with what is open before it, and in the next message it is
 * enough to see that it is there again. What is known is bounded, as what a hostile feed makes of it is. For one thread.
 */
final class JsonScanner {

    /** Shorter than any name that Jackson refuses for its length. */
    private static final int MAX_LENGTH = Math.min(48 << 10, JsonTokens.MAX_PLAIN_LENGTH);

    private static final int MAX_KNOWN = 512;
    private static final int MAX_LEAD_LENGTH = 256;

    /** Once there is no room for more, so many strange ones are a reason to begin anew: feeds change. */
    private static final int STRANGE_ENOUGH = 1 << 13;

    private final JsonLeadReader reader;
    private final List<JsonLead> known = new ArrayList<>();
    private JsonLead beforeMessages = JsonLead.ofMessages();
    private int strange;

    /** @param names of what may be asked for; all that there will be */
    JsonScanner(JsonNames names) {
        this.reader = new JsonLeadReader(names);
    }

    /**
     * Reads a message.
     *
     * @param tokens filled if the answer is yes; else anything may be in it
     * @return whether it surely is JSON
     */
    boolean scan(byte[] message, JsonTokens tokens) {
        if (message.length < PlainJson.MIN_LENGTH || message.length > MAX_LENGTH) {
            return false;
        }
        tokens.beginPlain(message);
        JsonLead before = beforeMessages;
        long open = JsonLead.NOTHING_OPEN;
        int at = 0;
        while (true) {
            JsonLead lead = before == null ? null : before.followerAt(message, at);
            int name;
            if (lead != null) {
                lead.putStructures(tokens);
                at += lead.length();
                open = lead.openAfter();
                name = lead.name;
            } else if (reader.read(message, at, open)) {
                lead = learn(before);
                reader.putStructures(tokens);
                at = reader.end();
                open = reader.open();
                name = reader.name();
            } else {
                return false;
            }
            if (name == JsonLead.END) {
                return true;
            }
            at = name == JsonNames.OTHER ? PlainJson.skipValue(message, at) : readScalar(message, at, name, tokens);
            if (at < 0) {
                return false;
            }
            before = lead;
        }
    }

    /** @return the byte after it, or {@link PlainJson#NOT_SURE} */
    private static int readScalar(byte[] message, int at, int name, JsonTokens tokens) {
        if (at == message.length) {
            return PlainJson.NOT_SURE;
        }
        if (message[at] == '"') {
            int end = PlainJson.skipText(message, at);
            tokens.addPlain(Kind.TEXT, name, at + 1, end - 1);
            return end;
        }
        Kind kind;
        int end;
        switch (message[at]) {
            case 't' -> {
                kind = Kind.TRUE;
                end = PlainJson.skipLiteral(message, at, "true");
            }
            case 'f' -> {
                kind = Kind.FALSE;
                end = PlainJson.skipLiteral(message, at, "false");
            }
            case 'n' -> {
                kind = Kind.NULL;
                end = PlainJson.skipLiteral(message, at, "null");
            }
            default -> {
                kind = Kind.NUMBER;
                end = PlainJson.skipNumber(message, at);
            }
        }
        tokens.addPlain(kind, name, at, end);
        return end;
    }

    /** The lead that was read, to be known where it follows that one again; {@code null} if it can't be. */
    private JsonLead learn(JsonLead before) {
        boolean hasRoom = known.size() < MAX_KNOWN && before != null && before.hasRoom();
        if (!hasRoom || reader.length() > MAX_LEAD_LENGTH) {
            strange++;
            if (strange == STRANGE_ENOUGH) {
                forget();
            }
            return null;
        }
        JsonLead lead = find();
        before.addFollower(lead);
        return lead;
    }

    private JsonLead find() {
        for (int i = 0; i < known.size(); i++) {
            if (reader.isLead(known.get(i))) {
                return known.get(i);
            }
        }
        JsonLead lead = reader.newLead();
        known.add(lead);
        return lead;
    }

    private void forget() {
        known.clear();
        beforeMessages = JsonLead.ofMessages();
        strange = 0;
    }
}
