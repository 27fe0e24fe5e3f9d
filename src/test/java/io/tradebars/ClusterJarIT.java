package io.tradebars;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Looks inside the jar for a Flink cluster, and compares it with the artifacts that it is made of and with those of Flink. */
class ClusterJarIT {

    private static final Path JAR = Path.of("target", "tradebars.jar");
    private static final long MAX_BYTES = 35_000_000;

    /** Folder of the licences and notices of each artifact, by its name. */
    private static final String LICENSES = "META-INF/licenses/";

    /** Versions of a class for newer JDKs. */
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/\\d+/");

    private static final Pattern LICENSE =
            Pattern.compile("(META-INF/)?(LICENSE|NOTICE)[^/]*|META-INF/[^/]+-(LICENSE|NOTICE)");

    /** Of no use, or of no meaning, in a jar of many. */
    private static final Pattern LEFT_OUT = Pattern.compile(
            VERSIONED + "(module-info\\.class|OSGI-INF/.*)|module-info\\.class|META-INF/("
                    + "MANIFEST\\.MF|INDEX\\.LIST|io\\.netty\\.versions\\.properties|[^/]+\\.(SF|DSA|RSA)|maven/.*|DEPENDENCIES)");

    /** Jars that it bundles, as the build says. */
    private static final List<Path> bundled = new ArrayList<>();

    /** Everything in it but folders, by name. */
    private static final Map<String, byte[]> content = new TreeMap<>();

    @BeforeAll
    static void open() throws IOException {
        for (String path :
                Files.readString(Path.of("target", "bundled.classpath")).trim().split(File.pathSeparator)) {
            bundled.add(Path.of(path));
        }
        assertThat(bundled).hasSizeGreaterThan(20);
        content.putAll(contentOf(JAR));
    }

