package io.tradebars.deadletter;

import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.LoggerFactory;

/** Where a stream of dead letters ends. */
public final class DeadLetterSinks {

    private DeadLetterSinks() {}

    /**
     * A sink into the topic, at least once: when a checkpoint completes, all dead letters before it are there. Without a topic, a
     * line in the log for each, at a bounded rate.
     */
    public static Sink<DeadLetter> of(Optional<DeadLetterTopic> topic) {
        return topic.<Sink<DeadLetter>>map(DeadLetterSinks::toKafka).orElseGet(Logged::new);
    }

    private static Sink<DeadLetter> toKafka(DeadLetterTopic topic) {
        return KafkaSink.<DeadLetter>builder()
                .setKafkaProducerConfig(topic.producerProperties())
                .setBootstrapServers(topic.clientProperties().get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG))
                .setRecordSerializer(new DeadLetterSerializer(topic.name()))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .build();
    }

    private static final class Logged implements Sink<DeadLetter> {
        private static final long serialVersionUID = 1L;

        @Override
        public SinkWriter<DeadLetter> createWriter(WriterInitContext context) {
            DeadLetters log = new LoggedDeadLetters(new BoundedLog(LoggerFactory.getLogger(DeadLetterSinks.class)));
            return new SinkWriter<>() {
                @Override
                public void write(DeadLetter letter, Context writing) throws IOException {
                    log.send(letter);
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {
                    log.close();
                }
            };
        }
    }
}
