package io.tradebars.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.tradebars.job.JobSettings;
import io.tradebars.job.TradeBarsJob;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkVersion;
import org.apache.flink.kubernetes.operator.api.spec.JobState;
import org.apache.flink.kubernetes.operator.api.spec.UpgradeMode;
import org.junit.jupiter.api.Test;

/** deploy/kubernetes against the models of the Flink Kubernetes Operator, Kubernetes and the Prometheus Operator. */
class KubernetesFilesTest {

    private static final Path DEPLOYMENT = DeployFiles.KUBERNETES.resolve("flink-deployment.yaml");

    /** What the operator calls the container that Flink runs in (Flink 2.2 Constants.MAIN_CONTAINER_NAME). */
    private static final String MAIN_CONTAINER = "flink-main-container";

    private final FlinkDeployment deployment = deployment(tree());

    private static ObjectNode tree() {
        return (ObjectNode) DeployFiles.yaml(DEPLOYMENT);
    }

    /** The version is looked at by itself: the model that resolves is of an operator that knows none as new as ours. */
    private static FlinkDeployment deployment(ObjectNode tree) {
        ((ObjectNode) tree.get("spec")).put("flinkVersion", FlinkVersion.v1_20.name());
        return StrictModels.read(tree, FlinkDeployment.class);
    }

    private static <T> T only(String file, String kind, Class<T> model) {
        List<JsonNode> found = DeployFiles.yamlDocuments(DeployFiles.KUBERNETES.resolve(file)).stream()
                .filter(document -> document.get("kind").asText().equals(kind))
                .toList();
        assertThat(found).hasSize(1);
        return StrictModels.read(found.get(0), model);
    }

    @Test
    void aFieldThatTheModelDoesNotHaveIsAnError() {
        ObjectNode job = tree();
        ((ObjectNode) job.at("/spec/job")).put("paralelism", 3);
        assertThatThrownBy(() -> deployment(job)).hasMessageContaining("paralelism");

        ObjectNode pod = tree();
        ((ObjectNode) pod.at("/spec/podTemplate/spec/containers/0/ports/0")).put("port", 1);
        assertThatThrownBy(() -> deployment(pod)).hasMessageContaining("\"port\"");

        ObjectNode mode = tree();
        ((ObjectNode) mode.at("/spec/job")).put("upgradeMode", "last_state");
        assertThatThrownBy(() -> deployment(mode)).hasMessageContaining("last_state");
    }

    @Test
    void theFlinkVersionIsThePoms() {
        String[] version = DeployFiles.pomProperty("flink.version").split("\\.");
        assertThat(tree().at("/spec/flinkVersion").asText()).isEqualTo("v" + version[0] + "_" + version[1]);
        assertThat(Stream.of(FlinkVersion.values()).map(Enum::name))
                .as("a model that knows the version: let it check that, too")
                .doesNotContain("v" + version[0] + "_" + version[1])
                .allMatch(name -> name.matches("v\\d+_\\d+"));
    }

    @Test
    void theImageIsTheOneThatTheDockerfileBuilds() {
        assertThat(deployment.getSpec().getImage())
                .isEqualTo("tradebars:" + DeployFiles.projectVersion())
                .isEqualTo(DockerFilesTest.builtImage());
        assertThat(deployment.getSpec().getJob().getJarURI()).isEqualTo("local://" + DockerFilesTest.jarInImage());
        assertThat(deployment.getSpec().getJob().getEntryClass()).isEqualTo(TradeBarsJob.class.getName());
    }

    @Test
    void theJobStartsWithItsArguments() {
        JobSettings settings =
                JobArguments.read(List.of(deployment.getSpec().getJob().getArgs()));
        assertThat(settings.sink().redis().token()).isNull();
        assertThat(deployment.getSpec().getJob().getParallelism()).isPositive();
        assertThat(deployment.getSpec().getJob().getState()).isEqualTo(JobState.RUNNING);
        assertThat(deployment.getSpec().getJob().getUpgradeMode()).isEqualTo(UpgradeMode.SAVEPOINT);
    }

    @Test
    void theTokenIsAFileOfTheSecretInEachTaskManager() {
        JobSettings settings =
                JobArguments.read(List.of(deployment.getSpec().getJob().getArgs()));
        Path file = Path.of(settings.sink().redis().tokenFile());
        Secret secret = only("secret.example.yaml", "Secret", Secret.class);
        PodTemplateSpec taskManager = deployment.getSpec().getTaskManager().getPodTemplate();
        VolumeMount mount = mainContainer(taskManager).getVolumeMounts().stream()
                .filter(each -> each.getMountPath().equals(file.getParent().toString()))
                .findFirst()
                .orElseThrow();
        Volume volume = volumes(taskManager).get(mount.getName());

        assertThat(mount.getReadOnly()).isTrue();
        // A subPath is mounted once and for all, so a rotated token would not get there.
        assertThat(mount.getSubPath()).isNull();
        assertThat(volume.getSecret().getSecretName())
                .isEqualTo(secret.getMetadata().getName());
        assertThat(secret.getStringData())
                .containsExactly(Map.entry(file.getFileName().toString(), ""));
    }