    private static Map<String, byte[]> contentOf(Path path) throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        try (JarFile jar = new JarFile(path.toFile())) {
            for (ZipEntry entry :
                    jar.stream().filter(each -> !each.isDirectory()).toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    content.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return content;
    }

    @Test
    void itHoldsTheJobAndWhatAClusterLacks() {
        assertThat(content)
                .containsKeys(
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
    void itHoldsNeitherFlinkNorALoggingBackendNorLocalMode() {
        assertThat(content.keySet())
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
    void noClassOfItIsInFlinkOrInWhatFlinkBringsAlong() throws IOException {
        List<Path> others = new ArrayList<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (path.endsWith(".jar") && !bundled.contains(Path.of(path))) {
                others.add(Path.of(path));
            }
        }
        assertThat(others.stream().map(path -> path.getFileName().toString()))
                .as("what Flink's distribution has")
                .anyMatch(name -> name.startsWith("flink-core-2"))
                .anyMatch(name -> name.startsWith("flink-runtime-2"))
                .anyMatch(name -> name.startsWith("flink-streaming-java-2"))
                .anyMatch(name -> name.startsWith("flink-clients-2"))
                .anyMatch(name -> name.startsWith("flink-connector-base-2"))
                .anyMatch(name -> name.startsWith("flink-statebackend-rocksdb-2"))
                .anyMatch(name -> name.startsWith("snakeyaml-engine-"))
                .anyMatch(name -> name.startsWith("snappy-java-"))
                .anyMatch(name -> name.startsWith("lz4-java-"))
                .anyMatch(name -> name.startsWith("commons-lang3-"))
                .anyMatch(name -> name.startsWith("kryo-"));
        Set<String> overlaps = new TreeSet<>();
        for (Path other : others) {
            try (JarFile jar = new JarFile(other.toFile())) {
                jar.stream()
                        .map(ZipEntry::getName)
                        .filter(name -> name.endsWith(".class"))
                        .filter(name ->
                                content.containsKey(VERSIONED.matcher(name).replaceFirst("")))
                        .filter(name -> !LEFT_OUT.matcher(name).matches())
                        .forEach(name -> overlaps.add(other.getFileName() + ": " + name));
            }
        }
        assertThat(overlaps).isEmpty();
    }

    /** What Flink's artifacts depend on is in its distribution, under its own name. */
    @Test
    void nothingThatFlinkDependsOnIsBundled() throws Exception {
        Set<String> ofFlink = new TreeSet<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(path);
            String name = jar.getFileName().toString();
            if (name.matches("flink-(?!test)[a-z-]+-2[.\\d]+\\.jar") && !bundled.contains(jar)) {
                ofFlink.addAll(dependencies(jar.resolveSibling(name.replace(".jar", ".pom"))));
            }
        }
        assertThat(ofFlink).contains("snakeyaml-engine", "lz4-java", "snappy-java", "commons-lang3", "commons-cli");
        Set<String> artifacts = new TreeSet<>();
        bundled.forEach(jar -> artifacts.add(jar.getFileName().toString().replaceFirst("-\\d.*", "")));
        assertThat(artifacts).contains("kafka-clients").doesNotContainAnyElementsOf(ofFlink);
    }

    /** Names of the artifacts that an artifact needs to run. */
    private static Set<String> dependencies(Path pom) throws Exception {
        Set<String> names = new TreeSet<>();
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getDocumentElement();
        NodeList dependencies = project.getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            boolean ofProject = dependency.getParentNode().getParentNode() == project;
            if (ofProject
                    && !text(dependency, "scope").equals("test")
                    && text(dependency, "optional").isEmpty()) {
                names.add(text(dependency, "artifactId"));
            }
        }
        return names;
    }

    private static String text(Element parent, String name) {
        NodeList elements = parent.getElementsByTagName(name);
        return elements.getLength() == 0 ? "" : elements.item(0).getTextContent();
    }

    @Test
    void everyFileOfWhatItBundlesIsInItUnchangedAndFromOneArtifactAlone() throws IOException {
        Map<String, Path> owners = new HashMap<>();
        Set<String> twice = new TreeSet<>();
        Set<String> lost = new TreeSet<>();
        for (Path artifact : bundled) {
            boolean multiRelease;
            try (JarFile jar = new JarFile(artifact.toFile())) {
                multiRelease = jar.isMultiRelease();
            }
            for (Map.Entry<String, byte[]> file : contentOf(artifact).entrySet()) {
                String name = file.getKey();
                if (LEFT_OUT.matcher(name).matches() || LICENSE.matcher(name).matches()) {
                    continue;
                }
                if (name.startsWith("META-INF/services/")) {
                    if (!lines(content.get(name)).containsAll(lines(file.getValue()))) {
                        lost.add(artifact.getFileName() + ": " + name);
                    }
                    continue;
                }
                String whatever = VERSIONED.matcher(name).replaceFirst("");
                Path owner = owners.putIfAbsent(whatever, artifact);
                if (owner != null && !owner.equals(artifact)) {
                    twice.add(owner.getFileName() + " and " + artifact.getFileName() + ": " + name);
                }
                if (!Arrays.equals(content.get(name), file.getValue())) {
                    lost.add(artifact.getFileName() + ": " + name);
                }
                if (!multiRelease && !whatever.equals(name)) {
                    lost.add(artifact.getFileName() + " would begin to have versions for newer JDKs: " + name);
                }
            }
        }
        assertThat(owners).hasSizeGreaterThan(5_000);
        assertThat(twice).isEmpty();
        assertThat(lost).isEmpty();
    }

    @Test
    void nothingIsInItThatIsOfNoArtifactAndNotOurs() throws IOException {
        Set<String> known = new HashSet<>();
        for (Path artifact : bundled) {
            known.addAll(contentOf(artifact).keySet());
        }
        assertThat(content.keySet())
                .allMatch(name -> known.contains(name)
                        || name.startsWith("io/tradebars/")
                        || name.startsWith(LICENSES)
                        || name.equals("META-INF/LICENSE")
                        || name.equals("META-INF/NOTICE"));
    }

    /** Lines of a file of services, without comments. */
    private static Set<String> lines(byte[] file) {
        Set<String> lines = new HashSet<>();
        if (file != null) {
            new String(file, StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .forEach(lines::add);
        }
        return lines;
    }

    @Test
    void everyLicenceAndNoticeOfWhatItBundlesIsKept() throws IOException {
        Map<String, byte[]> expected = new TreeMap<>();
        for (Path artifact : bundled) {
            String name = artifact.getFileName().toString().replaceFirst("-\\d.*", "-jar");
            contentOf(artifact).forEach((file, text) -> {
                if (LICENSE.matcher(file).matches()) {
                    expected.put(LICENSES + name + "/" + file, text);
                }
            });
        }
        assertThat(expected).hasSizeGreaterThan(10);
        assertThat(content.keySet()).containsAll(expected.keySet());
        expected.forEach((file, text) -> assertThat(content.get(file)).as(file).isEqualTo(text));
    }

    @Test
    void theListOfArtifactsIsWhatItBundlesEachWithALicenceWhoseTextIsThere() {
        Map<String, String> listed = new TreeMap<>();
        for (String line : lines(content.get(LICENSES + "artifacts.txt"))) {
            String[] artifactAndLicence = line.split(" ", 2);
            String[] coordinates = artifactAndLicence[0].split(":");
            assertThat(coordinates).as(line).hasSize(3);
            listed.put(coordinates[1] + "-" + coordinates[2] + ".jar", artifactAndLicence[1]);
            // MIT-0 asks for nothing.
            for (String licence :
                    artifactAndLicence[1].replace("MIT-0", "Apache-2.0").split(" AND ")) {
                assertThat(content.keySet())
                        .as("text for %s", line)
                        .anyMatch(file -> licence.equals("Apache-2.0")
                                ? file.equals("META-INF/LICENSE")
                                : file.startsWith(LICENSES + coordinates[1] + "-jar/") && file.contains("LICENSE"));
            }
        }
        assertThat(listed.keySet())
                .containsExactlyInAnyOrderElementsOf(bundled.stream()
                        .map(path -> path.getFileName().toString())
                        .toList());
    }

    @Test
    void itsManifestStartsTheJobAndPointsNowhereElse() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Main-Class")).isEqualTo("io.tradebars.job.TradeBarsJob");
            assertThat(manifest.getValue("Class-Path")).isNull();
            assertThat(jar.isMultiRelease()).isTrue();
        }
    }

    @Test
    void itIsUnder35Megabytes() throws IOException {
        assertThat(Files.size(JAR)).isLessThan(MAX_BYTES);
    }
}
