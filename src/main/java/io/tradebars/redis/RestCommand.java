package io.tradebars.redis;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A command in the form in which the REST API takes it. */
sealed interface RestCommand {

    /** The command's name in upper case. */
    String name();

    /**
     * An element of the body of {@code /pipeline} and {@code /multi-exec}.
     *
     * @param json a JSON array of strings, in UTF-8
     */
    record Row(String name, byte[] json) implements RestCommand {}

    /**
     * A request of its own, {@code POST /CMD/arg1/arg2} with the last argument as its body, byte for byte: the one way for an
     * argument that is not UTF-8 (upstash.com/docs/redis/features/restapi, "the body is appended as the last argument").
     *
     * @param path name and arguments but the last
     * @param body the last argument
     */
    record Raw(String name, List<String> path, byte[] body) implements RestCommand {}

    /**
     * Cannot be sent.
     *
     * @param error what Redis would answer, beginning with {@code ERR}
     */
    record Refused(String name, String error) implements RestCommand {}

    /** Needs no request: {@code SELECT 0}. The answer is {@code OK}. */
    record NothingToDo(String name) implements RestCommand {}

    /** Chooses the form of a command. */
    static RestCommand of(RespCommand command) {
        String error = RefusedCommands.errorFor(command);
        if (error != null) {
            return new Refused(command.name(), error);
        }
        if (command.name().equals("SELECT")) {
            return new NothingToDo(command.name());
        }
        int last = command.size() - 1;
        for (int word = 0; word < last; word++) {
            if (!command.isText(word)) {
                return new Refused(
                        command.name(),
                        "ERR argument " + word + " of " + command.name()
                                + " is not UTF-8; over HTTP only the last argument may be binary (encode it as text)");
            }
        }
        return command.isText(last) ? row(command) : raw(command);
    }

    private static Row row(RespCommand command) {
        ByteArrayOutputStream json = new ByteArrayOutputStream(command.totalLength() + 4 * command.size() + 16);
        try (JsonGenerator generator = RestReply.JSON.createGenerator(json)) {
            generator.writeStartArray();
            for (int word = 0; word < command.size(); word++) {
                generator.writeUTF8String(command.bytes(), command.start(word), command.length(word));
            }
            generator.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a ByteArrayOutputStream throws none
        }
        return new Row(command.name(), json.toByteArray());
    }

    private static RestCommand raw(RespCommand command) {
        int last = command.size() - 1;
        List<String> path = new ArrayList<>(last);
        for (int word = 0; word < last; word++) {
            String segment = command.text(word);
            // A URL drops or resolves these (RFC 3986, 5.2.4).
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return new Refused(
                        command.name(),
                        "ERR argument " + word + " of " + command.name() + " is '" + segment
                                + "', which cannot go with a binary last argument over HTTP (encode it as text)");
            }
            path.add(segment);
        }
        int start = command.start(last);
        return new Raw(command.name(), path, Arrays.copyOfRange(command.bytes(), start, start + command.length(last)));
    }
}
