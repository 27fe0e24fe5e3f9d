package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.ingest.KafkaOptions;
import io.tradebars.ingest.KafkaSettings;
import io.tradebars.job.KafkaPreflight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rights to topics that somebody has forgotten to grant, at a broker with an authorizer. */
class TopicRightsIT {

    @TempDir
    private Path folder;

    private static AclBinding allow(String topic, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry("User:ANONYMOUS", "*", operation, AclPermissionType.ALLOW));
    }

    @Test
    void whatMayNotBeReadOrWrittenIsFoundBeforeTheJobStarts() throws Exception {
        Map<String, String> authorizer = Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found",
                "true");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0, authorizer);
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            for (String topic : List.of("trades", "secret", "rejects", "open")) {
                kafka.createTopic(topic, 1);
            }
            admin.createAcls(List.of(allow("rejects", AclOperation.READ), allow("secret", AclOperation.WRITE)))
                    .all()
                    .get();

            assertThat(problems(kafka, "trades", "open")).isEmpty();
            assertThat(problems(kafka, "trades", "rejects"))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "dead-letter topic 'rejects' may not be written to by the user of kafka.properties.*: grant"
                                    + " WRITE on it");
            assertThat(problems(kafka, "secret", "open"))
                    .singleElement()
                    .asString()
                    .startsWith("topic 'secret' may not be read by the user of kafka.properties.*: grant READ on it");

            CommandRun doctor = CommandRun.of(
                    "doctor", "--kafka.bootstrap.servers", kafka.bootstrapServers(), "--dead-letter.topic", "rejects");
            assertThat(doctor.out()).contains("failed   dead-letter topic rejects: ", "may not be written to");
        }
    }

    private static List<String> problems(EmbeddedKafka kafka, String topic, String deadLetters) {
        Configuration options = new Configuration();
        options.set(KafkaOptions.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
        options.set(KafkaOptions.TOPIC, List.of(topic));
        List<String> mistakes = new ArrayList<>();
        KafkaSettings settings = KafkaOptions.read(options, mistakes::add);
        assertThat(mistakes).isEmpty();
        return KafkaPreflight.problems(settings, Optional.of(deadLetters));
    }
}
