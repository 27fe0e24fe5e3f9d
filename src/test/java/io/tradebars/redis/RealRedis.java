package io.tradebars.redis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import redis.embedded.RedisServer;

/** A real Redis server, and just enough of the REST API in front of it to send it what a {@link RestServer} received. */
final class RealRedis implements AutoCloseable {

    private static final JsonFactory JSON = new JsonFactory();

    private final RedisServer server;
    private final int port;
    private final Socket socket;

    RealRedis(String... settings) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var builder =
                RedisServer.newRedisServer().port(port).setting("save \"\"").setting("bind 127.0.0.1");
        for (String setting : settings) {
            builder.setting(setting);
        }
        server = builder.build();
        server.start();
        socket = new Socket("127.0.0.1", port);
    }

    int port() {
        return port;
    }

    void stop() throws IOException {
        server.stop();
    }

    void start() throws IOException {
        server.start();
    }

    /** Answers as Upstash would. */
    synchronized MockResponse answer(RecordedRequest request) {
        try {
            DataInputStream replies = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            StringWriter json = new StringWriter();
            try (JsonGenerator out = JSON.createGenerator(json)) {
                switch (request.getTarget()) {
                    case "/pipeline" -> answerAll(rows(request), replies, out);
                    case "/multi-exec" -> answerTransaction(rows(request), replies, out);
                    default -> {
                        send(List.of(pathAndBody(request)));
                        writeElement(replies, out);
                    }
                }
            }
            return RestServer.json(json.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answerAll(List<List<byte[]>> rows, DataInputStream replies, JsonGenerator out) throws IOException {
        send(rows);
        out.writeStartArray();
        for (int i = 0; i < rows.size(); i++) {
            writeElement(replies, out);
        }
        out.writeEndArray();
    }

    private void answerTransaction(List<List<byte[]>> rows, DataInputStream replies, JsonGenerator out)
            throws IOException {
        send(List.of(List.of("MULTI".getBytes(StandardCharsets.UTF_8))));
        send(rows);
        send(List.of(List.of("EXEC".getBytes(StandardCharsets.UTF_8))));
        for (int i = 0; i < 1 + rows.size(); i++) {
            line(replies);
        }
        String header = line(replies);
        if (header.startsWith("-")) {
            out.writeStartObject();
            out.writeStringField("error", header.substring(1));
            out.writeEndObject();
            return;
        }
        out.writeStartArray();
        for (int i = 0; i < rows.size(); i++) {
            writeElement(replies, out);
        }
        out.writeEndArray();
    }

    private static List<List<byte[]>> rows(RecordedRequest request) throws IOException {
        List<List<byte[]>> rows = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(request.getBody().toByteArray())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                List<byte[]> row = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    row.add(parser.getText().getBytes(StandardCharsets.UTF_8));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<byte[]> pathAndBody(RecordedRequest request) {
        List<byte[]> words = new ArrayList<>();
        for (String segment : request.getTarget().substring(1).split("/")) {
            words.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8));
        }
        words.add(request.getBody().toByteArray());
        return words;
    }

    private void send(List<List<byte[]>> commands) throws IOException {
        ByteArrayOutputStream resp = new ByteArrayOutputStream();
        for (List<byte[]> words : commands) {
            resp.write(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (byte[] word : words) {
                resp.write(("$" + word.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
                resp.write(word);
                resp.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
        OutputStream out = socket.getOutputStream();
        out.write(resp.toByteArray());
        out.flush();
    }

    private static void writeElement(DataInputStream replies, JsonGenerator out) throws IOException {
        String header = line(replies);
        out.writeStartObject();
        if (header.startsWith("-")) {
            out.writeStringField("error", header.substring(1));
        } else {
            out.writeFieldName("result");
            writeValue(header, replies, out);
        }
        out.writeEndObject();
    }

    private static void writeValue(String header, DataInputStream replies, JsonGenerator out) throws IOException {
        String rest = header.substring(1);
        switch (header.charAt(0)) {
            case '+' -> writeStatus(rest, out);
            case ':' -> out.writeNumber(Long.parseLong(rest));
            case '$' -> {
                int length = Integer.parseInt(rest);
                if (length < 0) {
                    out.writeNull();
                    return;
                }
                byte[] bytes = new byte[length];
                replies.readFully(bytes);
                line(replies);
                out.writeString(Base64.getEncoder().encodeToString(bytes));
            }
            case '*' -> {
                int count = Integer.parseInt(rest);
                if (count < 0) {
                    out.writeNull();
                    return;
                }
                out.writeStartArray();
                for (int i = 0; i < count; i++) {
                    writeValue(line(replies), replies, out);
                }
                out.writeEndArray();
            }
            default -> throw new IOException("unexpected " + header);
        }
    }

    private static void writeStatus(String status, JsonGenerator out) throws IOException {
        out.writeString(
                status.equals("OK")
                        ? status
                        : Base64.getEncoder().encodeToString(status.getBytes(StandardCharsets.UTF_8)));
    }

    private static String line(DataInputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next;
        while ((next = in.readUnsignedByte()) != '\r') {
            line.write(next);
        }
        in.readUnsignedByte();
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        server.stop();
    }
}
