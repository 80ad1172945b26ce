package ai.gpustack.runner.it;

import ai.gpustack.runner.process.Command;
import ai.gpustack.runner.process.Output;
import ai.gpustack.runner.process.Programs;
import java.util.ArrayList;
import java.util.List;

/** A buildx builder of this user's whose node is a {@link Worker}. */
final class RemoteBuilder implements AutoCloseable {

    private final String name;

    /**
     * Creates the builder. The worker needs to be up.
     *
     * @param name its name, which no other builder has
     * @param worker its node
     */
    RemoteBuilder(String name, Worker worker) {
        this.name = name;
        create(worker);
    }

    /** Adds a second machine to the builder. The worker needs to be up. */
    void append(Worker worker) {
        create(worker, "--append");
    }

    private void create(Worker worker, String... options) {
        Certificates certificates = worker.certificates();
        var arguments = new ArrayList<>(List.of("create"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(
                "--name",
                name,
                "--driver",
                "remote",
                "--driver-opt",
                "cacert=" + certificates.authority() + ",cert=" + certificates.clientCertificate() + ",key="
                        + certificates.clientKey(),
                worker.address()));
        buildx(arguments.toArray(String[]::new));
    }

    String name() {
        return name;
    }

    private static void buildx(String... arguments) {
        var command = new ArrayList<>(List.of("docker", "buildx"));
        command.addAll(List.of(arguments));
        Output output = new Programs().capture(Command.of(command));
        if (!output.succeeded()) {
            throw new AssertionError(String.join(" ", command) + " failed: " + output.err());
        }
    }

    @Override
    public void close() {
        buildx("rm", "--force", name);
    }
}
