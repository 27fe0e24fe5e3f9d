package io.tradebars.sink;

import static io.tradebars.sink.TestBars.bar;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.bars.Bar;
import io.tradebars.deadletter.DeadLetter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusedBarTest {

    private final BarLayout layout = BarLayout.of(
            WriterFixture.settings("redis://cache", 1, 1, Duration.ZERO).layout());

    @Test
    void barComesBackOutOfItsDeadLetter() {
        for (Bar bar : new Bar[] {
            bar("A").trades(3).closed(), bar("日本:{t}").venue("näh").open()
        }) {
            DeadLetter letter = RefusedBar.toDeadLetter(layout.toCommand(bar), "WRONGTYPE", 0);

            assertThat(RefusedBar.from(headers(letter)::get, letter.value()))
                    .contains(new RefusedBar(bar.key(), BarJson.of(bar)));
        }
    }

    @Test
    void recordOfATopicIsNoBarWhateverItsHeadersSay() {
        Map<String, String> headers =
                headers(RefusedBar.toDeadLetter(layout.toCommand(bar("A").closed()), "WRONGTYPE", 0));
        headers.put(DeadLetter.SOURCE_HEADER, "trades-3@17");

        assertThat(RefusedBar.from(headers::get, BarJson.of(bar("A").closed()).getBytes(UTF_8)))
                .isEmpty();
    }

    @Test
    void whatIsNoBarIsNotTakenForOne() {
        Map<String, String> headers =
                headers(RefusedBar.toDeadLetter(layout.toCommand(bar("A").closed()), "WRONGTYPE", 0));

        for (String value : new String[] {"", "{}", "[1]", "{\"t\":1}", "{\"t\":99999999999999999999,\"n\":1}"}) {
            assertThat(RefusedBar.from(headers::get, value.getBytes(UTF_8)))
                    .as(value)
                    .isEmpty();
        }
        assertThat(RefusedBar.from(headers::get, null)).isEmpty();
        headers.put(RefusedBar.INTERVAL_HEADER, "7m");
        assertThat(RefusedBar.from(headers::get, BarJson.of(bar("A").closed()).getBytes(UTF_8)))
                .isEmpty();
    }

    private static Map<String, String> headers(DeadLetter letter) {
        Map<String, String> headers = new HashMap<>();
        letter.headers().forEach(header -> headers.put(header.name(), new String(header.value(), UTF_8)));
        headers.put(DeadLetter.SOURCE_HEADER, letter.source());
        return headers;
    }
}
