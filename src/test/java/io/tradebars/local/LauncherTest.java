package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {

    /** Major version of class files of Java 8 (Java Virtual Machine Specification, table 4.1-A). */
    private static final int JAVA_8 = 52;

    @ParameterizedTest
    @CsvSource({"1.8, 8", "11, 11", "16, 16"})
    void anOlderJavaIsToldWhichItNeeds(String version, String shown) {
        assertThat(Launcher.problem(version, "/opt/java"))
                .startsWith("tradebars needs Java 17 or newer; this is Java " + shown + " (/opt/java).");
    }

    @ParameterizedTest
    @CsvSource({"17", "21", "25"})
    void aNewEnoughOneIsFine(String version) {
        assertThat(Launcher.problem(version, "/opt/java")).isNull();
    }

    @Test
    void java8CanReadTheClass() throws Exception {
        try (DataInputStream in = new DataInputStream(Launcher.class.getResourceAsStream("Launcher.class"))) {
            in.readInt();
            in.readUnsignedShort();
            assertThat(in.readUnsignedShort()).isEqualTo(JAVA_8);
        }
    }
}
