package io.tradebars.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class BoundedLogTest {

    private final List<String> lines = new ArrayList<>();
    private long nanos = 77;

    private final BoundedLog log = new BoundedLog(new ListLogger(lines), Duration.ofSeconds(10), () -> nanos);

    @Test
    void writesOneLineAPeriodAndCountsTheRest() {
        log.warn("a {}");
        log.warn("b");
        log.warn("c");
        nanos += Duration.ofSeconds(10).toNanos();
        log.warn("d");
        nanos += Duration.ofSeconds(10).toNanos();
        log.warn("e");

        assertThat(lines).containsExactly("WARN a {}", "WARN d (2 more since the last such line)", "WARN e");
    }

    @Test
    void droppedLetterIsNamedByReasonAndSource() {
        LoggedDeadLetters letters = new LoggedDeadLetters(log);
        letters.send(new DeadLetter(null, null, List.of(), "price is negative", "trades-0@5", 0));

        assertThat(lines)
                .containsExactly("WARN price is negative (dropped, from trades-0@5; dead-letter.topic is none)");
    }

    /** Keeps lines as {@code LEVEL message}. */
    private static final class ListLogger extends AbstractLogger {
        private static final long serialVersionUID = 1L;
        private final transient List<String> lines;

        ListLogger(List<String> lines) {
            this.lines = lines;
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String pattern, Object[] arguments, Throwable throwable) {
            lines.add(level + " " + MessageFormatter.basicArrayFormat(pattern, arguments));
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isTraceEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled(Marker marker) {
            return true;
        }
    }
}
