package io.tradebars.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of fields that a parser may ask for, each with a number: so that a name is looked up once where it is read, and what nobody asks
 * for isn't kept. Filled while the parser is made; for one thread.
 */
final class JsonNames {

    /** Of a value that has no name: an element of an array, or the message itself. */
    static final int NONE = 0;

    /** Of a name that isn't one of them. */
    static final int OTHER = -1;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<byte[]> plainNames = new ArrayList<>();

    /** The number of a name that may be asked for, 1 or more. */
    int add(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            number = numbers.size() + 1;
            if (number > JsonTokens.MAX_NAME) {
                throw new IllegalArgumentException("more than " + JsonTokens.MAX_NAME + " names of fields");
            }
            numbers.put(name, number);
            plainNames.add(name.getBytes(StandardCharsets.UTF_8));
        }
        return number;
    }

    /** The number of a name, or {@link #OTHER}. */
    int of(String name) {
        return numbers.getOrDefault(name, OTHER);
    }

    /** As {@link #of(String)}, of a name in ASCII without escapes. */
    int of(byte[] message, int from, int to) {
        for (int i = 0; i < plainNames.size(); i++) {
            byte[] name = plainNames.get(i);
            if (name.length == to - from && Arrays.equals(name, 0, name.length, message, from, to)) {
                return i + 1;
            }
        }
        return OTHER;
    }
}
