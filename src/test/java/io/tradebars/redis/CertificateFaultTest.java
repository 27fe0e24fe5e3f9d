package io.tradebars.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lettuce.core.codec.StringCodec;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A certificate that must not be accepted is not, over either transport, and the failure says what is wrong with it. */
class CertificateFaultTest {

    private static final HeldCertificate AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).build();
    private static final HeldCertificate UNKNOWN_AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).build();

    @TempDir
    private Path folder;

    /** A certificate that would be good, but for what is still to be said of it. */
    private static HeldCertificate.Builder of(String host) {
        return new HeldCertificate.Builder().addSubjectAlternativeName(host).signedBy(AUTHORITY);
    }

    private static HeldCertificate.Builder valid(int sinceDays, int untilDays) {
        Instant now = Instant.now();
        return of("localhost")
                .validityInterval(
                        now.plus(Duration.ofDays(sinceDays)).toEpochMilli(),
                        now.plus(Duration.ofDays(untilDays)).toEpochMilli());
    }

    static Stream<Arguments> refused() {
        return Stream.of("https", "rediss")
                .flatMap(scheme -> Stream.of(
                        arguments(scheme, CertificateFault.EXPIRED, valid(-2, -1)),
                        arguments(scheme, CertificateFault.NOT_YET_VALID, valid(1, 2)),
                        arguments(scheme, CertificateFault.WRONG_HOST, of("example.org")),
                        arguments(
                                scheme,
                                CertificateFault.UNKNOWN_AUTHORITY,
                                of("localhost").signedBy(null)),
                        arguments(
                                scheme,
                                CertificateFault.UNKNOWN_AUTHORITY,
                                of("localhost").signedBy(UNKNOWN_AUTHORITY))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void refused(String scheme, CertificateFault fault, HeldCertificate.Builder certificate) throws Exception {
        Throwable failure = failureToConnect(scheme, certificate.build(), List.of());

        assertThat(CertificateFault.of(failure)).contains(fault);
    }

    /** It could be had from an authority that was deceived, and is sent with a certificate of the pinned key besides. */
    @ParameterizedTest
    @ValueSource(strings = {"https", "rediss"})
    void goodCertificateOfAnotherKeyThanThosePinnedIsRefusedAndBothAreNamed(String scheme) throws Exception {
        HeldCertificate certificate = of("localhost").build();
        List<PublicKeyPin> pins =
                List.of(PublicKeyPin.of(AUTHORITY.certificate()), PublicKeyPin.of(UNKNOWN_AUTHORITY.certificate()));

        Throwable failure = failureToConnect(scheme, certificate, pins, AUTHORITY.certificate());

        assertThat(CertificateFault.of(failure)).contains(CertificateFault.WRONG_KEY);
        assertThat(CertificateFault.adviceOn(failure).orElseThrow())
                .contains(
                        "if the server was given a new key, add that there",
                        "(the server's public key is " + PublicKeyPin.of(certificate.certificate()) + ", and pinned is "
                                + pins.get(0) + " or " + pins.get(1) + ")");
    }

    /** What a pin doesn't replace. */
    @ParameterizedTest
    @ValueSource(strings = {"https", "rediss"})
    void certificateOfThePinnedKeyMustBeGoodBesides(String scheme) throws Exception {
        HeldCertificate certificate = of("example.org").build();

        Throwable failure = failureToConnect(scheme, certificate, List.of(PublicKeyPin.of(certificate.certificate())));

        assertThat(CertificateFault.of(failure)).contains(CertificateFault.WRONG_HOST);
    }

    /** Of a server with that certificate; the client trusts the authority. */
    private Throwable failureToConnect(
            String scheme, HeldCertificate certificate, List<PublicKeyPin> pins, X509Certificate... sentToo)
            throws Exception {
        HandshakeCertificates held = new HandshakeCertificates.Builder()
                .heldCertificate(certificate, sentToo)
                .build();
        Path caFile = Files.writeString(folder.resolve("ca.pem"), AUTHORITY.certificatePem());
        try (ServerSocket behind = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                TlsProxy proxy = new TlsProxy(behind.getLocalPort(), held);
                RedisConnector connector =
                        RedisConnector.create(RedisSettings.builder(scheme + "://localhost:" + proxy.port())
                                .token(RestServer.TOKEN)
                                .caFile(caFile.toString())
                                .pins(pins)
                                .callTimeout(Duration.ofSeconds(10))
                                .build())) {
            Throwable failure = catchThrowable(
                    () -> connector.connect(StringCodec.UTF8).sync().ping());

            assertThat(CommandOutcome.of(failure))
                    .isEqualTo(new CommandOutcome.Transient(CommandOutcome.Transient.UNTRUSTED_CERTIFICATE, null));
            assertThat(connector.stats().tlsHandshakes()).isZero();
            return failure;
        }
    }
}
