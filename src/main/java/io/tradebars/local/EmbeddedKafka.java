package io.tradebars.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker of one node in this JVM: broker and controller (KRaft), on loopback, its log in a folder. It can be stopped and
 * started again on the same folder and port. For one thread.
 */
final class EmbeddedKafka implements AutoCloseable {

    /** Widest record that its topics take, in bytes. */
    static final int MAX_MESSAGE_BYTES = 16 << 20;

    private static final int NODE_ID = 1;

    private final Path folder;
    private final int port;
    private final int controllerPort;
    private final Map<String, String> more;
    private KafkaRaftServer server;

    private EmbeddedKafka(Path folder, int port, Map<String, String> more) throws IOException {
        this.folder = folder;
        this.more = Map.copyOf(more);
        this.port = Ports.orFree(port);
        this.controllerPort = Ports.freeBut(this.port);
    }

    /**
     * Starts a broker.
     *
     * @param folder where its log goes; made if absent
     * @param port its port, or 0 for a free one
     * @throws IOException if it cannot be started
     */
    static EmbeddedKafka start(Path folder, int port) throws IOException {
        return start(folder, port, Map.of());
    }

    /** As {@link #start(Path, int)}, with more settings of the broker; {@code listeners} among them come beside its own. */
    static EmbeddedKafka start(Path folder, int port, Map<String, String> more) throws IOException {
        // A port that was just found free is not tried again: a process that is forked at that moment (Redis is) may
        // hold the socket of the first try for some milliseconds more.
        if (port != 0 && Ports.isTaken(port)) {
            throw new IOException(
                    "port " + port + ", where the embedded Kafka broker should listen, is taken: stop what"
                            + " listens there, or choose another (local.kafka.port; 0: a free one)");
        }
        EmbeddedKafka kafka = new EmbeddedKafka(folder, port, more);
        kafka.start();
        return kafka;
    }

    String bootstrapServers() {
        return Ports.HOST + ":" + port;
    }

    /** Starts it, on what its folder holds. */
    void start() throws IOException {
        Files.createDirectories(folder);
        Path log = folder.resolve("log");
        try {
            if (!Files.exists(log.resolve("meta.properties"))) {
                format(log);
            }
            server = new KafkaRaftServer(KafkaConfig.fromProps(properties(log), new Properties(), false), Time.SYSTEM);
            server.startup();
        } catch (Exception e) {
            close();
            throw new IOException("the embedded Kafka broker cannot start at port " + port + ": " + e.getMessage(), e);
        }
    }

    private static void format(Path log) throws Exception {
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(NODE_ID)
                .setDirectories(List.of(log.toString()))
                .setMetadataLogDirectory(Optional.empty())
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setControllerListenerName("CONTROLLER")
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .run();
    }

    private Properties properties(Path log) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", NODE_ID);
        settings.put("controller.quorum.voters", NODE_ID + "@" + Ports.HOST + ":" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "listeners",
                "PLAINTEXT://" + Ports.HOST + ":" + port + ",CONTROLLER://" + Ports.HOST + ":" + controllerPort);
        settings.put("log.dirs", log.toString());
        settings.put("auto.create.topics.enable", false);
        settings.put("message.max.bytes", MAX_MESSAGE_BYTES);
        settings.put("replica.fetch.max.bytes", MAX_MESSAGE_BYTES);
        // One node: nothing to replicate, nobody to wait for.
        settings.put("offsets.topic.replication.factor", 1);
        settings.put("offsets.topic.num.partitions", 1);
        settings.put("transaction.state.log.replication.factor", 1);
        settings.put("transaction.state.log.min.isr", 1);
        settings.put("transaction.state.log.num.partitions", 1);
        settings.put("share.coordinator.state.topic.replication.factor", 1);
        settings.put("share.coordinator.state.topic.min.isr", 1);
        settings.put("group.initial.rebalance.delay.ms", 0);
        settings.put("num.network.threads", 2);
        settings.put("num.io.threads", 2);
        more.forEach((name, value) ->
                settings.merge(name, value, (own, other) -> name.equals("listeners") ? own + "," + other : other));
        Properties properties = new Properties();
        settings.forEach((name, value) -> properties.setProperty(name, value.toString()));
        return properties;
    }

    /** Makes a topic. */
    void createTopic(String name, int partitions) throws IOException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "topic '" + name + "' cannot be created: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while topic '" + name + "' was created", e);
        }
    }

    /** Stops it; its folder stays. Twice is harmless. */
    @Override
    public void close() {
        KafkaRaftServer stopping = server;
        server = null;
        if (stopping != null) {
            stopping.shutdown();
            stopping.awaitShutdown();
        }
    }
}
