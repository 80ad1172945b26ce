package ai.gpustack.runner.build;

import java.nio.file.Path;
import java.util.Map;

/**
 * How a plan is built.
 *
 * @param force whether images are built that are up to date
 * @param parallel how many platform images are built at a time, at least 1
 * @param secrets what {@code RUN --mount=type=secret,id=…} may read: files by id
 * @param labels labels and annotations that every platform image gets, beside its id
 * @param output where the definition and the logs are written: {@code target/runner}
 */
public record BuildSettings(
        boolean force, int parallel, Map<String, Path> secrets, Map<String, String> labels, Path output) {}
