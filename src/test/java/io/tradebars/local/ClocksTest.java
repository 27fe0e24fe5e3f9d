package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClocksTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, OK, 0 ms ahead of",
        "-40, 10, OK, 40 ms behind",
        "2_050, 100, OK, 2.1 s ahead of",
        "-3_000, 100, WARNING, 3.0 s behind",
        "299_000, 0, WARNING, 4 min ahead of",
        "-301_000, 0, FAILED, 5 min behind",
        "90_000_000_000, 0, FAILED, 1041 days ahead of"
    })
    void aDifferenceIsJudgedByWhatItDoesToTrades(String ahead, long precision, Finding.Level level, String difference) {
        Finding finding = Clocks.compare(
                "clock of Redis", Long.parseLong(ahead.replace("_", "")), precision, Duration.ofMinutes(5));

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text()).startsWith(difference + " this machine's (to " + precision + " ms)");
        assertThat(finding.text().contains("NTP")).isEqualTo(level != Finding.Level.OK);
    }
}
