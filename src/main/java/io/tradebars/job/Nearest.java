package io.tradebars.job;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
final class Nearest {

    private Nearest() {}

    /**
     * The candidate that is nearest to a mistyped name, if one is near: by edits (an insertion, a deletion, a replacement
     * or a swap of neighbours counts 1; case, dots, dashes and underscores count nothing), else the only one that ends
     * with the name ({@code ttl} for {@code redis.ttl}).
     */
    static Optional<String> to(String name, Collection<String> candidates) {
        String typed = squashed(name);
        String nearest = null;
        int least = Math.min(3, Math.max(1, typed.length() / 4)) + 1;
        for (String candidate : candidates) {
            int distance = edits(typed, squashed(candidate));
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        if (nearest == null && typed.length() > 2) {
            String[] ending = candidates.stream()
                    .filter(candidate -> squashed(candidate).endsWith(typed))
                    .toArray(String[]::new);
            nearest = ending.length == 1 ? ending[0] : null;
        }
        return Optional.ofNullable(nearest);
    }

    private static String squashed(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
    }

    /** Optimal string alignment distance. */
    private static int edits(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= to.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            for (int j = 1; j <= to.length(); j++) {
                int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
