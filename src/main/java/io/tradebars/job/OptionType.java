package io.tradebars.job;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.TimeUtils;

/**
 * What the value of an option must be: how it is read from text, what is said when it can't be, how it is shown.
 *
 * @param element the class of a value, of one element for a list
 * @param isList whether the value is a list of elements
 */
record OptionType(Class<?> element, boolean isList) {

    private static final Pattern NUMBER_WITH_UNIT = Pattern.compile("\\d+\\s*\\p{L}+");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d+");
    private static final Pattern LIST_SEPARATOR = Pattern.compile("[,;]");

    /**
     * The outcome of reading a value.
     *
     * @param value the value, or {@code null} if it is wrong
     * @param fault what the value is not, after the name of the option: "is not a whole number: 'x'"; {@code null} if it
     *     is right
     * @param advice what to write instead; {@code null} if it is right
     */
    record Reading(Object value, String fault, String advice) {

        static Reading of(Object value) {
            return new Reading(value, null, null);
        }

        static Reading wrong(String fault, String advice) {
            return new Reading(null, fault, advice);
        }

        boolean isWrong() {
            return fault != null;
        }
    }

    /**
     * The type of an option. Flink keeps it to itself; its own generator of documentation reads it in the same way
     * (Flink 2.2 {@code ConfigOptionsDocGenerator}).
     *
     * @throws IllegalArgumentException if options of that type can't be read from text
     */
    static OptionType of(ConfigOption<?> option) {
        OptionType type;
        try {
            type = new OptionType((Class<?>) hidden("getClazz", option), (boolean) hidden("isList", option));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot find out the type of " + option.key() + " with this Flink", e);
        }
        if (!type.element.isEnum()
                && !List.of(
                                String.class,
                                Boolean.class,
                                Integer.class,
                                Long.class,
                                Double.class,
                                Duration.class,
                                MemorySize.class,
                                Map.class)
                        .contains(type.element)) {
            throw new IllegalArgumentException(option.key() + " has a type without a form as text: " + type.element);
        }
        return type;
    }

    private static Object hidden(String accessor, ConfigOption<?> option) throws ReflectiveOperationException {
        Method method = ConfigOption.class.getDeclaredMethod(accessor);
        method.setAccessible(true);
        return method.invoke(option);
    }

    /** Whether the option is a prefix, under which any name is accepted. */
    boolean isPrefix() {
        return element == Map.class;
    }

    boolean isFlag() {
        return element == Boolean.class && !isList;
    }

    /** The place of the value in a help text. */
    String label() {
        String one;
        if (element == Duration.class) {
            one = "duration";
        } else if (element == MemorySize.class) {
            one = "size";
        } else if (element == Boolean.class) {
            one = "true|false";
        } else if (element.isEnum()) {
            one = "choice";
        } else if (element == String.class || element == Map.class) {
            one = "text";
        } else {
            one = "number";
        }
        return isList ? "<" + one + ",...>" : "<" + one + ">";
    }

    /** Labels of an enum's values in their order; empty for other types. */
    List<String> choices() {
        return element.isEnum()
                ? Arrays.stream(element.getEnumConstants()).map(String::valueOf).toList()
                : List.of();
    }

