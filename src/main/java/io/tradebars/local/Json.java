package io.tradebars.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Writes small pieces of JSON. */
final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** What writes one value. */
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /** One value in UTF-8, without a line feed. */
    static byte[] written(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            writing.to(json);
        }
        return bytes.toByteArray();
    }
}
