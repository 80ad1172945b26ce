package ai.gpustack.runner.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 that is being made of bytes as they come. Not safe for several threads. */
public final class Sha256 {

    private static final int BUFFER = 1 << 16;

    private final MessageDigest digest;

    /** Of nothing, so far. */
    public Sha256() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The digest of a text.
     *
     * @param text the text
     * @return the digest of its bytes in UTF-8
     */
    public static Sha256 of(String text) {
        return new Sha256().add(text);
    }

    /**
     * The digest of bytes.
     *
     * @param bytes the bytes
     * @return their digest
     */
    public static Sha256 of(byte[] bytes) {
        return new Sha256().add(bytes);
    }

    /**
     * The digest of a stream.
     *
     * @param stream is read to its end, and left open
     * @return the digest of what was read
     * @throws IOException if it can't be read
     */
    public static Sha256 of(InputStream stream) throws IOException {
        var sha256 = new Sha256();
        byte[] buffer = new byte[BUFFER];
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
            sha256.digest.update(buffer, 0, n);
        }
        return sha256;
    }

    /**
     * Adds a text.
     *
     * @param text the text, of which the bytes in UTF-8 are added
     * @return this
     */
    public Sha256 add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds bytes.
     *
     * @param bytes the bytes
     * @return this
     */
    public Sha256 add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    /** {@return the digest, 32 bytes; what is added after that begins another} */
    public byte[] bytes() {
        return digest.digest();
    }

    /** {@return the digest as 64 hex digits in lower case; what is added after that begins another} */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }
}
