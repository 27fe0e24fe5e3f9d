package io.tradebars.redis;

import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Where Redis is and how to speak to it; made by {@link #builder(String)}, or by {@link #of} where the defaults will do.
 * Serializable, so that a description of work can carry it to where the work is done.
 *
 * @param url {@code https://} (Upstash REST; {@code http://} on loopback only), {@code redis://} or {@code rediss://};
 *     the latter two may carry user and password
 * @param token the REST token, or {@code null}; a socket doesn't use it
 * @param tokenFile a file that holds the REST token, read when a connector opens, and again when the server refuses the token;
 *     or {@code null}
 * @param caFile a PEM file of certificates to trust in addition to the JDK's, read when a connector opens; or {@code null}
 * @param pins public keys of which the server's certificate must have one, besides being trusted; empty for any
 * @param maxConnections calls at a time of one connector over HTTP, and so its connections, at the most; at least 1
 * @param keepAliveConnections idle connections that one connector keeps open over HTTP; not negative
 * @param callTimeout longest time from sending a command until its reply; positive
 * @param connectTimeout longest time to establish a connection; positive
 * @param readYourWrites whether over HTTP a connection reads what it wrote, although requests may go to different replicas:
 *     it hands each request the state that it has seen (upstash.com/docs/redis/howto/readyourwrites)
 */
public record RedisSettings(
        URI url,
        String token,
        String tokenFile,
        String caFile,
        List<PublicKeyPin> pins,
        int maxConnections,
        int keepAliveConnections,
        Duration callTimeout,
        Duration connectTimeout,
        boolean readYourWrites)
        implements Serializable {

    public RedisSettings {
        Objects.requireNonNull(url, "url");
        pins = List.copyOf(pins);
        if (!pins.isEmpty() && !isTls(url)) {
            throw new IllegalArgumentException("pins need https:// or rediss://, was " + url.getScheme() + "://");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be at least 1, was " + maxConnections);
        }
        if (keepAliveConnections < 0) {
            throw new IllegalArgumentException(
                    "keepAliveConnections must not be negative, was " + keepAliveConnections);
        }
        requirePositive(callTimeout, "callTimeout");
        requirePositive(connectTimeout, "connectTimeout");
    }

    private static void requirePositive(Duration timeout, String name) {
        Objects.requireNonNull(timeout, name);
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive, was " + timeout);
        }
    }

    /**
     * All defaults.
     *
     * @param token the REST token; {@code null} for {@code redis://} and {@code rediss://}
     * @throws IllegalArgumentException if the address is malformed; the message doesn't show it
     */
    public static RedisSettings of(String url, String token) {
        return builder(url).token(token).build();
    }

    /**
     * Settings for this address.
     *
     * @throws IllegalArgumentException if it is malformed; the message doesn't show it, for it may hold a password
     */
    public static Builder builder(String url) {
        try {
            return builder(new URI(Objects.requireNonNull(url, "url").strip()));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("redis.url is not an address: " + e.getReason() + " at character "
                    + e.getIndex() + " (https://host, redis://[user:password@]host[:port][/database] or rediss://...)");
        }
    }

    /** Settings for this address. */
    public static Builder builder(URI url) {
        return new Builder(url);
    }

    /** Whether Redis is spoken to over HTTP, and not over its own socket. */
    public boolean isHttp() {
        return isHttp(url);
    }

    /** Whether Redis at this address is spoken to over HTTP. */
    public static boolean isHttp(URI url) {
        return schemeOf(url).startsWith("http");
    }

    /** Whether the server at this address shows a certificate. */
    public static boolean isTls(URI url) {
        return schemeOf(url).equals("https") || schemeOf(url).equals("rediss");
    }

    private static String schemeOf(URI url) {
        return String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    }

    /** Names the host but neither token nor password, nor what follows the host. */
    @Override
    public String toString() {
        return "RedisSettings[url=" + url.getScheme() + "://" + url.getHost()
                + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + (token == null ? "" : ", token=***")
                + (tokenFile == null ? "" : ", tokenFile=" + tokenFile)
                + (caFile == null ? "" : ", caFile=" + caFile)
                + (pins.isEmpty() ? "" : ", pins=" + pins)
                + ", maxConnections=" + maxConnections
                + ", keepAliveConnections=" + keepAliveConnections
                + ", callTimeout=" + callTimeout
                + ", connectTimeout=" + connectTimeout
                + ", readYourWrites=" + readYourWrites
                + "]";
    }

    /** Collects settings; each is described at its component of {@link RedisSettings}. */
    public static final class Builder {
        private final URI url;
        private String token;
        private String tokenFile;
        private String caFile;
        private List<PublicKeyPin> pins = List.of();
        private int maxConnections = 20;
        private int keepAliveConnections = 10;
        private Duration callTimeout = Duration.ofSeconds(30);
        private Duration connectTimeout = Duration.ofSeconds(10);
        private boolean readYourWrites = true;

        private Builder(URI url) {
            this.url = Objects.requireNonNull(url, "url");
        }

        /** None by default. */
        public Builder token(String token) {
            this.token = token;
            return this;
        }

        /** None by default; where there is one, it is used rather than {@link #token}. */
        public Builder tokenFile(String tokenFile) {
            this.tokenFile = tokenFile;
            return this;
        }

        /** None by default. */
        public Builder caFile(String caFile) {
            this.caFile = caFile;
            return this;
        }

        /** None by default, so that any key of a trusted certificate will do. */
        public Builder pins(List<PublicKeyPin> pins) {
            this.pins = pins;
            return this;
        }

        /** 20 by default. */
        public Builder maxConnections(int maxConnections) {
            this.maxConnections = maxConnections;
            return this;
        }

        /** 10 by default. */
        public Builder keepAliveConnections(int keepAliveConnections) {
            this.keepAliveConnections = keepAliveConnections;
            return this;
        }

        /** 30 s by default. */
        public Builder callTimeout(Duration callTimeout) {
            this.callTimeout = callTimeout;
            return this;
        }

        /** 10 s by default. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
            return this;
        }

        /** {@code true} by default. */
        public Builder readYourWrites(boolean readYourWrites) {
            this.readYourWrites = readYourWrites;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if a number or a time is out of its range, or pins are of no use
         */
        public RedisSettings build() {
            return new RedisSettings(
                    url,
                    token,
                    tokenFile,
                    caFile,
                    pins,
                    maxConnections,
                    keepAliveConnections,
                    callTimeout,
                    connectTimeout,
                    readYourWrites);
        }
    }
}
