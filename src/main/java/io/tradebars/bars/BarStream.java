package io.tradebars.bars;

import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.DeadLetterElementSerializer;
import io.tradebars.trade.TradeRecord;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/**
 * The middle of the job: a stream of trades becomes a stream of bars and one of dead letters.
 *
 * @param bars bars, partitioned by instrument: each state of a bar comes after all earlier ones
 * @param deadLetters rejected records, and trades that were too late
 */
public record BarStream(DataStream<Bar> bars, DataStream<DeadLetter> deadLetters) {

    private static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", DeadLetterElementSerializer.TYPE);

    /** Wires it. The uids are part of what a savepoint relies on. */
    public static BarStream of(DataStream<TradeRecord> trades, BarSettings settings) {
        SingleOutputStreamOperator<BarInput> partials = trades.transform(
                        "Partial bars", BarInputSerializer.TYPE, new PartialBarOperator(settings, DEAD_LETTERS))
                .uid("partial-bars");
        SingleOutputStreamOperator<Bar> bars = partials.keyBy(BarInput::instrument, InstrumentSerializer.TYPE)
                .transform("Bars", BarSerializer.TYPE, new BarOperator(settings, DEAD_LETTERS))
                .uid("bars");
        return new BarStream(bars, partials.getSideOutput(DEAD_LETTERS).union(bars.getSideOutput(DEAD_LETTERS)));
    }
}
