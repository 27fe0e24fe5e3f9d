package io.tradebars.bars;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * What a bar says of its completeness and history, where that is asked for.
 *
 * @param takerBought volume that takers bought; zero where the feed doesn't tell who took
 * @param firstId the venue's id of the first trade, or {@code null}
 * @param lastId the venue's id of the last trade, or {@code null}
 * @param gap trades missing between consecutive numeric ids, within the bar and since the bar before; {@code null} if not all ids are
 *     numbers
 * @param duplicates trades left out because they were there before
 * @param writes how often the closed bar was sent on, this time included; 0 while it is open
 * @param cause why it was sent on again, or {@code null} for the first time
 * @param partial whether the job began to read in the middle of it
 */
public record BarDetails(
        BigDecimal takerBought,
        String firstId,
        String lastId,
        Long gap,
        long duplicates,
        long writes,
        Cause cause,
        boolean partial) {

    /** Why a closed bar was sent on again. */
    public enum Cause {
        /** A trade came late. */
        LATE("late"),
        /** The venue corrected a trade. */
        CORRECTION("correction"),
        /** The venue took a trade back. */
        CANCEL("cancel");

        private final String label;

        Cause(String label) {
            this.label = label;
        }

        /** Its name in a bar's JSON. */
        public String label() {
            return label;
        }
    }

    public BarDetails {
        Objects.requireNonNull(takerBought, "takerBought");
    }
}
