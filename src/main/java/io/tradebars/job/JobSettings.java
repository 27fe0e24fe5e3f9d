package io.tradebars.job;

import io.tradebars.bars.BarOptions;
import io.tradebars.bars.BarSettings;
import io.tradebars.deadletter.DeadLetterOptions;
import io.tradebars.ingest.KafkaOptions;
import io.tradebars.ingest.KafkaSettings;
import io.tradebars.ingest.MessageOptions;
import io.tradebars.ingest.MessageSettings;
import io.tradebars.sink.RedisOptions;
import io.tradebars.sink.SinkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * Everything that the job is told, checked.
 *
 * @param kafka where the trades are read from
 * @param messages how they are read
 * @param bars which bars are made of them
 * @param sink how they get into Redis
 * @param deadLetterTopic where goes what could not be used; empty for nowhere
 * @param parallelism subtasks of each operator; empty for Flink's own setting
 */
public record JobSettings(
        KafkaSettings kafka,
        MessageSettings messages,
        BarSettings bars,
        SinkSettings sink,
        Optional<String> deadLetterTopic,
        Optional<Integer> parallelism) {

    /** All options of the job, in the order in which a person would read them. */
    public static List<ConfigOption<?>> options() {
        List<ConfigOption<?>> options = new ArrayList<>();
        options.addAll(KafkaOptions.all());
        options.addAll(DeadLetterOptions.all());
        options.addAll(MessageOptions.all());
        options.addAll(BarOptions.all());
        options.addAll(RedisOptions.all());
        options.addAll(RunOptions.all());
        return options;
    }

    /**
     * Reads them.
     *
     * @param problems takes all that is wrong, a sentence each
     * @return the settings; empty if there were problems
     */
    public static Optional<JobSettings> read(Configuration config, Consumer<String> problems) {
        List<String> found = new ArrayList<>();
        KafkaSettings kafka = KafkaOptions.read(config, found::add);
        MessageSettings messages = MessageOptions.read(config, found::add);
        BarSettings bars = BarOptions.read(config, messages.maxAhead(), messages.amends(), found::add);
        SinkSettings sink = SinkSettings.from(config, found::add);
        Optional<String> deadLetterTopic = config.get(KafkaOptions.TOPIC).stream()
                .findFirst()
                .flatMap(first -> DeadLetterOptions.topic(config, first));
        if (kafka != null && deadLetterTopic.filter(kafka.topics()::contains).isPresent()) {
            found.add("dead-letter.topic must not be a topic of trades, was '" + deadLetterTopic.get()
                    + "' (--dead-letter.topic or TRADEBARS_DEAD_LETTER_TOPIC)");
        }
        if (deadLetterTopic.isPresent()
                && config.contains(DeadLetterOptions.TOPIC)
                && !KafkaOptions.isTopicName(deadLetterTopic.get())) {
            found.add("dead-letter.topic must be made of letters, digits, '.', '_' and '-', or none, was '"
                    + deadLetterTopic.get() + "' (--dead-letter.topic or TRADEBARS_DEAD_LETTER_TOPIC)");
        }
        if (bars != null
                && sink != null
                && bars.intervals().size() > 1
                && !sink.layout().key().distinguishesIntervals()) {
            found.add("redis.key must hold {interval} when bar.intervals has more than one, was '"
                    + sink.layout().key() + "' (--redis.key or TRADEBARS_REDIS_KEY)");
        }
        Optional<Integer> parallelism = config.getOptional(RunOptions.PARALLELISM);
        if (parallelism.isPresent() && parallelism.get() < 1) {
            found.add("parallelism must be 1 or more, was '" + parallelism.get()
                    + "' (--parallelism or TRADEBARS_PARALLELISM)");
        }
        found.forEach(problems);
        return found.isEmpty()
                ? Optional.of(new JobSettings(kafka, messages, bars, sink, deadLetterTopic, parallelism))
                : Optional.empty();
    }
}
