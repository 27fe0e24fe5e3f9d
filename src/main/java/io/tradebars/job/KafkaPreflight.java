package io.tradebars.job;

import io.tradebars.ingest.KafkaSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks at Kafka before the job starts: that a broker answers, that the topics of trades are there, and that the dead-letter topic
 * is, or can be made.
 */
public final class KafkaPreflight {

    private static final int TIMEOUT_MILLIS = 10_000;

    /** A dead letter is its record and some headers more. */
    private static final int HEADER_BYTES = 64 * 1024;

    private KafkaPreflight() {}

    /**
     * What is wrong, a sentence each; empty if nothing is.
     *
     * @param deadLetterTopic made if it is absent; empty for none
     */
    public static List<String> problems(KafkaSettings kafka, Optional<String> deadLetterTopic) {
        return look(kafka, admin -> problems(admin, kafka, deadLetterTopic));
    }

    /** What would keep the dead-letter topic from being there for the job to write to, a sentence each; makes nothing. */
    public static List<String> problemsOfMaking(KafkaSettings kafka, String deadLetterTopic) {
        return look(kafka, admin -> problemOfDeadLetters(admin, kafka.topics().get(0), deadLetterTopic, true).stream()
                .toList());
    }

    /** What keeps the dead-letter topic from being read, a sentence each; empty if nothing does. */
    public static List<String> problemsOfDeadLetters(KafkaSettings kafka, String topic) {
        return look(
                kafka,
                admin -> describe(admin, topic).isPresent()
                        ? List.of()
                        : List.of("dead-letter topic '" + topic + "' does not exist at " + kafka.bootstrapServers()
                                + ": nothing was ever set aside, or it has another name (--dead-letter.topic or"
                                + " TRADEBARS_DEAD_LETTER_TOPIC)"));
    }

    private interface Look {
        List<String> problems(Admin admin) throws ExecutionException, TimeoutException, InterruptedException;
    }

    private static List<String> look(KafkaSettings kafka, Look look) {
        Properties properties = kafka.connectionProperties();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        try (Admin admin = Admin.create(properties)) {
            return look.problems(admin);
        } catch (KafkaException e) {
            return List.of("kafka.bootstrap.servers '" + kafka.bootstrapServers()
                    + "' or kafka.properties.* cannot be used: " + innermost(e));
        } catch (ExecutionException e) {
            return List.of(brokerProblem(kafka, e.getCause()));
        } catch (TimeoutException e) {
            return List.of(brokerProblem(kafka, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted while looking at Kafka");
        }
    }

    private static List<String> problems(Admin admin, KafkaSettings kafka, Optional<String> deadLetterTopic)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<String> problems = new ArrayList<>();
        get(admin.describeCluster().nodes());
        for (String topic : kafka.topics()) {
            Optional<TopicDescription> found = describe(admin, topic);
            if (found.isEmpty()) {
                problems.add("topic '" + topic + "' does not exist at " + kafka.bootstrapServers()
                        + ": create it, or name another (--kafka.topic or TRADEBARS_KAFKA_TOPIC)");
            } else if (lacks(found.get(), AclOperation.READ)) {
                problems.add(
                        "topic '" + topic + "' may not be read by the user of kafka.properties.*: grant READ on it, or"
                                + " use another user");
            }
        }
        if (problems.isEmpty() && deadLetterTopic.isPresent()) {
            problemOfDeadLetters(admin, kafka.topics().get(0), deadLetterTopic.get(), false)
                    .ifPresent(problems::add);
        }
        return problems;
    }

    /** @param like a topic whose records have to fit in if it is made */
    private static Optional<String> problemOfDeadLetters(Admin admin, String like, String topic, boolean onlyRehearse)
            throws ExecutionException, TimeoutException, InterruptedException {
        Optional<TopicDescription> found = describe(admin, topic);
        if (found.isEmpty()) {
            return create(admin, like, topic, onlyRehearse);
        }
        return lacks(found.get(), AclOperation.WRITE)
                ? Optional.of(
                        "dead-letter topic '" + topic + "' may not be written to by the user of kafka.properties.*:"
                                + " grant WRITE on it, name another (--dead-letter.topic or TRADEBARS_DEAD_LETTER_TOPIC), or turn it"
                                + " off with --dead-letter.topic none")
                : Optional.empty();
    }

    /** Whether the broker says that the user may not do that with the topic; where it says nothing, that will show. */
    private static boolean lacks(TopicDescription topic, AclOperation operation) {
        return topic.authorizedOperations() != null
                && !topic.authorizedOperations().contains(operation);
    }

    private static Optional<TopicDescription> describe(Admin admin, String topic)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
            return Optional.of(get(admin.describeTopics(List.of(topic), options).allTopicNames())
                    .get(topic));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Makes the topic with the broker's defaults, but wide enough for whatever the topic of trades can hold. */
    private static Optional<String> create(Admin admin, String like, String topic, boolean onlyRehearse)
            throws TimeoutException, InterruptedException {
        try {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, like);
            Map<ConfigResource, Config> configs =
                    get(admin.describeConfigs(List.of(resource)).all());
            long widest = Long.parseLong(configs.get(resource)
                    .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                    .value());
            long bytes = Math.min(Integer.MAX_VALUE, widest + HEADER_BYTES);
            NewTopic created = new NewTopic(topic, Optional.empty(), Optional.empty())
                    .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(bytes)));
            get(admin.createTopics(List.of(created), new CreateTopicsOptions().validateOnly(onlyRehearse))
                    .all());
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return Optional.empty();
            }
            return Optional.of("dead-letter topic '" + topic + "' does not exist and cannot be created ("
                    + e.getCause().getMessage() + "): create it, name another (--dead-letter.topic or"
                    + " TRADEBARS_DEAD_LETTER_TOPIC), or turn it off with --dead-letter.topic none");
        }
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(TIMEOUT_MILLIS + 1_000L, TimeUnit.MILLISECONDS);
    }

    private static String brokerProblem(KafkaSettings kafka, Throwable cause) {
        if (cause instanceof SaslAuthenticationException) {
            return "Kafka at " + kafka.bootstrapServers() + " refuses the credentials: " + cause.getMessage()
                    + " (kafka.properties.sasl.*)";
        }
        if (cause instanceof SslAuthenticationException) {
            return "no TLS connection to Kafka at " + kafka.bootstrapServers() + ": " + innermost(cause)
                    + " (kafka.properties.ssl.truststore.* says whom to trust, kafka.properties.ssl.keystore.* who"
                    + " asks)";
        }
        if (!(cause instanceof TimeoutException)
                && !(cause instanceof org.apache.kafka.common.errors.TimeoutException)) {
            return "Kafka at " + kafka.bootstrapServers() + " refuses to be looked at: " + cause.getMessage();
        }
        return "no Kafka broker answers at " + kafka.bootstrapServers() + " within " + TIMEOUT_MILLIS / 1000
                + " s: is it running, and is the address right?"
                + " (--kafka.bootstrap.servers or TRADEBARS_KAFKA_BOOTSTRAP_SERVERS)"
                + (kafka.clientProperties().containsKey(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG)
                        ? ""
                        : " Does it want TLS or a password? (--kafka.properties.security.protocol; SASL_SSL for most"
                                + " brokers in a cloud)");
    }

    private static String innermost(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
