package io.tradebars.job;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a file of options in UTF-8: YAML 1.2, flat or nested ({@code redis.ttl: 2 h}, or {@code ttl: 2 h} under {@code
 * redis:}), or Java properties. What is wrong in it is reported with its line and never with its text, which may be a
 * secret.
 */
final class OptionFile {

    /** Nested deeper than this is an alias that holds itself. */
    private static final int DEEPEST = 32;

    private static final Pattern SINGLE_BACKSLASH_AFTER_DRIVE = Pattern.compile("[=:\\s][A-Za-z]:\\\\(?!\\\\)");

    private final String name;
    private final Consumer<String> problems;
    private final List<Given> given = new ArrayList<>();

    private OptionFile(String name, Consumer<String> problems) {
        this.name = name;
        this.problems = problems;
    }

    /**
     * Reads a file.
     *
     * @param file the file, relative to the working directory
     * @param where how the file was named, for messages: {@code (--config)}
     * @param problems takes what is wrong, a line each
     * @return what it gives, in its order; nothing if it can't be read
     */
    static List<Given> read(String file, String where, Consumer<String> problems) {
        OptionFile reader = new OptionFile(file, problems);
        String text = text(file, where, problems);
        if (text != null) {
            if (isProperties(file)) {
                reader.readProperties(text);
            } else {
                reader.readYaml(text);
            }
        }
        return reader.given;
    }

    private static boolean isProperties(String file) {
        return file.toLowerCase(Locale.ROOT).endsWith(".properties");
    }

    private static String text(String file, String where, Consumer<String> problems) {
        String what = "config file '" + file + "' ";
        String lower = file.toLowerCase(Locale.ROOT);
        if (!isProperties(file) && !lower.endsWith(".yaml") && !lower.endsWith(".yml")) {
            problems.accept(what + "has an unknown ending " + where + "; name it .yaml, .yml or .properties");
            return null;
        }
        try {
            Path path = Path.of(file);
            if (!Files.exists(path)) {
                problems.accept(what + "does not exist " + where + "; it is looked for in "
                        + path.toAbsolutePath().getParent());
            } else if (!Files.isRegularFile(path)) {
                problems.accept(what + "is not a file " + where + "; name a file that can be read");
            } else {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                        .toString();
                return text.startsWith("\uFEFF") ? text.substring(1) : text;
            }
        } catch (InvalidPathException e) {
            problems.accept(what + "is not a path " + where + "; name a file that can be read");
        } catch (CharacterCodingException e) {
            problems.accept(what + "is not text in UTF-8 " + where + "; save it as UTF-8");
        } catch (IOException e) {
            problems.accept(
                    what + "cannot be read: " + e.getClass().getSimpleName() + " " + where + "; let this user read it");
        }
        return null;
    }

    private String place(int line) {
        return name + " line " + line;
    }

    private void malformed(String fault, int line, String advice) {
        problems.accept("config file has " + fault + " (" + place(line) + "); " + advice);
    }

    // YAML

    private void readYaml(String text) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(name).build();
            Node root = new Compose(settings).composeString(text).orElse(null);
            if (root instanceof MappingNode mapping) {
                flatten("", mapping, 0);
            } else if (root != null && !isNull(root)) {
                malformed("no names", line(root), "write lines such as 'redis.ttl: 2 h'");
            }
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            // The message repeats the line, and of an undefined alias the name: "token: *abc" would print the token.
            String problem = e.getProblem().startsWith("found undefined alias")
                    ? "a value that begins with '*'"
                    : "invalid YAML, " + e.getProblem();
            malformed(problem, line, "put values with special characters in quotes, and indent with spaces");
        } catch (YamlEngineException e) {
            problems.accept(
                    "config file is not valid YAML (" + name + "); check that it is a text of names and values");
        }
    }

    private void flatten(String path, MappingNode mapping, int depth) {
        for (NodeTuple tuple : mapping.getValue()) {
            Node value = tuple.getValueNode();
            int line = line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                malformed("a name that is not text", line, "write lines such as 'redis.ttl: 2 h'");
                continue;
            }
            String keyPath = path + key.getValue();
            if (depth > DEEPEST) {
                malformed("names nested too deeply", line, "write them flat, such as 'redis.ttl: 2 h'");
                return;
            } else if (value instanceof MappingNode nested) {
                flatten(keyPath + ".", nested, depth + 1);
            } else if (value instanceof SequenceNode sequence) {
                readSequence(keyPath, sequence, line);
            } else if (hasOwnTag(value)) {
                malformed("a value that begins with '!'", line, "put it in quotes");
            } else {
                String text = isNull(value) ? "" : ((ScalarNode) value).getValue();
                given.add(Given.inFile(keyPath, text, null, place(line)));
            }
        }
    }

    private void readSequence(String key, SequenceNode sequence, int line) {
        List<String> elements = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            if (!(element instanceof ScalarNode scalar) || hasOwnTag(element)) {
                malformed("a list with more than plain values", line(element), "write a list such as [1m, 5m]");
                return;
            }
            elements.add(isNull(element) ? "" : scalar.getValue());
        }
        given.add(Given.inFile(key, String.join(",", elements), List.copyOf(elements), place(line)));
    }

    private static boolean isNull(Node node) {
        return node.getTag().getValue().equals("tag:yaml.org,2002:null");
    }

    private static boolean hasOwnTag(Node node) {
        return !node.getTag().getValue().startsWith("tag:yaml.org,2002:");
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    // Properties: Java's reader does not tell lines, so it is given one logical line after the other.

    private void readProperties(String text) {
        String[] lines = text.split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            int first = i;
            StringBuilder logical = new StringBuilder(lines[i]);
            while (isContinued(lines[i]) && !isComment(lines[first]) && i + 1 < lines.length) {
                logical.append('\n').append(lines[++i]);
            }
            readProperty(logical.toString(), first + 1);
        }
    }

    private void readProperty(String logicalLine, int line) {
        if (!isComment(logicalLine)
                && SINGLE_BACKSLASH_AFTER_DRIVE.matcher(logicalLine).find()) {
            malformed("a path with single backslashes", line, "write C:/dir or C:\\\\dir, as properties need");
            return;
        }
        Properties property = new Properties();
        try {
            property.load(new StringReader(logicalLine));
        } catch (IOException | IllegalArgumentException e) {
            malformed("a malformed \\u escape", line, "write \\u and four hexadecimal digits, or the character itself");
        }
        for (String key : property.stringPropertyNames()) {
            given.add(Given.inFile(key, property.getProperty(key).trim(), null, place(line)));
        }
    }

    private static boolean isComment(String line) {
        String text = line.stripLeading();
        return text.startsWith("#") || text.startsWith("!");
    }

    private static boolean isContinued(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
