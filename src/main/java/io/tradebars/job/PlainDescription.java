package io.tradebars.job;

import java.util.EnumSet;
import org.apache.flink.configuration.description.Description;
import org.apache.flink.configuration.description.Formatter;
import org.apache.flink.configuration.description.TextElement.TextStyle;

/** Turns a description of Flink's into one paragraph of plain text. */
final class PlainDescription extends Formatter {

    static String of(Description description) {
        return new PlainDescription()
                .format(description)
                .replaceAll("\\s+", " ")
                .trim();
    }

    @Override
    protected void formatLink(StringBuilder state, String link, String description) {
        state.append(link.equals(description) ? link : description + " (" + link + ")");
    }

    @Override
    protected void formatLineBreak(StringBuilder state) {
        state.append('\n');
    }

    @Override
    protected void formatText(StringBuilder state, String format, String[] elements, EnumSet<TextStyle> styles) {
        // The base class has doubled each '%' for this call and halves what is left of them at the end.
        state.append(String.format(format, (Object[]) elements).replace("%", "%%"));
    }

    @Override
    protected void formatList(StringBuilder state, String[] entries) {
        state.append(' ').append(String.join("; ", entries)).append(' ');
    }

    @Override
    protected Formatter newInstance() {
        return new PlainDescription();
    }
}
