package io.tradebars.deploy;

import io.tradebars.job.JobSettings;
import io.tradebars.job.OptionReader;
import io.tradebars.job.OptionValues;
import io.tradebars.job.TradeBarsJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What the job makes of arguments that a file in deploy/ gives it; read as {@link TradeBarsJob#main} does. */
final class JobArguments {

    private JobArguments() {}

    /**
     * The settings.
     *
     * @throws AssertionError if the job would not start with these arguments
     */
    static JobSettings read(List<String> arguments) {
        OptionValues values = new OptionReader(JobSettings.options())
                .read(CommandSpec.create().name("job"), arguments, Map.of());
        List<String> problems = new ArrayList<>(values.problems());
        Optional<JobSettings> settings = JobSettings.read(values.options(), problems::add);
        if (!problems.isEmpty() || !values.warnings().isEmpty()) {
            throw new AssertionError(problems + " " + values.warnings());
        }
        return settings.orElseThrow();
    }
}
