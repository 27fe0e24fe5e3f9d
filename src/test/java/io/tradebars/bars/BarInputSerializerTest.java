package io.tradebars.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.trade.Amendment;
import io.tradebars.trade.PackedTrades;
import io.tradebars.trade.TradePacker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class BarInputSerializerTest {

    private static final Instrument INSTRUMENT = new Instrument("X", "A");

    @Test
    void eachKindOfInputSurvivesOneAfterTheOther() throws IOException {
        List<BarInput> inputs = List.of(
                new LateMinute(INSTRUMENT, Trades.TEN),
                new PartialBar(
                        INSTRUMENT,
                        Trades.TEN,
                        null,
                        new TradePacker()
                                .pack(Trades.trade("A", "10:00:01.000", "5", "1", 1)
                                        .trade()),
                        7,
                        List.of(Trades.source(1))),
                new PartialBar(
                        INSTRUMENT,
                        Trades.TEN,
                        PackableContent.of(BarContent.of(
                                Trades.trade("A", "10:00:01.000", "5", "1", 1).trade())),
                        new TradePacker()
                                .pack(Trades.trade("A", "10:00:01.000", "5", "1", 1)
                                        .trade()),
                        Completeness.FROM_THE_BEGINNING,
                        List.of()),
                together(),
                new AmendedTrade(new Amendment("X", "A", "1", Trades.TEN, null, true), Trades.source(2)),
                new LateMinute(new Instrument(null, "B"), -1));
        TypeSerializer<BarInput> serializer = BarInputSerializer.TYPE.createSerializer(null);
        DataOutputSerializer out = new DataOutputSerializer(64);
        for (BarInput input : inputs) {
            serializer.serialize(input, out);
        }
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        for (BarInput input : inputs) {
            assertThat(serializer.deserialize(in))
                    .usingRecursiveComparison()
                    .withEqualsForType(PackedTrades::equals, PackedTrades.class)
                    .withEqualsForType(BarInputSerializerTest::areTheSame, PackableContent.class)
                    .withEqualsForType(BarInputSerializerTest::areTheSame, PartialBars.class)
                    .isEqualTo(input);
        }
        assertThat(in.available()).isZero();
    }

    private static PartialBars together() throws IOException {
        PartialBars together = PartialBars.of(INSTRUMENT, 1);
        BarContentPacker packer = new BarContentPacker();
        for (int minute = 0; minute < 3; minute++) {
            BarContent content = BarContent.of(
                    Trades.trade("A", "10:00:01.000", "5", "1", minute).trade());
            together.add(Trades.TEN + minute * 60_000, content, packer);
        }
        return together;
    }

    private static boolean areTheSame(PackableContent one, PackableContent other) {
        try {
            return Arrays.equals(PackableContentTest.written(one), PackableContentTest.written(other));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean areTheSame(PartialBars one, PartialBars other) {
        DataOutputSerializer oneWritten = new DataOutputSerializer(64);
        DataOutputSerializer otherWritten = new DataOutputSerializer(64);
        try {
            one.write(oneWritten);
            other.write(otherWritten);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return one.instrument().equals(other.instrument())
                && Arrays.equals(oneWritten.getCopyOfBuffer(), otherWritten.getCopyOfBuffer());
    }
}
