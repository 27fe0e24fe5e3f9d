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
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The JDK's trusted certificates and those of a PEM file. */
final class TrustedCertificates {

    private TrustedCertificates() {}

    /**
     * Reads the file.
     *
     * @param pemFile one certificate or more, PEM
     * @throws IllegalArgumentException if it cannot be read or holds no certificate
     */
    static TrustManagerFactory with(String pemFile) {
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
            for (X509Certificate certificate : x509(factory(null)).getAcceptedIssuers()) {
                trusted.setCertificateEntry("jdk-" + number++, certificate);
            }
            return factory(trusted);
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

    private static TrustManagerFactory factory(KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }

    /** The factory's manager for X.509. */
    static X509TrustManager x509(TrustManagerFactory factory) {
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new IllegalStateException("the JDK has no trust manager for X.509 certificates");
    }
}
