package io.tradebars;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** Looks inside the jar for a Flink cluster. */
class ClusterJarIT {

    private static final Path JAR = Path.of("target", "tradebars.jar");
    private static final long MAX_BYTES = 35L << 20;

    private static List<String> entries() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }

    @Test
    void itHoldsTheJobAndWhatAClusterLacks() throws Exception {
        assertThat(entries())
                .contains(
                        "io/tradebars/job/TradeBarsJob.class",
                        "org/apache/flink/connector/kafka/source/KafkaSource.class",
                        "org/apache/kafka/clients/consumer/KafkaConsumer.class",
                        "okhttp3/OkHttpClient.class",
                        "io/lettuce/core/RedisClient.class",
                        "com/fasterxml/jackson/core/JsonFactory.class",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE");
    }

    @Test
    void itHoldsNeitherFlinkNorALoggingBackendNorLocalMode() throws Exception {
        assertThat(entries())
                .noneMatch(name -> name.startsWith("io/tradebars/local/"))
                .noneMatch(name -> name.startsWith("org/apache/flink/")
                        && name.endsWith(".class")
                        && !name.startsWith("org/apache/flink/connector/kafka/")
                        && !name.startsWith("org/apache/flink/streaming/connectors/kafka/")
                        // Of the Kafka connector, too.
                        && !name.endsWith("/JSONKeyValueDeserializationSchema.class"))
                .noneMatch(name -> name.startsWith("org/slf4j/")
                        || name.startsWith("org/apache/logging/")
                        || name.startsWith("ch/qos/"))
                .noneMatch(name -> name.startsWith("kafka/server/")
                        || name.startsWith("org/eclipse/jetty/")
                        || name.startsWith("redis/embedded/")
                        || name.contains("redis-server")
                        || name.contains("echarts"))
                .doesNotContain("META-INF/services/org.apache.flink.metrics.reporter.MetricReporterFactory");
    }

    @Test
    void itsManifestStartsTheJobAndPointsNowhereElse() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Main-Class")).isEqualTo("io.tradebars.job.TradeBarsJob");
            assertThat(manifest.getValue("Class-Path")).isNull();
        }
    }

    @Test
    void itIsUnder35Megabytes() throws Exception {
        assertThat(Files.size(JAR)).isLessThan(MAX_BYTES);
    }
}
