package io.tradebars.redis;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * Where Redis is and how to speak to it.
 *
 * @param url {@code https://} (Upstash REST; {@code http://} on loopback only), {@code redis://} or {@code rediss://};
 *     the latter two may carry user and password
 * @param token the REST token, or {@code null}
 * @param tokenFile a file that holds the REST token, read when a connector opens; or {@code null}
 * @param caFile a PEM file of certificates to trust in addition to the JDK's, read when a connector opens; or {@code null}
 * @param maxConnections connections at the most, and so calls at a time, of one connector over HTTP
 * @param keepAliveConnections idle connections that one connector keeps open over HTTP
 * @param callTimeout longest time from sending a command until its reply
 * @param connectTimeout longest time to establish a connection
 */
public record RedisSettings(
        URI url,
        String token,
        String tokenFile,
        String caFile,
        int maxConnections,
        int keepAliveConnections,
        Duration callTimeout,
        Duration connectTimeout)
        implements Serializable {

    public RedisSettings {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(callTimeout, "callTimeout");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
    }

    /** Names the host but neither token nor password. */
    @Override
    public String toString() {
        return "RedisSettings[url=" + url.getScheme() + "://" + url.getHost() + ":" + url.getPort() + ", token=***]";
    }
}
