package io.tradebars.redis;

import java.io.Serializable;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.regex.Pattern;
import okhttp3.CertificatePinner;

/**
 * The hash of a public key that a server may have.
 *
 * @param text {@code sha256/} and the base64 of the SHA-256 of the key's SubjectPublicKeyInfo, the form of OkHttp's
 *     {@link CertificatePinner} (curl's {@code --pinnedpubkey} has one slash more)
 */
public record PublicKeyPin(String text) implements Serializable {

    /** 32 bytes as base64: the last of its 43 characters has two bits to spare, which are 0. */
    private static final Pattern FORM = Pattern.compile("sha256/[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=");

    /** @throws IllegalArgumentException if it is of another form */
    public PublicKeyPin {
        Objects.requireNonNull(text, "text");
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be sha256/ and the base64 of the SHA-256 of a public key (44 characters), was '" + text
                            + "'");
        }
    }

    /** Of the key of a certificate. */
    static PublicKeyPin of(X509Certificate certificate) {
        return new PublicKeyPin(CertificatePinner.pin(certificate));
    }

    @Override
    public String toString() {
        return text;
    }
}
