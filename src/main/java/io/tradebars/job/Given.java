package io.tradebars.job;

import java.util.List;

/**
 * A value that somebody gave to a name, before anybody looked whether either is right.
 *
 * @param name as it was written, without the dashes of the command line: {@code redis.ttl}
 * @param text the value; elements of a list are joined by commas; never {@code null}
 * @param elements the elements, if the source tells them apart; otherwise {@code null}
 * @param source which kind of place it was given in
 * @param place where in it: the flag, the variable, or file and line
 */
record Given(String name, String text, List<String> elements, Source source, String place) {

    /** Where values come from, from the strongest to the weakest. */
    enum Source {
        COMMAND_LINE,
        ENVIRONMENT,
        FILE
    }

    static Given onCommandLine(String name, String text) {
        return new Given(name, text, null, Source.COMMAND_LINE, "--" + name);
    }

    static Given inEnvironment(String name, String text, String variable) {
        return new Given(name, text, null, Source.ENVIRONMENT, variable);
    }

    static Given inFile(String name, String text, List<String> elements, String place) {
        return new Given(name, text, elements, Source.FILE, place);
    }

    /** The value as it may be printed. */
    String shown() {
        return Secrets.masked(name, text);
    }

    /** Where it was given, and how else it can be given: {@code (--redis.ttl or TRADEBARS_REDIS_TTL)}. */
    String where(boolean hasVariable) {
        return switch (source) {
            case COMMAND_LINE ->
                hasVariable ? "(" + place + " or " + OptionDefinition.variableOf(name) + ")" : "(" + place + ")";
            case ENVIRONMENT -> "(" + place + " or --" + name + ")";
            case FILE -> "(" + place + ")";
        };
    }
}
