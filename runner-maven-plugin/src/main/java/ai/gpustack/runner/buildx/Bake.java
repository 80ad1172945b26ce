package ai.gpustack.runner.buildx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One run of {@code docker buildx bake}.
 *
 * @param builder the builder; empty for the one that is selected
 * @param definition the bake definition
 * @param targets the targets to build
 * @param ofCache those of them that take what the builder's cache has, whatever the definition says
 * @param parallel how many are built at a time; counts only where buildx can limit it
 * @param goesOn whether the other targets go on when one fails; where buildx can't do that, a bake has one target
 * @param pushes whether they are pushed, so that they are done only then
 * @param metadata where bake writes the digests
 * @param allowed what the definition needs that bake asks for: {@code fs.read=PATH}, {@code network.host}
 */
public record Bake(
        Optional<String> builder,
        Path definition,
        List<String> targets,
        List<String> ofCache,
        int parallel,
        boolean goesOn,
        boolean pushes,
        Path metadata,
        List<String> allowed) {

    public Bake {
        targets = List.copyOf(targets);
        ofCache = List.copyOf(ofCache);
        allowed = List.copyOf(allowed);
    }

    /** The arguments, with what this buildx can do. */
    List<String> arguments(boolean canLimit, boolean hasRawJson) {
        var arguments = new ArrayList<>(List.of("docker", "buildx", "bake"));
        builder.ifPresent(name -> arguments.addAll(List.of("--builder", name)));
        arguments.addAll(List.of("--file", definition.toString()));
        arguments.addAll(List.of("--progress", hasRawJson ? "rawjson" : "plain"));
        arguments.addAll(List.of("--metadata-file", metadata.toString()));
        if (canLimit) {
            arguments.addAll(List.of("--jobs", (goesOn ? "defer-error" : "fail-fast") + ",parallel=" + parallel));
        }
        ofCache.forEach(target -> arguments.addAll(List.of("--set", target + ".no-cache=false")));
        allowed.forEach(what -> arguments.addAll(List.of("--allow", what)));
        arguments.addAll(targets);
        return arguments;
    }
}
