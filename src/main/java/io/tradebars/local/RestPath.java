package io.tradebars.local;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The path form of a command, {@code /SET/key/value?EX=100} (upstash.com/docs/redis/features/restapi): path segments, then the
 * body, then the query parameters. Percent signs are decoded to bytes, which need not be UTF-8; only {@code %00} never gets
 * here, Jetty refuses it.
 */
final class RestPath {

    private static final String TOKEN = "_token";

    private RestPath() {}

    /**
     * @param path as sent, still encoded; a slash at its end means nothing
     * @param query as sent, without the question mark; null if there is none. {@code EX=100} is two arguments, {@code NX} and
     *     {@code NX=} are one; {@code _token} is left out
     * @param body becomes an argument unless it is empty
     * @throws RestException (400) if a percent sign is not followed by two hexadecimal digits, or there is no command
     */
    static RestCommand command(String path, String query, byte[] body) {
        List<byte[]> words = new ArrayList<>();
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        for (int from = 1; from <= end; ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 || slash > end ? end : slash;
            words.add(decode(path.substring(from, to), false));
            from = to + 1;
        }
        if (body.length > 0) {
            words.add(body);
        }
        for (String parameter : parameters(query)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (parameter.isEmpty() || name.equals(TOKEN)) {
                continue;
            }
            words.add(decode(name, true));
            if (equals >= 0 && equals + 1 < parameter.length()) {
                words.add(decode(parameter.substring(equals + 1), true));
            }
        }
        return new RestCommand(words);
    }

    /** The {@code _token} parameter, decoded; null if there is none. */
    static byte[] token(String query) {
        for (String parameter : parameters(query)) {
            if (parameter.startsWith(TOKEN + "=")) {
                return decode(parameter.substring(TOKEN.length() + 1), true);
            }
        }
        return null;
    }

    private static String[] parameters(String query) {
        return query == null ? new String[0] : query.split("&");
    }

    private static byte[] decode(String text, boolean plusIsSpace) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '%') {
                int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
                int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new RestException(RestException.BAD_REQUEST, "ERR invalid percent sign in the URL");
                }
                decoded.write(high << 4 | low);
                i += 2;
            } else {
                decoded.write(plusIsSpace && encoded[i] == '+' ? ' ' : encoded[i]);
            }
        }
        return decoded.toByteArray();
    }
}
