package io.tradebars.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.JobStatus;
import org.awaitility.Awaitility;

/** What a user does over Flink's REST interface (nightlies.apache.org/flink, "REST API"), version 1. */
final class FlinkRest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    FlinkRest(String url) {
        this.url = url;
    }

    /** Where it is. */
    String url() {
        return url;
    }

    /** Uploads a jar; returns the name under which the cluster keeps it. */
    String upload(Path jar) throws IOException, InterruptedException {
        String boundary = "----------------------------boundary";
        byte[] head = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                        + jar.getFileName() + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        HttpRequest request = request("/jars/upload")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofByteArrays(List.of(head, Files.readAllBytes(jar), tail)))
                .build();
        String stored = send(request).get("filename").asText();
        return stored.substring(stored.lastIndexOf('/') + 1);
    }

    /** Runs the main class of an uploaded jar; returns the id of its job. */
    String run(String jar, List<String> arguments) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        arguments.forEach(body.putArray("programArgsList")::add);
        return post("/jars/" + jar + "/run", body).get("jobid").asText();
    }

    /** Runs the main class of an uploaded jar from a savepoint; returns the id of its job. */
    String runFrom(String savepoint, String jar, List<String> arguments) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("savepointPath", savepoint);
        arguments.forEach(body.putArray("programArgsList")::add);
        return post("/jars/" + jar + "/run", body).get("jobid").asText();
    }

    /** Begins to stop a job with a savepoint; returns the name of what it has begun. */
    String stop(String job, Path folder) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode()
                .put("targetDirectory", folder.toUri().toString())
                .put("drain", false);
        return post("/jobs/" + job + "/stop", body).get("request-id").asText();
    }

    /** Where the savepoint is that {@link #stop} has begun; {@code null} while there is none, empty if there will be none. */
    String savepoint(String job, String stop) throws IOException, InterruptedException {
        JsonNode answer = get("/jobs/" + job + "/savepoints/" + stop);
        if (!answer.path("status").path("id").asText().equals("COMPLETED")) {
            return null;
        }
        return answer.path("operation").path("location").asText("");
    }

    /** {@code RUNNING}, {@code FINISHED} and so on. */
    String status(String job) throws IOException, InterruptedException {
        return get("/jobs/" + job).get("state").asText();
    }

    /** Whether all of its tasks run. */
    boolean isRunning(String job) throws IOException, InterruptedException {
        JsonNode details = get("/jobs/" + job);
        for (JsonNode vertex : details.get("vertices")) {
            if (!vertex.get("status").asText().equals("RUNNING")) {
                return false;
            }
        }
        return details.get("state").asText().equals("RUNNING");
    }

    /** Ids of the jobs that aren't at their end. */
    List<String> runningJobs() throws IOException, InterruptedException {
        List<String> jobs = new ArrayList<>();
        for (JsonNode job : get("/jobs").get("jobs")) {
            if (!JobStatus.valueOf(job.get("status").asText()).isGloballyTerminalState()) {
                jobs.add(job.get("id").asText());
            }
        }
        return jobs;
    }

    void cancel(String job) throws IOException, InterruptedException {
        send(request("/jobs/" + job + "?mode=cancel")
                .method("PATCH", BodyPublishers.noBody())
                .build());
    }

    /** How many checkpoints it has completed since it was submitted. */
    int completedCheckpoints(String job) throws IOException, InterruptedException {
        return get("/jobs/" + job + "/checkpoints")
                .get("counts")
                .get("completed")
                .asInt();
    }

    /** How large the last checkpoint is that it has completed, in bytes; it must have completed one. */
    long lastCheckpointBytes(String job) throws IOException, InterruptedException {
        return get("/jobs/" + job + "/checkpoints")
                .get("latest")
                .get("completed")
                .get("state_size")
                .asLong();
    }

    /** How often it has gone back to a checkpoint. (Its metric {@code numRestarts} stands still while a TaskManager doesn't answer.) */
    int restores(String job) throws IOException, InterruptedException {
        return get("/jobs/" + job + "/checkpoints")
                .get("counts")
                .get("restored")
                .asInt();
    }

    /**
     * The sum of an operator's metric over its subtasks.
     *
     * @param name operator and metric, such as {@code Source__Trades.deserializer.trades}
     */
    long sumOverSubtasks(String job, String name) throws IOException, InterruptedException {
        for (JsonNode vertex : get("/jobs/" + job).get("vertices")) {
            JsonNode sums = get("/jobs/" + job + "/vertices/" + vertex.get("id").asText()
                    + "/subtasks/metrics?agg=sum&get=" + name);
            if (!sums.isEmpty()) {
                return sums.get(0).get("sum").asLong();
            }
        }
        return 0;
    }

    /** Ids of the TaskManagers that are part of the cluster. */
    List<String> taskManagers() throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        get("/taskmanagers")
                .get("taskmanagers")
                .forEach(one -> ids.add(one.get("id").asText()));
        return ids;
    }

    /** A metric of a TaskManager, such as {@code Status.JVM.Threads.Count}; waits for the first report of a young cluster. */
    double taskManagerMetric(String taskManager, String name) {
        String path = "/taskmanagers/" + taskManager + "/metrics?get=" + name;
        return Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> get(path), values -> !values.isEmpty())
                .get(0)
                .get("value")
                .asDouble();
    }

    /** What a page answers. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    private JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + "/v1" + path)).timeout(TIMEOUT);
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(request.uri() + " answers " + response.statusCode() + ": " + response.body());
        }
        return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
    }
}
