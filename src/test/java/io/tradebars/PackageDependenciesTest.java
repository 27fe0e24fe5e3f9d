package io.tradebars;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which room may know which other; the table is kept here. */
class PackageDependenciesTest {

    private static final String ROOT = "io.tradebars.";

    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "types", Set.of(),
            "deadletter", Set.of("types"),
            "trade", Set.of("types", "deadletter"),
            "redis", Set.of(),
            "ingest", Set.of("trade", "deadletter"),
            "bars", Set.of("trade", "deadletter", "types"),
            "sink", Set.of("bars", "deadletter", "redis"),
            "job", Set.of("types", "deadletter", "trade", "redis", "ingest", "bars", "sink"),
            "local", Set.of("types", "deadletter", "trade", "redis", "ingest", "bars", "sink", "job"));

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tradebars");

    private static String roomOf(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).split("\\.")[0] : null;
    }

    @Test
    void everyRoomKnowsOnlyWhatItMay() {
        Set<String> forbidden = new TreeSet<>();
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String from = roomOf(type);
                String to = roomOf(dependency.getTargetClass());
                if (to != null && !to.equals(from) && !ALLOWED.get(from).contains(to)) {
                    forbidden.add(dependency.getDescription());
                }
            }
        }
        assertThat(classes).isNotEmpty();
        assertThat(forbidden).isEmpty();
    }

    @Test
    void theRedisRoomDoesNotKnowFlink() {
        Set<String> forbidden = new TreeSet<>();
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                if ("redis".equals(roomOf(type))
                        && dependency.getTargetClass().getPackageName().startsWith("org.apache.flink")) {
                    forbidden.add(dependency.getDescription());
                }
            }
        }
        assertThat(forbidden).isEmpty();
    }
}
