package io.tradebars.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.bars.Bar;
import io.tradebars.bars.BarKey;
import io.tradebars.bars.BarSerializer;
import io.tradebars.bars.Interval;
import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.DeadLetterElementSerializer;
import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeOrder;
import io.tradebars.trade.TradeRecord;
import io.tradebars.trade.TradeRecordSerializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementSerializersTest {

    private static final SourceRecord SOURCE = new SourceRecord(
            "trades",
            3,
            Long.MAX_VALUE,
            new byte[] {0, -1},
            null,
            List.of(new DeadLetter.RecordHeader("é", null), new DeadLetter.RecordHeader("", new byte[0])));

    private static <T> T writtenAndRead(TypeInformation<T> type, T element) throws IOException {
        TypeSerializer<T> serializer = type.createSerializer(null);
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(element, out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        T read = serializer.deserialize(in);
        assertThat(in.available()).isZero();
        return read;
    }

    @Test
    void aTradeSurvivesWithAllItsParts() throws Exception {
        Trade trade = new Trade(
                "venue",
                "\uD800 lone surrogate, emoji \uD83D\uDE00",
                new BigDecimal("-123456789012345678901234567890.123456789"),
                new BigDecimal("0E-12"),
                7,
                new TradeOrder(Long.MIN_VALUE, "12", null, 1, 2, 3),
                "id");
        TradeRecord read = writtenAndRead(TradeRecordSerializer.TYPE, TradeRecord.of(trade, SOURCE));
        assertThat(read).usingRecursiveComparison().isEqualTo(TradeRecord.of(trade, SOURCE));
    }

    @Test
    void aRejectionSurvives() throws Exception {
        TradeRecord rejected = TradeRecord.rejected("why", SOURCE);
        assertThat(writtenAndRead(TradeRecordSerializer.TYPE, rejected))
                .usingRecursiveComparison()
                .isEqualTo(rejected);
    }

    @Test
    void aDeadLetterSurvives() throws Exception {
        DeadLetter letter = SOURCE.toDeadLetter("why", 17);
        assertThat(writtenAndRead(DeadLetterElementSerializer.TYPE, letter))
                .usingRecursiveComparison()
                .isEqualTo(letter);
    }

    @Test
    void aBarSurvives() throws Exception {
        BigDecimal price = new BigDecimal("61837.63");
        Bar bar = new Bar(
                new BarKey(Interval.FOUR_HOURS, null, "A", -1), price, price, price, price, price, price, 2, false);
        assertThat(writtenAndRead(BarSerializer.TYPE, bar)).isEqualTo(bar);
        Bar ended = Bar.ended(bar.key());
        assertThat(writtenAndRead(BarSerializer.TYPE, ended)).isEqualTo(ended);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "-1",
                "0.00000001",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "-9223372036854775809",
                "1E+30",
                "123456789012345678901234567890123456.123456789012345678901234567890123456"
            })
    void aDecimalSurvivesToTheLastDigitAndScale(String number) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        Encoding.writeDecimal(new BigDecimal(number), out);
        assertThat(Encoding.readDecimal(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(new BigDecimal(number));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 63, 64, -64, -65, 1L << 48, Long.MAX_VALUE, Long.MIN_VALUE})
    void aWholeNumberSurvivesCompactlyAndTakesTheFewerBytesTheNearerToZero(long number) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        Encoding.writeCompact(number, out);
        int bits = 65 - Long.numberOfLeadingZeros(number < 0 ? ~number : number);
        assertThat(out.length()).isEqualTo((bits + 6) / 7);
        assertThat(Encoding.readCompact(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(number);
    }

    @Test
    void aSnapshotRestoresItsSerializer() throws Exception {
        for (TypeInformation<?> type :
                List.of(TradeRecordSerializer.TYPE, DeadLetterElementSerializer.TYPE, BarSerializer.TYPE)) {
            TypeSerializer<?> serializer = type.createSerializer(null);
            DataOutputSerializer out = new DataOutputSerializer(64);
            TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
            TypeSerializerSnapshot<?> restored = TypeSerializerSnapshot.readVersionedSnapshot(
                    new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
            assertThat(restored.restoreSerializer()).isEqualTo(serializer);
        }
    }
}
