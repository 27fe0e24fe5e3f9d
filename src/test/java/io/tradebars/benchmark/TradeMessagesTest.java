package io.tradebars.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.ingest.MessageReader;
import io.tradebars.ingest.SampleMessages;
import io.tradebars.ingest.TradeFormat;
import io.tradebars.trade.Trade;
import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TradeMessagesTest {

    @ParameterizedTest
    @EnumSource
    void aMessageOfAnyFormatIsReadAsTheTradeThatItWasMadeOf(TradeFormat format) {
        TradeGenerator trades = new TradeGenerator(new Load("some", 1_000, 300, 5));
        MessageReader reader = SampleMessages.reader(format);
        FixedTrade trade = new FixedTrade();
        while (trades.next(trade)) {
            MessageReader.Content content =
                    reader.read(TradeMessages.of(format, trade), 0, trade.id, () -> null, false);
            assertThat(content.rejection()).isNull();
            assertThat(content.records()).hasSize(1);
            Trade read = content.records().get(0).trade();
            assertThat(read.symbol()).isEqualTo(Load.symbolName(trade.symbol));
            assertThat(read.price()).isEqualByComparingTo(BigDecimal.valueOf(trade.price, FixedTrade.PRICE_SCALE));
            assertThat(read.size()).isEqualByComparingTo(BigDecimal.valueOf(trade.size, FixedTrade.SIZE_SCALE));
            assertThat(read.eventTimeMillis()).isEqualTo(trade.timeMillis);
        }
    }
}
