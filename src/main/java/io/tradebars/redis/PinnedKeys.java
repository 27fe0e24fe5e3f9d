package io.tradebars.redis;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a server that another trusts, if its own certificate is of a pinned public key. Those of the authorities above it don't
 * count: a server sends of them what it likes.
 */
final class PinnedKeys extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager trusted;
    private final List<PublicKeyPin> pins;

    /** Says that the key of a certificate, otherwise good, is another. */
    static final class WrongKeyException extends CertificateException {
        private static final long serialVersionUID = 1;

        private WrongKeyException(PublicKeyPin found, List<PublicKeyPin> pins) {
            super("the server's public key is " + found + ", and pinned is "
                    + pins.stream().map(PublicKeyPin::text).collect(Collectors.joining(" or ")));
        }
    }

    PinnedKeys(X509ExtendedTrustManager trusted, List<PublicKeyPin> pins) {
        this.trusted = trusted;
        this.pins = pins;
    }

    private void checkKey(X509Certificate[] chain) throws WrongKeyException {
        PublicKeyPin found = PublicKeyPin.of(chain[0]);
        if (!pins.contains(found)) {
            throw new WrongKeyException(found, pins);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        trusted.checkServerTrusted(chain, authType, engine);
        checkKey(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        trusted.checkServerTrusted(chain, authType, socket);
        checkKey(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trusted.checkServerTrusted(chain, authType);
        checkKey(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("of servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("of servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("of servers only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trusted.getAcceptedIssuers();
    }
}
