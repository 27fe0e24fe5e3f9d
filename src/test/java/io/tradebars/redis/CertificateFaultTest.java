package io.tradebars.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lettuce.core.codec.StringCodec;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A certificate that must not be accepted is not, over either transport, and the failure says what is wrong with it. */
class CertificateFaultTest {

    private static final Instant NOW = Instant.now();

    @TempDir
    private Path folder;

    private final HeldCertificate authority =
            new HeldCertificate.Builder().certificateAuthority(0).build();

    private static HeldCertificate.Builder certificate(String host) {
        return new HeldCertificate.Builder().commonName(host).addSubjectAlternativeName(host);
    }

    private static HeldCertificate.Builder valid(HeldCertificate.Builder certificate, Duration since, Duration until) {
        return certificate.validityInterval(
                NOW.plus(since).toEpochMilli(), NOW.plus(until).toEpochMilli());
    }

    /** What the failure to connect to a server with that certificate says; the client trusts the authority. */
    private CertificateFault faultOf(String scheme, HeldCertificate certificate) throws Exception {
        HandshakeCertificates held =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        Path caFile = Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
        try (ServerSocket behind = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                TlsProxy proxy = new TlsProxy(behind.getLocalPort(), held);
                RedisConnector connector =
                        RedisConnector.create(RedisSettings.builder(scheme + "://localhost:" + proxy.port())
                                .token(RestServer.TOKEN)
                                .caFile(caFile.toString())
                                .callTimeout(Duration.ofSeconds(10))
                                .build())) {
            Throwable failure = catchThrowable(
                    () -> connector.connect(StringCodec.UTF8).sync().ping());

            assertThat(CommandOutcome.of(failure))
                    .isEqualTo(new CommandOutcome.Transient(CommandOutcome.Transient.UNTRUSTED_CERTIFICATE, null));
            assertThat(connector.stats().tlsHandshakes()).isZero();
            return CertificateFault.of(failure).orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "rediss"})
    void expiredCertificateIsRefused(String scheme) throws Exception {
        HeldCertificate expired = valid(certificate("localhost"), Duration.ofDays(-2), Duration.ofDays(-1))
                .signedBy(authority)
                .build();

        assertThat(faultOf(scheme, expired)).isEqualTo(CertificateFault.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "rediss"})
    void certificateOfTheFutureIsRefused(String scheme) throws Exception {
        HeldCertificate future = valid(certificate("localhost"), Duration.ofDays(1), Duration.ofDays(2))
                .signedBy(authority)
                .build();

        assertThat(faultOf(scheme, future)).isEqualTo(CertificateFault.NOT_YET_VALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "rediss"})
    void certificateOfAnotherHostIsRefused(String scheme) throws Exception {
        HeldCertificate other = certificate("example.org").signedBy(authority).build();

        assertThat(faultOf(scheme, other)).isEqualTo(CertificateFault.WRONG_HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "rediss"})
    void selfSignedCertificateIsRefused(String scheme) throws Exception {
        assertThat(faultOf(scheme, certificate("localhost").build())).isEqualTo(CertificateFault.UNKNOWN_AUTHORITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "rediss"})
    void certificateOfAnotherAuthorityIsRefused(String scheme) throws Exception {
        HeldCertificate unknown =
                new HeldCertificate.Builder().certificateAuthority(0).build();

        assertThat(faultOf(scheme, certificate("localhost").signedBy(unknown).build()))
                .isEqualTo(CertificateFault.UNKNOWN_AUTHORITY);
    }
}