    @Test
    void theEmptySecretIsNoPartOfWhatIsApplied() {
        JsonNode kustomization = DeployFiles.yaml(DeployFiles.KUBERNETES.resolve("kustomization.yaml"));
        assertThat(DeployFiles.texts(kustomization.get("resources")))
                .containsExactlyInAnyOrder("storage.yaml", "flink-deployment.yaml", "metrics.yaml", "alerts.yaml")
                .allSatisfy(
                        file -> assertThat(DeployFiles.KUBERNETES.resolve(file)).exists());
    }

    @Test
    void stateIsKeptOnTheClaimThatAllPodsMount() {
        PodTemplateSpec all = deployment.getSpec().getPodTemplate();
        VolumeMount mount = mainContainer(all).getVolumeMounts().get(0);
        PersistentVolumeClaim claim = only("storage.yaml", "PersistentVolumeClaim", PersistentVolumeClaim.class);
        Map<String, String> flink = deployment.getSpec().getFlinkConfiguration();

        assertThat(volumes(all).get(mount.getName()).getPersistentVolumeClaim().getClaimName())
                .isEqualTo(claim.getMetadata().getName());
        assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteMany");
        assertThat(List.of(
                        flink.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY.key()),
                        flink.get(CheckpointingOptions.SAVEPOINT_DIRECTORY.key()),
                        flink.get(HighAvailabilityOptions.HA_STORAGE_PATH.key())))
                .allMatch(folder -> folder.startsWith("file://" + mount.getMountPath() + "/"))
                .doesNotHaveDuplicates();
    }

    @Test
    void flinksConfigurationHasOnlyKeysThatFlinkKnows() throws IllegalAccessException {
        Set<String> known = new TreeSet<>();
        for (Class<?> options : List.of(
                CheckpointingOptions.class,
                HighAvailabilityOptions.class,
                MetricOptions.class,
                TaskManagerOptions.class)) {
            for (Field field : options.getFields()) {
                if (field.get(null) instanceof ConfigOption<?> option) {
                    known.add(option.key());
                }
            }
        }
        // Keys of the operator, and those with a reporter's name in them, are no options of these classes.
        assertThat(deployment.getSpec().getFlinkConfiguration().keySet().stream()
                        .filter(key -> !key.startsWith("kubernetes.operator.") && !key.startsWith("metrics.reporter.")))
                .isNotEmpty()
                .allMatch(known::contains);
    }

    @Test
    void everyPodAsksForWhatItNeeds() {
        for (var resource : List.of(
                deployment.getSpec().getJobManager().getResource(),
                deployment.getSpec().getTaskManager().getResource())) {
            assertThat(resource.getCpu()).isPositive();
            assertThat(MemorySize.parse(resource.getMemory())).isGreaterThan(MemorySize.ofMebiBytes(1024));
        }
    }

    @Test
    void prometheusFindsTheReporterOfEachPod() {
        Service service = only("metrics.yaml", "Service", Service.class);
        ServiceMonitor monitor = only("metrics.yaml", "ServiceMonitor", ServiceMonitor.class);
        ContainerPort port =
                mainContainer(deployment.getSpec().getPodTemplate()).getPorts().get(0);
        var servicePort = service.getSpec().getPorts().get(0);

        assertThat(service.getMetadata().getLabels())
                .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
        assertThat(monitor.getSpec().getEndpoints())
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.getPort()).isEqualTo(servicePort.getName()));
        assertThat(servicePort.getTargetPort().getStrVal()).isEqualTo(port.getName());
        assertThat(deployment.getSpec().getFlinkConfiguration())
                .containsEntry(
                        "metrics.reporter.prom.port", port.getContainerPort().toString());
        // Flink 2.2 labels its pods so (Constants.LABEL_APP_KEY, LABEL_TYPE_NATIVE_TYPE).
        assertThat(service.getSpec().getSelector())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("app", deployment.getMetadata().getName(), "type", "flink-native-kubernetes"));
    }

    @Test
    void theRuleHasTheAlertsOfPrometheus() {
        only("alerts.yaml", "PrometheusRule", PrometheusRule.class);
        JsonNode rule = DeployFiles.yaml(DeployFiles.KUBERNETES.resolve("alerts.yaml"));
        assertThat(rule.at("/spec/groups"))
                .isEqualTo(DeployFiles.yaml(DeployFiles.ALERTS).get("groups"));
    }

    private static Container mainContainer(PodTemplateSpec template) {
        assertThat(template.getSpec().getContainers()).hasSize(1);
        Container container = template.getSpec().getContainers().get(0);
        assertThat(container.getName()).isEqualTo(MAIN_CONTAINER);
        return container;
    }

    private static Map<String, Volume> volumes(PodTemplateSpec template) {
        Map<String, Volume> volumes = new HashMap<>();
        template.getSpec().getVolumes().forEach(volume -> volumes.put(volume.getName(), volume));
        return volumes;
    }
}
