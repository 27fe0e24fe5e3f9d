package io.tradebars.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tradebars.job.JobSettings;
import io.tradebars.job.TradeBarsJob;
import io.tradebars.local.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/docker, as far as it can be looked at without Docker: what refers to what, versions, and the job's options. */
class DockerFilesTest {

    private static final JsonNode COMPOSE = DeployFiles.yaml(DeployFiles.COMPOSE);
    private static final JsonNode SERVICES = COMPOSE.get("services");
    private static final Set<String> CONDITIONS =
            Set.of("service_started", "service_healthy", "service_completed_successfully");

    @TempDir
    private Path folder;

    /** Name and tag that compose gives the image of the Dockerfile. */
    static String builtImage() {
        return merged("jobmanager").get("image").asText();
    }

    /** Where the Dockerfile puts the jar. */
    static String jarInImage() {
        return instruction("COPY").replaceAll(".* ", "");
    }

    private static String instruction(String name) {
        List<String> found = DeployFiles.text(DeployFiles.DOCKERFILE)
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0).substring(name.length() + 1);
    }

    /** A service with what it takes over by a merge key. */
    private static JsonNode merged(String service) {
        JsonNode own = SERVICES.get(service);
        JsonNode base = own.get("<<");
        if (base == null) {
            return own;
        }
        ObjectNode all = base.deepCopy();
        own.properties().forEach(field -> all.set(field.getKey(), field.getValue()));
        return all;
    }

    private static List<String> serviceNames() {
        List<String> names = new ArrayList<>();
        SERVICES.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void theImageIsFlinksOfTheSameVersionAndJava() {
        assertThat(instruction("FROM"))
                .isEqualTo("flink:" + DeployFiles.pomProperty("flink.version") + "-java"
                        + DeployFiles.pomProperty("maven.compiler.release"));
        assertThat(jarInImage()).startsWith("/opt/flink/usrlib/").endsWith(".jar");
        assertThat(instruction("COPY")).contains(" target/" + DeployFiles.pomProperty("finalName") + ".jar ");
        assertThat(DeployFiles.text(Path.of(DeployFiles.DOCKERFILE + ".dockerignore")))
                .contains("!target/" + DeployFiles.pomProperty("finalName") + ".jar");
    }

    @Test
    void everyImageHasATagAndOursAreThoseOfThePom() {
        for (String service : serviceNames()) {
            String image = merged(service).get("image").asText();
            assertThat(image).as(service).matches("[a-z/-]+:[^:]*\\d.*").doesNotContain("latest");
            if (image.startsWith("apache/kafka:")) {
                assertThat(image).isEqualTo("apache/kafka:" + DeployFiles.pomProperty("kafka.version"));
            } else if (image.startsWith("tradebars:")) {
                assertThat(image).isEqualTo("tradebars:" + DeployFiles.projectVersion());
                assertThat(merged(service).at("/build/dockerfile").asText())
                        .isEqualTo(DeployFiles.DOCKERFILE.toString());
            }
        }
    }

    @Test
    void dependenciesAreServicesThatCanMeetTheirConditions() {
        for (String service : serviceNames()) {
            for (Map.Entry<String, JsonNode> need :
                    merged(service).path("depends_on").properties()) {
                String condition = need.getValue().get("condition").asText();
                JsonNode other = SERVICES.get(need.getKey());
                assertThat(other).as(service + " needs " + need.getKey()).isNotNull();
                assertThat(CONDITIONS).contains(condition);
                if (condition.equals("service_healthy")) {
                    assertThat(other.has("healthcheck")).as(need.getKey()).isTrue();
                } else if (condition.equals("service_completed_successfully")) {
                    assertThat(other.has("restart")).as(need.getKey()).isFalse();
                }
                // Else "up" without that profile has nothing to start.
                if (other.has("profiles")) {
                    assertThat(SERVICES.get(service).get("profiles")).isEqualTo(other.get("profiles"));
                }
            }
        }
    }

    @Test
    void whatIsMountedIsThere() {
        Set<String> used = new HashSet<>();
        for (String service : serviceNames()) {
            Set<String> targets = new HashSet<>();
            for (String mount : DeployFiles.texts(merged(service).path("volumes"))) {
                String[] parts = mount.split(":");
                assertThat(targets.add(parts[1])).as(service + " " + mount).isTrue();
                if (parts[0].startsWith(".")) {
                    assertThat(DeployFiles.COMPOSE.resolveSibling(parts[0])).exists();
                } else {
                    used.add(parts[0]);
                }
            }
            for (String secret : DeployFiles.texts(merged(service).path("secrets"))) {
                assertThat(COMPOSE.get("secrets").has(secret)).isTrue();
            }
        }
        Set<String> declared = new HashSet<>();
        COMPOSE.get("volumes").fieldNames().forEachRemaining(declared::add);
        assertThat(used).isEqualTo(declared);
    }

    @Test
    void theTokenIsAFileWithADefault() {
        String file = COMPOSE.at("/secrets/redis-token/file").asText();
        assertThat(file).isEqualTo("${REDIS_TOKEN_FILE:-./redis-token}");
        String token = DeployFiles.text(DeployFiles.COMPOSE.resolveSibling("redis-token"))
                .strip();
        assertThat(token).matches("[!-~]+");
        assertThat(DeployFiles.text(DeployFiles.COMPOSE)).doesNotContain(token);
    }

    @Test
    void portsOfTheHostAreItsOwnAndDifferent() {
        Set<String> taken = new HashSet<>();
        for (String service : serviceNames()) {
            for (String port : DeployFiles.texts(merged(service).path("ports"))) {
                assertThat(port).startsWith("127.0.0.1:");
                assertThat(taken.add(port.split(":")[1])).as(port).isTrue();
            }
        }
        assertThat(taken).isNotEmpty();
    }

    @Test
    void theJobStartsWithItsArgumentsAndFindsWhatTheyName() {
        List<String> command = DeployFiles.texts(merged("jobmanager").get("command"));
        assertThat(command.subList(0, 3))
                .containsExactly("standalone-job", "--job-classname", TradeBarsJob.class.getName());

        JobSettings settings = JobArguments.read(command.subList(3, command.size()));

        JsonNode taskManager = merged("taskmanager");
        List<String> mounts = DeployFiles.texts(taskManager.get("volumes"));
        assertThat(settings.sink().redis().token()).isNull();
        assertThat(settings.sink().redis().tokenFile())
                .isEqualTo("/run/secrets/"
                        + DeployFiles.texts(taskManager.get("secrets")).get(0));
        assertThat(mounts).contains("tls:/tls:ro");
        assertThat(settings.sink().redis().caFile()).isEqualTo("/tls/ca.pem");
        assertThat(DeployFiles.texts(SERVICES.at("/redis-rest-ca/entrypoint")))
                .endsWith(settings.sink().redis().caFile());
        assertThat(SERVICES.has(settings.sink().redis().url().getHost())).isTrue();
        assertThat(DeployFiles.text(DeployFiles.COMPOSE.resolveSibling("Caddyfile")))
                .contains(settings.sink().redis().url().toString() + ",", "reverse_proxy redis-http:80");
        assertThat(settings.kafka().bootstrapServers()).isEqualTo("kafka:9092");
        assertThat(SERVICES.at("/kafka/environment/KAFKA_ADVERTISED_LISTENERS").asText())
                .contains("INTERNAL://" + settings.kafka().bootstrapServers());
        assertThat(DeployFiles.texts(SERVICES.at("/topic/command")))
                .contains("--topic=" + settings.kafka().topics().get(0));
    }

    @Test
    void flinksPropertiesAreLinesWithoutBlanks() {
        Map<String, String> properties = new HashMap<>();
        JsonNode jobManager = merged("jobmanager").at("/environment/FLINK_PROPERTIES");
        assertThat(merged("taskmanager").at("/environment/FLINK_PROPERTIES")).isEqualTo(jobManager);
        jobManager.asText().lines().forEach(line -> {
            assertThat(line).doesNotContainAnyWhitespaces();
            properties.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1));
        });
        assertThat(properties)
                .containsEntry("jobmanager.rpc.address", "jobmanager")
                .containsEntry("metrics.reporters", "prom");
        JsonNode scraped = DeployFiles.yaml(DeployFiles.FOLDER.resolve("prometheus/prometheus.yaml"))
                .at("/scrape_configs/0/dns_sd_configs/0");
        assertThat(scraped.get("port").asText()).isEqualTo(properties.get("metrics.reporter.prom.port"));
        assertThat(DeployFiles.texts(scraped.get("names"))).isSubsetOf(serviceNames());
    }

    @Test
    void grafanaIsToldWhereItsDataAndDashboardAre() {
        Path provisioning = DeployFiles.FOLDER.resolve("grafana/provisioning");
        JsonNode source = DeployFiles.yaml(provisioning.resolve("datasources/prometheus.yaml"))
                .at("/datasources/0");
        assertThat(source.get("url").asText()).isEqualTo("http://prometheus:9090");
        String dashboards = DeployFiles.yaml(provisioning.resolve("dashboards/tradebars.yaml"))
                .at("/providers/0/options/path")
                .asText();
        assertThat(DeployFiles.texts(SERVICES.at("/grafana/volumes")))
                .contains("../grafana/tradebars.json:" + dashboards + "/tradebars.json:ro");
    }

    @Test
    void sampleTradesAreTradesOfNow() throws Exception {
        Tool.assumeInstalled(folder, "bash");
        long before = System.currentTimeMillis();
        Tool.Ended ended = Tool.run(
                folder,
                Map.of(),
                "bash",
                DeployFiles.COMPOSE.resolveSibling("sample-trades.sh").toString(),
                "5");
        assertThat(ended.status()).as(ended.output()).isZero();
        List<String> lines = ended.output().lines().toList();
        assertThat(lines).hasSize(5);
        for (String line : lines) {
            JsonNode trade = new ObjectMapper().readTree(line);
            assertThat(trade.get("symbol").asText()).isNotEmpty();
            assertThat(trade.get("price").decimalValue()).isPositive();
            assertThat(trade.get("size").decimalValue()).isPositive();
            assertThat(trade.get("timestamp").asLong()).isBetween(before, System.currentTimeMillis());
        }
    }
}
