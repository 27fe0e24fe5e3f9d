package io.tradebars.bars;

import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Amendment;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Sets aside what came after its bars could no longer change: counts it and sends its records to the dead letters, with the reason. For the
 * task thread of its operator.
 */
final class LateRecords {

    private final BarSettings settings;
    private final Output<?> output;
    private final OutputTag<DeadLetter> deadLetters;
    private final Counter lateTrades;
    private final Counter lateAmendments;

    LateRecords(BarSettings settings, Output<?> output, OutputTag<DeadLetter> deadLetters, MetricGroup metrics) {
        this.settings = settings;
        this.output = output;
        this.deadLetters = deadLetters;
        this.lateTrades = metrics.counter("lateTrades");
        this.lateAmendments = metrics.counter("lateAmendments");
    }

    /** @param watermark event time when they came */
    void setAside(PartialBar trades, long watermark, long nowMillis) {
        lateTrades.inc(trades.count());
        String reason = LateTrade.reason(trades.minuteMillis(), settings, watermark);
        for (SourceRecord record : trades.records()) {
            send(record.toDeadLetter(reason, nowMillis));
        }
    }

    void setAside(AmendedTrade amended, long nowMillis) {
        lateAmendments.inc();
        Amendment amendment = amended.amendment();
        String reason = (amendment.isCancel() ? "cancel" : "correction") + " of trade '"
                + amendment.identity().replace('\u0000', ' ') + "' of " + amendment.symbol()
                + ", which never came, or whose bar can no longer change (bar.allowed-lateness is "
                + settings.allowedLateness() + ")";
        send(amended.source().toDeadLetter(reason, nowMillis));
    }

    private void send(DeadLetter letter) {
        output.collect(deadLetters, new StreamRecord<>(letter));
    }
}
