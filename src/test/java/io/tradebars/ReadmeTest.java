package io.tradebars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.job.JobSettings;
import io.tradebars.job.OptionReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void theOptionTableIsThatOfTheDefinitions() throws Exception {
        String table = new OptionReader(JobSettings.options()).markdownTable();
        assertThat(Files.readString(Path.of("README.md")).lines().toList())
                .as("the option table of README.md should read\n%s", table)
                .containsSubsequence(table.lines().toList());
    }
}
