package io.tradebars.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class DeadLetterSerializerTest {

    @Test
    void keepsKeyValueAndHeadersByteForByteAndAddsThree() throws Exception {
        byte[] key = {0, -1};
        byte[] value = {-2, 10, 0};
        DeadLetter letter = new DeadLetter(
                key,
                value,
                List.of(
                        new DeadLetter.RecordHeader("trace", new byte[] {7}),
                        new DeadLetter.RecordHeader("trace", null)),
                "price is not a number: 'N/A'",
                "trades-3@1841",
                1723161240123L);

        ProducerRecord<byte[], byte[]> record =
                InstantiationUtil.clone(new DeadLetterSerializer("rejects")).serialize(letter, null, 5L);

        assertThat(record.topic()).isEqualTo("rejects");
        assertThat(record.key()).isEqualTo(key);
        assertThat(record.value()).isEqualTo(value);
        assertThat(record.partition()).isNull();
        Header[] headers = record.headers().toArray();
        assertThat(headers)
                .extracting(Header::key)
                .containsExactly("trace", "trace", "tradebars-reason", "tradebars-source", "tradebars-at");
        assertThat(headers[0].value()).containsExactly(7);
        assertThat(headers[1].value()).isNull();
        assertThat(headers[2].value()).asString(UTF_8).isEqualTo("price is not a number: 'N/A'");
        assertThat(headers[3].value()).asString(UTF_8).isEqualTo("trades-3@1841");
        assertThat(headers[4].value()).asString(UTF_8).isEqualTo("2024-08-08T23:54:00.123Z");
    }

    @Test
    void recordWithoutKeyAndValueStaysWithout() {
        ProducerRecord<byte[], byte[]> record = new DeadLetterSerializer("rejects")
                .toRecord(new DeadLetter(null, null, List.of(), "empty", "trades-0@0", 0));

        assertThat(record.key()).isNull();
        assertThat(record.value()).isNull();
    }

    @Test
    void eachRecordSaysWhenItWasSetAside() {
        DeadLetterSerializer serializer = new DeadLetterSerializer("rejects");

        assertThat(List.of(0L, 0L, 1L, 0L))
                .extracting(millis -> serializer
                        .toRecord(new DeadLetter(null, null, List.of(), "empty", "trades-0@0", millis))
                        .headers()
                        .lastHeader(DeadLetter.AT_HEADER)
                        .value())
                .extracting(bytes -> new String(bytes, UTF_8))
                .containsExactly(
                        "1970-01-01T00:00:00Z",
                        "1970-01-01T00:00:00Z",
                        "1970-01-01T00:00:00.001Z",
                        "1970-01-01T00:00:00Z");
    }
}
