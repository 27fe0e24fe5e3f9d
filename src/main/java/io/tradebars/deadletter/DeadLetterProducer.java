package io.tradebars.deadletter;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Dead letters through a Kafka producer of its own, which is made when the first one is sent: most jobs never need it.
 *
 * <p>For code that has no side output, such as the sink; what a Kafka record becomes is the same as by {@link
 * DeadLetterSerializer}. A failed record is remembered by Kafka's thread and thrown by the next {@link #send} or {@link
 * #flush}. Each is logged, at a bounded rate. {@link #send} can block for {@code max.block.ms} while Kafka cannot be reached.
 */
final class DeadLetterProducer implements DeadLetters {

    private final String topic;
    private final DeadLetterSerializer serializer;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final BoundedLog log;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private Producer<byte[], byte[]> producer;
    private boolean closed;

    DeadLetterProducer(String topic, Supplier<Producer<byte[], byte[]>> producers, BoundedLog log) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.serializer = new DeadLetterSerializer(topic);
        this.producers = Objects.requireNonNull(producers, "producers");
        this.log = Objects.requireNonNull(log, "log");
    }

    @Override
    public void send(DeadLetter letter) throws IOException {
        if (closed) {
            throw new IOException("dead letters for topic " + topic + " are closed");
        }
        throwFailure();
        log.warn(letter.reason() + " (sent to dead letters, topic " + topic + ")");
        try {
            if (producer == null) {
                producer = producers.get();
            }
            producer.send(serializer.toRecord(letter), (metadata, error) -> {
                if (error != null) {
                    failure.compareAndSet(null, error);
                }
            });
        } catch (KafkaException e) {
            throw notKept(e);
        }
    }

    @Override
    public void flush() throws IOException, InterruptedException {
        if (producer != null && !closed) {
            try {
                producer.flush();
            } catch (InterruptException e) {
                // Kafka has set the interrupt flag again; the exception says the same.
                Thread.interrupted();
                throw new InterruptedException("interrupted while dead letters for topic " + topic + " were flushed");
            } catch (KafkaException e) {
                throw notKept(e);
            }
        }
        throwFailure();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (producer != null) {
                producer.close(Duration.ZERO);
            }
        }
    }

    private void throwFailure() throws IOException {
        Exception first = failure.get();
        if (first != null) {
            throw notKept(first);
        }
    }

    private IOException notKept(Exception cause) {
        return new IOException(
                "a dead letter could not be written to topic " + topic + " (dead-letter.topic): " + cause.getMessage(),
                cause);
    }
}
