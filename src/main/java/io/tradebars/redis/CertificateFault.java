package io.tradebars.redis;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What keeps a server's certificate from being accepted; the same over HTTP and over a socket. */
public enum CertificateFault {
    /** Its time is over, or that of an authority above it. */
    EXPIRED("the certificate has expired: renew it there"),

    /** Its time is still to come. */
    NOT_YET_VALID("the certificate is not valid yet: renew it there, or set this machine's clock"),

    /** It is of another host. */
    WRONG_HOST("the certificate is of another host: is that in redis.url the right one?"),

    /** It is signed by itself, or by an authority that isn't trusted. */
    UNKNOWN_AUTHORITY("the certificate is self-signed or of an authority that is not trusted:"
            + " if it is the right one, name it or its authority in redis.tls.ca-file"),

    /** It is good, but its public key is none of those that are pinned. */
    WRONG_KEY(
            "the certificate's public key is none of redis.tls.pins: if the server was given a new key, add that there;"
                    + " if nobody did so, something else answers in its place"),

    /** Anything else. */
    OTHER("the certificate is not accepted");

    private final String advice;

    CertificateFault(String advice) {
        this.advice = advice;
    }

    /**
     * What is wrong with the certificate that made a connection fail, what to do about it and, in parentheses, what was found;
     * none if it failed for another reason.
     */
    public static Optional<String> adviceOn(Throwable failure) {
        return of(failure).map(fault -> fault.advice + " (" + finding(failure) + ")");
    }

    /** What the certificate lacked that made a connection fail; none if it failed for another reason. */
    public static Optional<CertificateFault> of(Throwable failure) {
        CertificateFault found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return Optional.of(EXPIRED);
            } else if (cause instanceof CertificateNotYetValidException) {
                return Optional.of(NOT_YET_VALID);
            } else if (cause instanceof PinnedKeys.WrongKeyException) {
                return Optional.of(WRONG_KEY);
            } else if (cause instanceof SSLPeerUnverifiedException || isAboutTheHost(cause)) {
                return Optional.of(WRONG_HOST);
            } else if (cause instanceof CertPathBuilderException) {
                found = UNKNOWN_AUTHORITY;
            } else if (found == null
                    && (cause instanceof CertificateException || cause instanceof CertPathValidatorException)) {
                found = OTHER;
            }
        }
        return Optional.ofNullable(found);
    }

    /** The first line of what the deepest cause says; the host's is a list with a heading. */
    private static String finding(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("").replaceFirst(":$", "");
    }

    /** The JDK's check of the host has no exception of its own (JDK 17 sun.security.util.HostnameChecker). */
    private static boolean isAboutTheHost(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause.getClass() == CertificateException.class
                && (message.startsWith("No subject alternative") || message.startsWith("No name matching"));
    }
}
