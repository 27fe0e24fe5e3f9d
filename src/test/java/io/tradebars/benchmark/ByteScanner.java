package io.tradebars.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A reader by hand: knows a field by the first two letters of its name, makes no object for a message, and checks nothing. */
final class ByteScanner implements TradeReader {

    private final List<String> symbols = new ArrayList<>();
    private byte[][] names = new byte[1 << 10][];
    private int[] numbers = new int[names.length];
    private int[] hashes = new int[names.length];

    private byte[] message;
    private int position;

    @Override
    public void read(byte[] newMessage, FixedTrade into) {
        message = newMessage;
        position = 1;
        while (position < message.length) {
            // At the opening quote of a name; a comma or the closing brace comes after its value.
            byte first = message[position + 1];
            byte second = message[position + 2];
            while (message[position] != ':') {
                position++;
            }
            position++;
            switch (first) {
                case 's' -> {
                    if (second == 'y') {
                        into.symbol = symbol();
                    } else {
                        into.size = number(FixedTrade.SIZE_SCALE);
                    }
                }
                case 'p' -> into.price = number(FixedTrade.PRICE_SCALE);
                case 't' -> into.timeMillis = number(0);
                case 'i' -> into.id = number(0);
                default ->
                    throw new IllegalArgumentException(
                            "unknown field in " + new String(message, StandardCharsets.UTF_8));
            }
            position++;
        }
    }

    private long number(int scale) {
        long value = 0;
        int decimals = -1;
        while (true) {
            byte next = message[position];
            if (next >= '0' && next <= '9') {
                value = value * 10 + next - '0';
                decimals += decimals < 0 ? 0 : 1;
            } else if (next == '.') {
                decimals = 0;
            } else {
                break;
            }
            position++;
        }
        for (int i = Math.max(decimals, 0); i < scale; i++) {
            value *= 10;
        }
        return value;
    }

    private int symbol() {
        int from = ++position;
        int hash = 0;
        while (message[position] != '"') {
            hash = 31 * hash + message[position++];
        }
        int to = position++;
        int slot = hash & names.length - 1;
        while (names[slot] != null) {
            if (Arrays.equals(names[slot], 0, names[slot].length, message, from, to)) {
                return numbers[slot];
            }
            slot = slot + 1 & names.length - 1;
        }
        return add(Arrays.copyOfRange(message, from, to), hash, slot);
    }

    private int add(byte[] name, int hash, int slot) {
        int number = symbols.size();
        symbols.add(new String(name, StandardCharsets.UTF_8));
        hashes[number] = hash;
        names[slot] = name;
        numbers[slot] = number;
        if (2 * symbols.size() > names.length) {
            grow();
        }
        return number;
    }

    private void grow() {
        byte[][] oldNames = names;
        int[] oldNumbers = numbers;
        names = new byte[2 * oldNames.length][];
        numbers = new int[names.length];
        hashes = Arrays.copyOf(hashes, names.length);
        for (int old = 0; old < oldNames.length; old++) {
            if (oldNames[old] != null) {
                int slot = hashes[oldNumbers[old]] & names.length - 1;
                while (names[slot] != null) {
                    slot = slot + 1 & names.length - 1;
                }
                names[slot] = oldNames[old];
                numbers[slot] = oldNumbers[old];
            }
        }
    }

    @Override
    public List<String> symbols() {
        return symbols;
    }
}
