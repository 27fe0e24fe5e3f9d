package io.tradebars.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.AclCategory;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import io.tradebars.ingest.KafkaOptions;
import io.tradebars.sink.RedisLayout;
import io.tradebars.sink.RedisOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code doctor} against real services, in good health and with each of the faults that it is for. */
class DoctorIT {

    @TempDir
    private static Path folder;

    private static LocalServices services;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> redis;

    @BeforeAll
    static void start() throws Exception {
        services = LocalServices.start(new Configuration(), folder);
        client = RedisClient.create(services.addresses().get("REDIS_URL"));
        redis = client.connect();
        long now = System.currentTimeMillis();
        send("trades", now, JobBench.trade("GC", 1, now), JobBench.trade("GC", 2, now));
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.shutdown();
        }
        services.close();
    }

    private static String brokers() {
        return services.options().get(KafkaOptions.BOOTSTRAP_SERVERS);
    }

    private static void send(String topic, long stamp, String... messages) throws Exception {
        Properties properties = new Properties();
        properties.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String message : messages) {
                producer.send(new ProducerRecord<>(topic, 0, stamp, null, message.getBytes(UTF_8)))
                        .get();
            }
        }
    }

    private static void createTopic(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 4, (short) 1))).all().get();
        }
    }

    /** The endpoint of these services, over HTTPS; more arguments win. */
    private static CommandRun doctor(String... more) {
        Map<String, String> environment = Map.of(
                "TRADEBARS_REDIS_URL", services.options().get(RedisOptions.URL),
                "TRADEBARS_REDIS_TOKEN", services.options().get(RedisOptions.TOKEN),
                "TRADEBARS_REDIS_TLS_CA_FILE", services.options().get(RedisOptions.TLS_CA_FILE),
                "TRADEBARS_KAFKA_BOOTSTRAP_SERVERS", brokers());
        List<String> arguments = new ArrayList<>(List.of("doctor"));
        arguments.addAll(List.of(more));
        return CommandRun.of(environment, arguments);
    }

    @Test
    void everythingIsFine() {
        CommandRun run = doctor();

        assertThat(run.out().lines())
                .allMatch(line -> line.startsWith("ok       ") || line.equals("10 ok, 0 warnings, 0 failed"))
                .anyMatch(line -> line.matches("ok       Kafka: " + brokers() + " answers within [\\d.]+ ms"))
                .anyMatch(line -> line.equals("ok       topic trades: 4 partitions, about 2 messages"))
                .anyMatch(line ->
                        line.startsWith("ok       sample: of the latest 2 messages 2 hold trades (format json), 0"
                                + " are ignored, 0 are rejected"))
                .anyMatch(line -> line.matches("ok       Redis: https://\\S+ answers within [\\d.]+ ms .*"))
                .anyMatch(line -> line.equals("ok       protocol: HTTP/2 over TLS: all requests share a connection"))
                .anyMatch(line -> line.matches("ok       clock of Redis: \\d+ ms .*"));
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
    }

    @ParameterizedTest
    @EnumSource(RedisLayout.class)
    void aBarIsWrittenInTheLayoutOfTheJobAndNothingIsLeft(RedisLayout layout) {
        CommandRun run = CommandRun.of(
                "doctor",
                "--redis.url",
                services.addresses().get("REDIS_URL"),
                "--redis.layout=" + layout,
                "--redis.publish");

        assertThat(run.out())
                .contains(
                        "skipped  Kafka: kafka.bootstrap.servers is not given",
                        "ok       writing: a bar could be written as the job does (layout " + layout
                                + "), read and deleted",
                        "4 ok, 0 warnings, 0 failed");
        assertThat(redis.sync().dbsize()).isZero();
        assertThat(run.status()).isZero();
    }

    @Test
    void aTokenThatMayOnlyReadIsFound() throws Exception {
        redis.sync()
                .aclSetuser(
                        "reader",
                        AclSetuserArgs.Builder.on()
                                .addPassword("p")
                                .allKeys()
                                .addCategory(AclCategory.READ)
                                .addCommand(CommandType.PING)
                                .addCommand(CommandType.TIME));
        URI address = URI.create(services.addresses().get("REDIS_URL"));
        String token = "r3ad-0nly";
        try (RestEndpoint readOnly = RestEndpoint.start(
                "redis://reader:p@127.0.0.1:" + address.getPort(), RestBench.serverSsl(), token, 0, 0)) {
            CommandRun run = CommandRun.of(
                    Map.of("TRADEBARS_REDIS_TOKEN", token), List.of("doctor", "--redis.url", readOnly.httpUrl()));

            assertThat(run.out().lines())
                    .anyMatch(line -> line.startsWith("ok       Redis: "))
                    .anyMatch(line -> line.startsWith("failed   writing: Redis at " + readOnly.httpUrl()
                                    + " does not let bars be written: NOPERM")
                            && line.contains("must be a token that may write"));
            assertThat(run.status()).isEqualTo(1);
        }
    }

    @Test
    void aWrongTokenIsRefusedAndNotShown() {
        CommandRun run = doctor("--redis.token=wr0ng-t0ken");

        assertThat(run.out()).contains("failed   Redis: Redis at https://", "refuses the token", "redis.token-file");
        assertThat(run.out() + run.err()).doesNotContain("wr0ng-t0ken");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void aServerOfAnotherKeyThanThePinnedIsRefusedAndItsKeyShown() {
        CommandRun refused = doctor("--redis.tls.pins=sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.out()).contains("failed   Redis: ", "is none of redis.tls.pins");
        Matcher key = Pattern.compile("public key is (\\S+),").matcher(refused.out());
        assertThat(key.find()).isTrue();
        assertThat(doctor("--redis.tls.pins=" + key.group(1)).out()).contains("10 ok, 0 warnings, 0 failed");
    }

    @Test
    void messagesOfAnotherUnitAreNamedWithOneReason() {
        CommandRun run = doctor("--trade.time.unit", "s");

        assertThat(run.out().lines())
                .anyMatch(line -> line.startsWith("failed   sample: of the latest 2 messages 0 hold trades")
                        && line.contains("2 are rejected: ")
                        && line.contains(
                                "is it really written in s (trade.time.unit)? at trades-0@0. Are trade.format,"));
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void someBadMessagesAreAWarning() throws Exception {
        createTopic("mixed");
        long now = System.currentTimeMillis();
        send("mixed", now, JobBench.trade("GC", 1, now), "junk", "junk", "{\"symbol\":\"GC\"}");

        CommandRun run = doctor("--kafka.topic", "mixed");

        assertThat(run.out().lines())
                .anyMatch(line -> line.startsWith("warning  sample: of the latest 4 messages 1 hold trades")
                        && line.contains("3 are rejected: ")
                        && line.contains(" at mixed-0@1; ")
                        && line.contains(" at mixed-0@3."));
        assertThat(run.status()).isZero();
    }

    @Test
    void stampsFromTheFutureAreNoticed() throws Exception {
        createTopic("ahead");
        long now = System.currentTimeMillis();
        send("ahead", now + 3_600_000, JobBench.trade("GC", 1, now));

        CommandRun run = doctor("--kafka.topic", "ahead");

        assertThat(run.out().lines())
                .anyMatch(
                        line -> line.startsWith("failed   the stamps of messages (CreateTime): 59 min ahead of this"));
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void anEmptyTopicAndADeadLetterTopicThatIsNotThereYetAreNamedAndNotMade() throws Exception {
        createTopic("empty");

        CommandRun run = doctor("--kafka.topic", "empty");

        assertThat(run.out())
                .contains(
                        "warning  topic empty: 4 partitions, about 0 messages: nothing to try trade.format on",
                        "ok       dead-letter topic empty.dead-letter: is not there yet; the job may make it");
        assertThat(doctor("--kafka.topic", "empty").out()).contains("empty.dead-letter: is not there yet");
    }

    @Test
    void aTopicThatIsMissingIsNamed() {
        CommandRun run = doctor("--kafka.topic", "nowhere");

        assertThat(run.out()).contains("failed   Kafka: topic 'nowhere' does not exist at " + brokers());
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void wrongOptionsAreToldBeforeAnythingIsLookedAt() {
        CommandRun none = CommandRun.of("doctor", "--sample", "0");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.out()).isEmpty();
        assertThat(none.err())
                .contains("doctor needs a service to look at", "--sample must be a whole number from 1 to 999999");

        assertThat(doctor("--bar.intervals", "7m").status()).isEqualTo(2);
    }
}
