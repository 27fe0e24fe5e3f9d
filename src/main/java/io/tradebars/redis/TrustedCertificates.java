package io.tradebars.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Which certificates of a server are trusted: by the JDK, for a PEM file, and for pinned keys. */
final class TrustedCertificates {

    private TrustedCertificates() {}

    /**
     * What judges a server's certificate; empty if the JDK's own certificates are all that the settings ask for.
     *
     * @throws IllegalArgumentException if the CA file cannot be read or holds no certificate
     */
    static Optional<X509ExtendedTrustManager> of(RedisSettings settings) {
        if (settings.caFile() == null && settings.pins().isEmpty()) {
            return Optional.empty();
        }
        X509ExtendedTrustManager trusted = settings.caFile() == null ? jdk() : with(settings.caFile());
        return Optional.of(settings.pins().isEmpty() ? trusted : new PinnedKeys(trusted, settings.pins()));
    }

    private static X509ExtendedTrustManager jdk() {
        try {
            return manager(null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's trusted certificates cannot be read", e);
        }
    }

    private static X509ExtendedTrustManager with(String pemFile) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : read(pemFile)) {
                trusted.setCertificateEntry("file-" + number++, certificate);
            }
            if (number == 0) {
                throw new IllegalArgumentException("CA file '" + pemFile + "' holds no certificate (PEM is expected)");
            }
            for (X509Certificate certificate : jdk().getAcceptedIssuers()) {
                trusted.setCertificateEntry("jdk-" + number++, certificate);
            }
            return manager(trusted);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "CA file '" + pemFile + "' cannot be read: " + FileFaults.of(e)
                            + " (redis.tls.ca-file must hold certificates as PEM: -----BEGIN CERTIFICATE-----)",
                    e);
        }
    }

    private static Collection<? extends Certificate> read(String pemFile) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(Path.of(pemFile))) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem);
        }
    }

    /** @param trusted the JDK's own if {@code null} */
    private static X509ExtendedTrustManager manager(KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager x509) {
                return x509;
            }
        }
        throw new IllegalStateException("the JDK has no trust manager for X.509 certificates");
    }
}
