package ai.gpustack.runner.plan;

import ai.gpustack.runner.process.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An image in a folder of this machine, as a further build context names it: {@code oci-layout://FOLDER[:TAG][@DIGEST]} (buildx,
 * build.loadInputs).
 *
 * @param folder the OCI image layout
 * @param version what comes behind it: {@code :TAG}, {@code @DIGEST}, both or neither
 */
public record OciLayout(Path folder, String version) {

    private static final String SCHEME = "oci-layout://";

    /**
     * Reads a context's value.
     *
     * @param value the value
     * @return the layout; empty if it is something else
     */
    public static Optional<OciLayout> parse(String value) {
        if (!value.startsWith(SCHEME)) {
            return Optional.empty();
        }
        String place = value.substring(SCHEME.length());
        int at = place.indexOf('@');
        String named = at < 0 ? place : place.substring(0, at);
        int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
        int end = colon < 0 ? named.length() : colon;
        return Optional.of(new OciLayout(Path.of(place.substring(0, end)), place.substring(end)));
    }

    /**
     * The same layout, found from a folder.
     *
     * @param root where a relative path begins
     * @return a layout with a whole path
     */
    public OciLayout from(Path root) {
        return new OciLayout(root.resolve(folder).normalize(), version);
    }

    /** {@return whether the folder is an image layout, by its index (OCI image layout specification)} */
    public boolean isThere() {
        return Files.isRegularFile(index());
    }

    private Path index() {
        return folder.resolve("index.json");
    }

    /**
     * What decides which image it is, wherever the folder lies.
     *
     * @return the digest that it is named by; without one, its tag and the digest of the layout's index
     */
    String fingerprint() {
        int at = version.indexOf('@');
        if (at >= 0) {
            return SCHEME + version.substring(at);
        }
        try {
            return SCHEME + version + " "
                    + Sha256.of(Files.readAllBytes(index())).hex();
        } catch (IOException e) {
            return SCHEME + version; // where it isn't there the build fails, and says so
        }
    }

    /** {@return the value as buildx reads it} */
    @Override
    public String toString() {
        return SCHEME + folder + version;
    }
}
