package io.tradebars.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The REST token of a connector. One from a file is read again when the server refuses it, so that a rotated token is used as
 * soon as its file has it. Safe for use by several threads.
 */
final class AccessToken {

    private final String file;
    private volatile String current;

    private AccessToken(String file, String current) {
        this.file = file;
        this.current = current;
    }

    /**
     * The token that the settings hold or name.
     *
     * @throws IllegalArgumentException if it is malformed, or its file cannot be read; the message doesn't show it
     */
    static AccessToken of(RedisSettings settings) {
        String file = settings.tokenFile();
        if (file != null) {
            return new AccessToken(file, read(file));
        }
        String token = settings.token();
        return new AccessToken(null, token == null ? null : checked(token, "redis.token"));
    }

    /** What is sent with a request, or {@code null} for no token. */
    String current() {
        return current;
    }

    /**
     * The server refused a token: looks for another where it came from.
     *
     * @param refused what the refused request was sent with
     * @return what to do about it, for the message of the failure
     */
    String refused(String refused) {
        if (file != null) {
            try {
                // Anew each time: another request may have found the new one already, or an older one may have come
                // back.
                current = read(file);
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
            if (!current.equals(refused)) {
                return "redis.token-file holds another one by now, which is used from here on";
            }
        }
        return "check redis.token or redis.token-file";
    }

    private static String read(String file) {
        String source = "redis.token-file '" + file + "'";
        try {
            return checked(Files.readString(Path.of(file)), source);
        } catch (IOException e) {
            throw new IllegalArgumentException(source + " cannot be read: " + FileFaults.of(e), e);
        }
    }

    private static String checked(String text, String source) {
        String token = text.strip();
        if (token.isEmpty()) {
            throw new IllegalArgumentException(source + " is empty: it must hold the REST token of the database");
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    source + " must be one word of visible ASCII characters (is there a second line or a quote?)");
        }
        return token;
    }
}
