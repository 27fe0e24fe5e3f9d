package io.tradebars.job;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What must not be printed: values of options with telling names, and user and password inside of addresses. */
final class Secrets {

    /** What is printed in the place of a secret. */
    static final String MASK = "***";

    private static final List<String> SECRET_WORDS = List.of(
            "password",
            "passwd",
            "secret",
            "token",
            "jaas.config",
            "credential",
            "api-key",
            "apikey",
            "access-key",
            "access.key",
            "account.key",
            "private.key",
            "keystore.key",
            "basic.auth",
            "basic-auth");

    /** A name that ends with one of these tells where or how, although it has a secret word in it. */
    private static final List<String> HARMLESS_ENDINGS =
            List.of("file", "location", "path", "url", "class", "type", ".ms");

    private static final Pattern UP_TO_LAST_AT = Pattern.compile("^(?<scheme>[^:/@]*://)?.*@", Pattern.DOTALL);
    private static final Pattern ASSIGNED_SECRET =
            Pattern.compile("(password|passwd|secret|token)\\S*\\s*[=:]", Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** Whether the value of that option is a secret as a whole. */
    static boolean isSecretName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SECRET_WORDS.stream().anyMatch(lower::contains)
                && HARMLESS_ENDINGS.stream().noneMatch(lower::endsWith);
    }

    /** Whether a value is an address with user or password in it, such as {@code rediss://default:…@host:6379}. */
    static boolean hasUserInfo(String value) {
        int scheme = value.indexOf("://");
        return scheme >= 0 && value.indexOf('@', scheme) >= 0;
    }

    /** A value as it may be printed. */
    static String masked(String name, String value) {
        if (isSecretName(name) || ASSIGNED_SECRET.matcher(value).find()) {
            return MASK;
        }
        return UP_TO_LAST_AT.matcher(value).replaceFirst("${scheme}" + MASK + "@");
    }
}
