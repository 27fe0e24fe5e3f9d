package io.tradebars.bars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradebars.trade.KnownBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownInstrumentsTest {

    private final KnownInstruments known = new KnownInstruments();

    @Test
    void instrumentsThatLookAlikeInTheirBytesAreTheirOwn() throws IOException {
        List<Instrument> all = List.of(
                new Instrument(null, "abc"),
                new Instrument("", "abc"),
                new Instrument("a", "bc"),
                new Instrument("ab", "c"),
                new Instrument("abc", ""),
                new Instrument(null, ""),
                new Instrument("\u00fc", "\ud83d\ude80"),
                new Instrument(null, "\u00fc\ud83d\ude80"),
                new Instrument(null, "x".repeat(10_000)));

        assertThat(read(all)).isEqualTo(all);
        assertThat(read(all)).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, KnownBytes.MAX_KNOWN + 10})
    void anInstrumentIsWhatWasWrittenHoweverManyThereAre(int count) throws IOException {
        List<Instrument> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Instrument(i % 2 == 0 ? null : "V" + i % 3, "S" + i));
        }

        assertThat(read(all)).isEqualTo(all);
        assertThat(read(all)).isEqualTo(all);
    }

    @Test
    void theSameInstrumentIsReadAsOneObject() throws IOException {
        Instrument first = read(List.of(new Instrument("V", "A"))).get(0);

        assertThat(read(List.of(new Instrument("V", "B"), new Instrument("V", "A"))))
                .last()
                .isSameAs(first);
    }

    @Test
    void lengthsThatNoInstrumentHasAreRefused() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        out.writeInt(-2);
        out.writeInt(1);

        assertThatThrownBy(() -> known.read(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isInstanceOf(IOException.class)
                .hasMessage("an instrument of -2 and 1 bytes cannot be read");
    }

    private List<Instrument> read(List<Instrument> written) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(1 << 10);
        for (Instrument instrument : written) {
            KnownInstruments.write(instrument, out);
        }
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        List<Instrument> read = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            read.add(known.read(in));
        }
        assertThat(in.available()).isZero();
        return read;
    }
}
