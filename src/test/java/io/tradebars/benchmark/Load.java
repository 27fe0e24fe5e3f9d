package io.tradebars.benchmark;

import java.io.Serializable;
import java.util.List;

/**
 * Trades to make bars of.
 *
 * @param name what the table calls it; also its topic
 * @param trades how many, evenly over the minutes
 * @param symbols among how many they are dealt out; a few trade often and most seldom
 * @param minutes over how long
 */
record Load(String name, int trades, int symbols, int minutes) implements Serializable {

    /** Partitions of its topic. */
    static final int PARTITIONS = 2;

    Load {
        if (trades < 1 || symbols < 1 || minutes < 1) {
            throw new IllegalArgumentException(
                    "a load needs trades, symbols and minutes, was " + trades + ", " + symbols + ", " + minutes);
        }
    }

    /** One busy symbol for a day; many for an hour; very many, most of them quiet, for a day of the stock exchange. */
    static List<Load> standard() {
        return List.of(
                new Load("W1", 500_000, 1, 490),
                new Load("W2", 5_000_000, 500, 60),
                new Load("W3", 5_000_000, 5_000, 390));
    }

    /** The same density over a part of the time. */
    Load scaled(double size) {
        return new Load(name, (int) Math.max(1, trades * size), symbols, (int) Math.max(1, Math.round(minutes * size)));
    }

    /** The same under another name, and so in a topic of its own. */
    Load named(String other) {
        return new Load(other, trades, symbols, minutes);
    }

    /** Whether its records have the symbol for a key, and so each symbol a partition; a single one would leave the others empty. */
    boolean keyed() {
        return symbols > 1;
    }

    static String symbolName(int symbol) {
        return "SYM" + symbol;
    }

    /** What {@link #symbolName} was given. */
    static int symbolNumber(CharSequence name) {
        return Integer.parseInt(name, 3, name.length(), 10);
    }
}
