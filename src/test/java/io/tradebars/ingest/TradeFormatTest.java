package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TradeFormatTest {

    @ParameterizedTest
    @CsvSource({
        "COINBASE, NS, iso",
        "COINBASE, MS, iso",
        "KRAKEN, MS, iso or s",
        "BYBIT, US, ms",
        "BYBIT, ISO, ms",
    })
    void aTimeUnitThatTheVendorDoesNotWriteIsAMistake(TradeFormat format, TimestampUnit unit, String allowed) {
        List<String> problems = new ArrayList<>();
        Configuration options = new Configuration().set(MessageOptions.FORMAT, format);
        MessageOptions.read(options, problems::add);
        assertThat(problems).isEmpty();
        MessageOptions.read(options.set(MessageOptions.TIME_UNIT, unit), problems::add);
        assertThat(problems)
                .containsExactly("trade.time.unit must be " + allowed + " with trade.format " + format + ", was '"
                        + unit + "' (--trade.time.unit or TRADEBARS_TRADE_TIME_UNIT)");
    }
}
