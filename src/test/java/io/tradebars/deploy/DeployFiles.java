package io.tradebars.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The files under deploy/, as trees. */
public final class DeployFiles {

    /** Where they are; tests run in the project's folder. */
    static final Path FOLDER = Path.of("deploy");

    static final Path ALERTS = FOLDER.resolve("prometheus/alerts.yaml");
    static final Path DASHBOARD = FOLDER.resolve("grafana/tradebars.json");
    static final Path COMPOSE = FOLDER.resolve("docker/compose.yaml");
    static final Path DOCKERFILE = FOLDER.resolve("docker/Dockerfile");
    static final Path KUBERNETES = FOLDER.resolve("kubernetes");

    private static final ObjectMapper JSON = new ObjectMapper();

    private DeployFiles() {}

    static JsonNode yaml(Path file) {
        List<JsonNode> documents = yamlDocuments(file);
        if (documents.size() != 1) {
            throw new AssertionError(file + " has " + documents.size() + " documents");
        }
        return documents.get(0);
    }

    /**
     * The documents of a file, in which {@code ---} stands between any two. An alias is what it stands for; a merge key is left as it
     * is, a field {@code <<}. A key that comes twice is an error.
     */
    static List<JsonNode> yamlDocuments(Path file) {
        List<JsonNode> documents = new ArrayList<>();
        LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
        for (Object document : new Load(settings).loadAllFromString(text(file))) {
            documents.add(JSON.valueToTree(document));
        }
        return documents;
    }

    static JsonNode json(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** The elements of an array, as texts. */
    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    /** What the pom says only once, such as the property {@code flink.version}. */
    static String pomProperty(String name) {
        NodeList found = pom().getElementsByTagName(name);
        if (found.getLength() != 1) {
            throw new AssertionError("the pom has " + found.getLength() + " elements " + name);
        }
        return found.item(0).getTextContent();
    }

    static String projectVersion() {
        for (Node child = pom().getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeName().equals("version")) {
                return child.getTextContent();
            }
        }
        throw new AssertionError("the pom has no version");
    }

    private static Element pom() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Path.of("pom.xml").toFile())
                    .getDocumentElement();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new AssertionError("the pom cannot be read", e);
        }
    }
}
