package ai.gpustack.runner.buildx;

import java.util.Optional;

/**
 * What a target is made of is read from this machine, or was, for another target of the same bake. Those share what they read alike: BuildKit
 * asks for it once in a bake, as buildx has one session for each folder (build/build.go, {@code detectSharedMounts}), and takes it from its
 * cache afterwards, whatever has become of the files (measured, 0.38.2).
 *
 * @param target the target
 * @param kind what is read
 * @param step the step as BuildKit names it: {@code [internal] load build context}
 * @param source the same text for the same read
 * @param isFresh whether it is read for this target now, or just was; else it is what was read before
 */
public record LocalRead(String target, Kind kind, String step, String source, boolean isFresh) {

    /** What is read (frontend/dockerui, {@code ReadEntrypoint}, {@code MainContext} and {@code NamedContext}). */
    public enum Kind {
        /** The Dockerfile. */
        DOCKERFILE,
        /** What the target takes of its build context. */
        CONTEXT,
        /** A folder that is a further build context. */
        FOLDER;

        /** What a step reads; empty if it is another step. */
        static Optional<Kind> of(String step) {
            if (step.startsWith("[internal] load build definition ")) {
                return Optional.of(DOCKERFILE);
            }
            if (step.equals("[internal] load build context")) {
                return Optional.of(CONTEXT);
            }
            return step.startsWith("[context ") && step.endsWith("] load from client")
                    ? Optional.of(FOLDER)
                    : Optional.empty();
        }
    }
}
