package io.tradebars.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import okhttp3.tls.HeldCertificate;

/** A door of a broker, beside the one for everybody, that wants TLS and a password (SASL_SSL, PLAIN): what brokers in a cloud have. */
final class SecuredListener {

    private static final String USER = "alice";

    private final HeldCertificate authority = new HeldCertificate.Builder()
            .commonName("broker authority")
            .certificateAuthority(0)
            .build();
    private final HeldCertificate server = new HeldCertificate.Builder()
            .addSubjectAlternativeName("127.0.0.1")
            .signedBy(authority)
            .build();
    private final String password;
    private final int port;

    /** @param password the user's */
    SecuredListener(String password) throws IOException {
        this.password = password;
        this.port = Ports.free();
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Settings of the broker. */
    Map<String, String> ofBroker() {
        return Map.of(
                "listeners",
                "SECURED://" + bootstrapServers(),
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL",
                "sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.secured.plain.sasl.jaas.config",
                login() + " user_" + USER + "=\"" + password + "\";",
                "ssl.keystore.type",
                "PEM",
                "ssl.keystore.key",
                server.privateKeyPkcs8Pem(),
                "ssl.keystore.certificate.chain",
                server.certificatePem() + authority.certificatePem());
    }

    /**
     * What somebody tells the job to get in.
     *
     * @param folder for the authority's certificate
     * @param password as that somebody knows it
     */
    Map<String, String> ofClient(Path folder, String password) throws IOException {
        Path trusted = Files.writeString(folder.resolve("broker-ca.pem"), authority.certificatePem());
        return Map.of(
                "kafka.bootstrap.servers",
                bootstrapServers(),
                "kafka.properties.security.protocol",
                "SASL_SSL",
                "kafka.properties.sasl.mechanism",
                "PLAIN",
                "kafka.properties.sasl.jaas.config",
                login() + " username=\"" + USER + "\" password=\"" + password + "\";",
                "kafka.properties.ssl.truststore.type",
                "PEM",
                "kafka.properties.ssl.truststore.location",
                trusted.toString());
    }

    private static String login() {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required";
    }
}
