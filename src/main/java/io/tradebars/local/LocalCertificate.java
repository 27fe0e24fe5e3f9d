package io.tradebars.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * A certificate for loopback, made anew at each start and signed by an authority made with it. The authority's certificate is in a
 * file for clients to trust; no private key leaves this JVM.
 */
final class LocalCertificate {

    private static final Duration LIFE = Duration.ofDays(365);

    private final HeldCertificate authority;
    private final HeldCertificate server;

    LocalCertificate() {
        authority = new HeldCertificate.Builder()
                .commonName("tradebars local authority")
                .certificateAuthority(0)
                .duration(LIFE.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        server = new HeldCertificate.Builder()
                .commonName("localhost")
                .addSubjectAlternativeName("localhost")
                .addSubjectAlternativeName("127.0.0.1")
                .addSubjectAlternativeName("::1")
                .duration(LIFE.toMillis(), TimeUnit.MILLISECONDS)
                .signedBy(authority)
                .build();
    }

    /** For a server: presents the certificate. */
    SSLContext serverContext() {
        return new HandshakeCertificates.Builder()
                .heldCertificate(server, authority.certificate())
                .build()
                .sslContext();
    }

    /** Writes the authority's certificate, in PEM, into a file of that folder. */
    Path writeAuthority(Path folder) throws IOException {
        return Files.writeString(folder.resolve("authority.pem"), authority.certificatePem());
    }
}