    /** A value in the form in which it can be given. */
    String show(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(this::show).collect(Collectors.joining(","));
        }
        if (value instanceof Duration duration) {
            return duration.isZero() ? "0" : TimeUtils.formatWithHighestUnit(duration);
        }
        return String.valueOf(value);
    }

    /** A value that would be accepted, to be shown where one is missing or wrong. */
    String example() {
        if (element == Duration.class) {
            return "5 s";
        } else if (element == MemorySize.class) {
            return "512 kb";
        } else if (element == Boolean.class) {
            return "true";
        } else if (element.isEnum()) {
            return choices().get(0);
        } else if (element == String.class || element == Map.class) {
            return "text";
        }
        return "20";
    }

    /**
     * Reads a value.
     *
     * @param text the value as it was given; elements of a list are separated by commas or semicolons
     * @param shown the value as it may be printed
     */
    Reading read(String text, String shown) {
        if (!isList) {
            return readElement(text.trim(), text, shown, "is");
        }
        return readList(List.of(LIST_SEPARATOR.split(text, -1)), shown);
    }

    /** Reads the elements of a list that a file gives one by one. */
    Reading readList(List<String> elements, String shown) {
        List<Object> values = new ArrayList<>();
        for (String element : elements) {
            String trimmed = element.trim();
            if (trimmed.isEmpty()) {
                return Reading.wrong(
                        "has an empty element: '" + shown + "'", "write elements separated by single commas");
            }
            Reading reading = readElement(
                    trimmed,
                    trimmed,
                    shown.equals(Secrets.MASK) ? shown : Secrets.masked("", trimmed),
                    "has an element that is");
            if (reading.isWrong()) {
                return reading;
            }
            values.add(reading.value());
        }
        return Reading.of(List.copyOf(values));
    }

    private Reading readElement(String trimmed, String text, String shown, String is) {
        if (element == String.class || element == Map.class) {
            return Reading.of(text);
        } else if (element == Boolean.class) {
            return readBoolean(trimmed, shown, is);
        } else if (element == Duration.class) {
            return readDuration(trimmed, shown, is);
        } else if (element == MemorySize.class) {
            return readSize(trimmed, shown, is);
        } else if (element.isEnum()) {
            return readChoice(trimmed, shown, is);
        }
        return readNumber(trimmed, shown, is);
    }

    private static Reading readBoolean(String text, String shown, String is) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Reading.of(true);
            case "false" -> Reading.of(false);
            default -> Reading.wrong(is + " not true or false: '" + shown + "'", "write true or false");
        };
    }

    private static Reading readDuration(String text, String shown, String is) {
        if (text.equals("0")) {
            return Reading.of(Duration.ZERO);
        }
        if (WHOLE_NUMBER.matcher(text).matches()) {
            // Flink would take it for milliseconds, which is hardly ever meant.
            return Reading.wrong(
                    is + " a length of time without a unit: '" + shown + "'",
                    "write '" + shown + " s' or '" + shown + " ms'");
        }
        if (NUMBER_WITH_UNIT.matcher(text).matches()) {
            try {
                return Reading.of(TimeUtils.parseDuration(text));
            } catch (IllegalArgumentException | ArithmeticException e) {
                // An unknown unit or too large a number: said below.
            }
        }
        return Reading.wrong(
                is + " not a length of time: '" + shown + "'",
                "write a whole number with ms, s, min, h or d, such as '5 s' or '5 min'");
    }

    private static Reading readSize(String text, String shown, String is) {
        if (WHOLE_NUMBER.matcher(text).matches()
                || NUMBER_WITH_UNIT.matcher(text).matches()) {
            try {
                return Reading.of(MemorySize.parse(text));
            } catch (IllegalArgumentException e) {
                // An unknown unit or too large a number: said below.
            }
        }
        return Reading.wrong(
                is + " not a size: '" + shown + "'",
                "write a whole number of bytes, or one with kb, mb or gb, such as '512 kb'");
    }

    private Reading readChoice(String text, String shown, String is) {
        for (Object constant : element.getEnumConstants()) {
            if (constant.toString().equalsIgnoreCase(text)) {
                return Reading.of(constant);
            }
        }
        return Reading.wrong(
                is + " not one of " + String.join(", ", choices()) + ": '" + shown + "'",
                Nearest.to(text, choices())
                        .map(nearest -> "did you mean " + nearest + "?")
                        .orElse("write one of them"));
    }

    private Reading readNumber(String text, String shown, String is) {
        try {
            if (element == Integer.class) {
                return Reading.of(Integer.valueOf(text));
            } else if (element == Long.class) {
                return Reading.of(Long.valueOf(text));
            }
            Double number = Double.valueOf(text);
            if (Double.isFinite(number)) {
                return Reading.of(number);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        if (element == Double.class) {
            return Reading.wrong(is + " not a number: '" + shown + "'", "write a number such as 0.5");
        }
        boolean tooLarge = text.matches("[+-]?\\d+");
        String fault = tooLarge ? " a whole number out of range: '" : " not a whole number: '";
        Object largest = element == Integer.class ? (Object) Integer.MAX_VALUE : (Object) Long.MAX_VALUE;
        return Reading.wrong(
                is + fault + shown + "'",
                tooLarge ? "write a number up to " + largest : "write a number such as " + example());
    }
}
