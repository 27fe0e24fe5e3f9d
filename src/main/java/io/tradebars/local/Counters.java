package io.tradebars.local;

/**
 * What the job in this JVM has counted so far, over all subtasks.
 *
 * @param trades trades read
 * @param rejected records that could not be read
 * @param late trades that came too late, and are among the dead letters
 * @param barsWritten states of bars that Redis has taken
 * @param refused bars that Redis refused
 * @param requests pipelines sent
 * @param tlsHandshakes TLS handshakes
 * @param retries pipelines, or bars, sent again
 */
record Counters(
        long trades,
        long rejected,
        long late,
        long barsWritten,
        long refused,
        long requests,
        long tlsHandshakes,
        long retries) {

    static Counters now() {
        MetricsTap.Totals totals = MetricsTap.TOTALS;
        return new Counters(
                totals.of("trades"),
                totals.of("rejectedRecords"),
                totals.of("lateTrades"),
                totals.of("barsWritten"),
                totals.of("refusedBars"),
                totals.of("requests"),
                totals.of("tlsHandshakes"),
                totals.of("retries"));
    }
}
