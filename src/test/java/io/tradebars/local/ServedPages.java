package io.tradebars.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What anybody on this machine can read of a running local mode: Flink's web UI by all of its pages, and the chart page. */
final class ServedPages {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int BYTES_OF_A_STREAM = 1 << 14;

    private static final List<String> OF_THE_CLUSTER = List.of(
            "/config",
            "/overview",
            "/jobmanager/config",
            "/jobmanager/environment",
            "/jobmanager/metrics",
            "/jobmanager/logs",
            "/jobmanager/thread-dump",
            "/jobs/overview",
            "/taskmanagers");

    private static final List<String> OF_A_JOB = List.of(
            "",
            "/config",
            "/plan",
            "/exceptions",
            "/accumulators",
            "/checkpoints",
            "/checkpoints/config",
            "/metrics",
            "/jobmanager/config",
            "/jobmanager/environment",
            "/status");

    private static final List<String> OF_A_VERTEX =
            List.of("", "/accumulators", "/subtasks/metrics", "/watermarks", "/subtasktimes", "/taskmanagers");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> pages = new LinkedHashMap<>();

    private ServedPages() {}

    /** All of them, by address. */
    static Map<String, String> of(String flinkWeb, String chart) throws IOException, InterruptedException {
        ServedPages served = new ServedPages();
        served.readFlink(flinkWeb, new FlinkRest(flinkWeb).runningJobs());
        for (String path : List.of("/", "/api/symbols", "/api/events")) {
            served.read(chart + path);
        }
        return served.pages;
    }

    /** Those of Flink, with these jobs. */
    static Map<String, String> ofFlink(String flinkWeb, List<String> jobs) throws IOException, InterruptedException {
        ServedPages served = new ServedPages();
        served.readFlink(flinkWeb, jobs);
        return served.pages;
    }

    private void readFlink(String flinkWeb, List<String> jobs) throws IOException, InterruptedException {
        FlinkRest flink = new FlinkRest(flinkWeb);
        List<String> paths = new ArrayList<>(OF_THE_CLUSTER);
        for (String taskManager : flink.taskManagers()) {
            for (String page : List.of("", "/metrics", "/logs", "/thread-dump")) {
                paths.add("/taskmanagers/" + taskManager + page);
            }
        }
        for (String job : jobs) {
            OF_A_JOB.forEach(page -> paths.add("/jobs/" + job + page));
            for (JsonNode vertex : flink.get("/jobs/" + job).get("vertices")) {
                OF_A_VERTEX.forEach(page -> paths.add(
                        "/jobs/" + job + "/vertices/" + vertex.get("id").asText() + page));
            }
        }
        for (String path : paths) {
            read(flinkWeb + path);
        }
    }

    /** A stream without end is read for its beginning. */
    private void read(String address) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address)).timeout(TIMEOUT).build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            boolean isStream =
                    response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            byte[] bytes = isStream ? firstOf(body) : body.readAllBytes();
            pages.put(address, response.headers().map() + new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static byte[] firstOf(InputStream body) throws IOException {
        byte[] bytes = new byte[BYTES_OF_A_STREAM];
        return Arrays.copyOf(bytes, Math.max(0, body.read(bytes)));
    }
}
