package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged program does on a terminal, which util-linux' {@code script} makes, and elsewhere. */
class TerminalIT {

    private static final String ESCAPE = "\u001b[";

    @TempDir
    private Path folder;

    private static String[] program(String... arguments) {
        Path jar = Path.of("target", "local", "tradebars.jar").toAbsolutePath();
        assertThat(jar).as("the packaged program").exists();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString()));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    /** A look at a Redis that isn't there: one line in red. */
    private static String[] doctor() {
        return program("doctor", "--redis.url", "redis://127.0.0.1:1");
    }

    private String onTerminal(Map<String, String> environment) throws Exception {
        Tool.Ended ended = Tool.run(
                folder,
                environment,
                "script",
                "--quiet",
                "--return",
                "--command",
                String.join(" ", doctor()),
                "/dev/null");
        assumeTrue(ended.status() != -1, "no program 'script': " + ended.output());
        assertThat(ended.output()).contains("connection refused");
        return ended.output();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aTerminalGetsThemUnlessTheUserWantsNone() throws Exception {
        Map<String, String> terminal = Map.of("TERM", "xterm-256color");
        assertThat(onTerminal(terminal)).contains(ESCAPE + "31mfailed");

        Map<String, String> wantsNone = Map.of("TERM", "xterm-256color", "NO_COLOR", "1");
        assertThat(onTerminal(wantsNone)).contains("failed   Redis").doesNotContain(ESCAPE);
    }

    @Test
    void aPipeGetsNone() throws Exception {
        Tool.Ended ended = Tool.run(folder, Map.of("TERM", "xterm-256color"), doctor());

        assertThat(ended.output()).contains("failed   Redis").doesNotContain(ESCAPE);
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void aFileGetsUtf8WhateverTheMachinesEncodingIs() throws Exception {
        String symbol = "\u00c4\u6f22";
        Path feed =
                Files.writeString(folder.resolve("feed.ndjson"), JobBench.trade(symbol, 1, 1_723_161_240_000L) + "\n");

        Tool.Ended ended = Tool.run(folder, Map.of("LC_ALL", "C"), program("parse", feed.toString()));

        assertThat(ended.output()).contains("\"symbol\":\"" + symbol + "\"");
    }
}
