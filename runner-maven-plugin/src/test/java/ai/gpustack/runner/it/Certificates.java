package ai.gpustack.runner.it;

import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate authority of a test's own, with a certificate for workers on loopback and one for their clients, made by the
 * {@code openssl} command.
 */
final class Certificates {

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes them.
     *
     * @param folder an existing folder, for the keys and certificates
     * @return the certificates, good for two days
     */
    static Certificates in(Path folder) {
        var made = new Certificates(folder);
        made.request("test authority", "ca", "-x509", "-days", "2", "-out", "ca.pem");
        made.issue("worker", "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n");
        made.issue("client", "extendedKeyUsage=clientAuth\n");
        return made;
    }

    /** Those that a folder has already, under the names that are used here. */
    static Certificates at(Path folder) {
        return new Certificates(folder);
    }

    Path authority() {
        return folder.resolve("ca.pem");
    }

    Path workerCertificate() {
        return folder.resolve("worker.pem");
    }

    Path workerKey() {
        return folder.resolve("worker.key");
    }

    Path clientCertificate() {
        return folder.resolve("client.pem");
    }

    Path clientKey() {
        return folder.resolve("client.key");
    }

    private void issue(String name, String extensions) {
        try {
            Files.writeString(folder.resolve(name + ".ext"), extensions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        request(name, name, "-out", name + ".csr");
        run(List.of(
                "openssl",
                "x509",
                "-req",
                "-days",
                "2",
                "-in",
                name + ".csr",
                "-out",
                name + ".pem",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-extfile",
                name + ".ext"));
    }

    private void request(String subject, String name, String... more) {
        var command = new ArrayList<>(List.of(
                "openssl",
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-subj",
                "/CN=" + subject,
                "-keyout",
                name + ".key"));
        command.addAll(List.of(more));
        run(command);
    }

    private void run(List<String> command) {
        Output output = new Programs().capture(Command.of(command).in(folder));
        if (!output.succeeded()) {
            throw new AssertionError(String.join(" ", command) + " failed: " + output.err());
        }
    }
}
