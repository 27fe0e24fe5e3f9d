package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.ingest.MessageOptions;
import io.tradebars.ingest.TradeFormat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParseCommandTest {

    @TempDir
    private Path folder;

    private List<String> parse(TradeFormat format, String... lines) throws Exception {
        Path file = folder.resolve("messages");
        Files.write(file, List.of(lines));
        Configuration options = new Configuration();
        options.set(MessageOptions.FORMAT, format);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ParseCommand.run(
                List.of(file.toString()),
                MessageOptions.read(options, problem -> assertThat(problem).isNull()),
                Clock.systemUTC(),
                out);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void eachLineSaysWhatItWouldGive() throws Exception {
        assertThat(parse(
                        TradeFormat.JSON,
                        "{\"symbol\":\"é\\\"\",\"price\":\"1.50\",\"size\":2E1,\"timestamp\":1723161257687,\"id\":7,\"venue\":\"V\"}",
                        "junk",
                        "",
                        "{\"symbol\":\"A\",\"price\":\"N/A\",\"size\":1,\"timestamp\":1723161257687}"))
                .containsExactly(
                        "{\"line\":1,\"trades\":[{\"symbol\":\"é\\\"\",\"venue\":\"V\",\"price\":1.5,\"size\":20,\"t\":1723161257687,\"id\":\"7\"}]}",
                        "{\"line\":2,\"rejected\":\"message is not JSON: Unrecognized token 'junk': was expecting (JSON String, Number,"
                                + " Array, Object or token 'null', 'true' or 'false') at byte 0\"}",
                        "{\"line\":3,\"rejected\":\"record is empty\"}",
                        "{\"line\":4,\"rejected\":\"price is not a number: 'N/A' in field 'price'\"}");
    }

    @Test
    void framesThatAreNoTradesAreIgnoredByNameAndAggregatesTellTheirCount() throws Exception {
        assertThat(
                        parse(
                                TradeFormat.BINANCE,
                                "{\"result\":null,\"id\":1}",
                                "{\"e\":\"aggTrade\",\"s\":\"A\",\"a\":5,\"p\":\"1\",\"q\":\"2\",\"f\":1,\"l\":3,\"T\":1723161257687}"))
                .containsExactly(
                        "{\"line\":1,\"ignored\":\"subscription\"}",
                        "{\"line\":2,\"trades\":[{\"symbol\":\"A\",\"price\":1,\"size\":2,\"t\":1723161257687,\"id\":\"5\",\"n\":3}]}");
    }
}
