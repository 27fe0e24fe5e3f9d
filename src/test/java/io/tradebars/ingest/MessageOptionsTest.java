package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageOptionsTest {

    @ParameterizedTest
    @CsvSource({"JSON, ms", "BINANCE, ms", "POLYGON, ms", "ALPACA, iso", "FINNHUB, ms", "DATABENTO, ns"})
    void aFormatHasItsUsualTimeUnitIfNoneIsSet(TradeFormat format, String unit) {
        Configuration options = new Configuration();
        options.set(MessageOptions.FORMAT, format);
        List<String> problems = new ArrayList<>();
        assertThat(MessageOptions.read(options, problems::add).timeUnit()).hasToString(unit);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "JSON, ISO, ''",
        "BINANCE, NS, ms or us",
        "POLYGON, NS, ''",
        "POLYGON, S, ms or ns",
        "ALPACA, MS, iso",
        "ALPACA, ISO, ''",
        "FINNHUB, S, ms",
        "DATABENTO, MS, ns or iso",
        "DATABENTO, ISO, ''"
    })
    void aTimeUnitThatTheFormatDoesNotHaveIsAProblem(TradeFormat format, TimestampUnit unit, String allowed) {
        Configuration options = new Configuration();
        options.set(MessageOptions.FORMAT, format);
        options.set(MessageOptions.TIME_UNIT, unit);
        List<String> problems = new ArrayList<>();
        MessageOptions.read(options, problems::add);
        if (allowed.isEmpty()) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems)
                    .containsExactly("trade.time.unit must be " + allowed + " with trade.format " + format + ", was '"
                            + unit + "' (--trade.time.unit or TRADEBARS_TRADE_TIME_UNIT)");
        }
    }
}
