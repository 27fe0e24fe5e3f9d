package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.deadletter.DeadLetterOptions;
import io.tradebars.ingest.KafkaOptions;
import io.tradebars.ingest.KafkaSettings;
import io.tradebars.job.KafkaPreflight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a broker that wants TLS and a password, if either is wrong. That a job gets in is shown in {@link SecretsClusterIT}. */
class SecuredKafkaIT {

    private static final String PASSWORD = "canary-1f6b07aa42";

    @TempDir
    private Path folder;

    private SecuredListener listener;
    private EmbeddedKafka kafka;

    @BeforeEach
    void start() throws Exception {
        listener = new SecuredListener(PASSWORD);
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, listener.ofBroker());
        kafka.createTopic("trades", 1);
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    private List<String> problems(Map<String, String> options) {
        Configuration configuration = Configuration.fromMap(options);
        configuration.set(KafkaOptions.TOPIC, List.of("trades"));
        List<String> mistakes = new ArrayList<>();
        KafkaSettings settings = KafkaOptions.read(configuration, mistakes::add);
        assertThat(mistakes).isEmpty();
        return KafkaPreflight.problems(settings, Optional.of("trades" + DeadLetterOptions.DEFAULT_SUFFIX));
    }

    @Test
    void theRightPasswordAndAuthorityLetInAndTheDeadLetterTopicIsMade() throws Exception {
        assertThat(problems(listener.ofClient(folder, PASSWORD))).isEmpty();
    }

    @Test
    void thePasswordMayStandInAFileThatKafkasClientReads() throws Exception {
        Path secrets = Files.writeString(folder.resolve("broker.properties"), "password=" + PASSWORD);
        Map<String, String> options = new HashMap<>(listener.ofClient(folder, "${file:" + secrets + ":password}"));
        options.put("kafka.properties.config.providers", "file");
        options.put(
                "kafka.properties.config.providers.file.class",
                "org.apache.kafka.common.config.provider.FileConfigProvider");
        assertThat(problems(options)).isEmpty();
    }

    @Test
    void aWrongPasswordIsNamedAndNotTold() throws Exception {
        assertThat(problems(listener.ofClient(folder, PASSWORD + "-of-yesterday")))
                .singleElement()
                .asString()
                .startsWith("Kafka at " + listener.bootstrapServers() + " refuses the credentials: ")
                .contains("kafka.properties.sasl.*")
                .doesNotContain(PASSWORD);
    }

    @Test
    void anAuthorityThatIsNotTrustedIsNamed() throws Exception {
        Map<String, String> options = new HashMap<>(listener.ofClient(folder, PASSWORD));
        options.remove("kafka.properties.ssl.truststore.location");
        options.remove("kafka.properties.ssl.truststore.type");
        assertThat(problems(options))
                .singleElement()
                .asString()
                .startsWith("no TLS connection to Kafka at " + listener.bootstrapServers() + ": ")
                .contains("unable to find valid certification path", "kafka.properties.ssl.truststore.*")
                .doesNotContain(PASSWORD);
    }

    @Test
    void aClientThatDoesNotSpeakTlsIsToldThatTheBrokerMayWantIt() {
        assertThat(problems(Map.of("kafka.bootstrap.servers", listener.bootstrapServers())))
                .singleElement()
                .asString()
                .startsWith("no Kafka broker answers at " + listener.bootstrapServers())
                .contains("kafka.properties.security.protocol");
    }
}
