package io.tradebars.local;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@code redis://} URL says.
 *
 * @param greeting what a new connection says first: AUTH and SELECT, as far as the URL asks for them
 */
record RedisAddress(String host, int port, List<RestCommand> greeting) {

    private static final int DEFAULT_PORT = 6379;

    /** @throws IllegalArgumentException if it is no {@code redis://[[user]:password@]host[:port][/database]} */
    static RedisAddress parse(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            // The cause would repeat the URL with its password.
            throw new IllegalArgumentException("the URL of Redis is malformed");
        }
        if (!"redis".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("the URL of Redis must be redis://host:port");
        }
        List<RestCommand> greeting = new ArrayList<>();
        String login = uri.getRawUserInfo();
        if (login != null) {
            String user = login.contains(":") ? login.substring(0, login.indexOf(':')) : "";
            String password = login.substring(login.indexOf(':') + 1);
            greeting.add(user.isEmpty() ? words("AUTH", password) : words("AUTH", user, password));
        }
        String database = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        if (!database.isEmpty()) {
            greeting.add(words("SELECT", database));
        }
        return new RedisAddress(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), greeting);
    }

    private static RestCommand words(String name, String... encoded) {
        List<byte[]> words = new ArrayList<>();
        words.add(name.getBytes(StandardCharsets.UTF_8));
        for (String word : encoded) {
            words.add(URLDecoder.decode(word.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8));
        }
        return new RestCommand(words);
    }
}
