package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputLinesTest {

    @TempDir
    private Path folder;

    private String file(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        if (name.endsWith(".gz")) {
            try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(content);
            }
        } else {
            Files.write(file, content);
        }
        return file.toString();
    }

    private static List<String> lines(String... files) throws IOException {
        List<String> lines = new ArrayList<>();
        try (InputLines input = new InputLines(List.of(files))) {
            for (byte[] line = input.next(); line != null; line = input.next()) {
                lines.add(new String(line, StandardCharsets.ISO_8859_1));
            }
        }
        return lines;
    }

    @Test
    void linesOfAllFilesComeInOrderPlainOrPacked() throws Exception {
        String first = file("a.ndjson", "one\ntwo\r\n\nthree".getBytes(StandardCharsets.UTF_8));
        String second = file("b.ndjson.gz", "four\n".getBytes(StandardCharsets.UTF_8));
        assertThat(lines(first, second)).containsExactly("one", "two", "", "three", "four");
    }

    @Test
    void bytesThatAreNoTextStayAsTheyAre() throws Exception {
        byte[] junk = {(byte) 0xff, 0, (byte) 0xfe, '\r', 'x', '\n', (byte) 0x80};
        assertThat(lines(file("junk", junk)))
                .containsExactly(
                        new String(junk, 0, 5, StandardCharsets.ISO_8859_1),
                        new String(junk, 6, 1, StandardCharsets.ISO_8859_1));
    }

    @Test
    void anEmptyFileHasNoLine() throws Exception {
        assertThat(lines(file("empty", new byte[0]))).isEmpty();
    }

    @Test
    void aFileThatIsNotPackedAsItsNameSaysIsNamed() throws Exception {
        String file = folder.resolve("not.gz").toString();
        Files.writeString(Path.of(file), "plain");
        assertThatThrownBy(() -> lines(file)).isInstanceOf(IOException.class).hasMessageContaining("not.gz");
    }

    @Test
    void filesThatCannotBeReadAreAllNamedBeforeAnythingStarts() {
        assertThat(InputLines.problems(List.of("-", folder.resolve("missing").toString(), folder.toString())))
                .hasSize(2)
                .anySatisfy(problem ->
                        assertThat(problem).contains("file not found").contains("missing"))
                .anySatisfy(problem -> assertThat(problem).contains("is a folder"));
    }
}
