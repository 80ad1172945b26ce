package ai.gpustack.runner.registry;

/**
 * Something that a registry holds, by the OCI image specification's descriptor.
 *
 * @param mediaType what it is
 * @param digest {@code sha256:…} of its bytes
 * @param size its length in bytes
 */
public record Descriptor(String mediaType, String digest, long size) {

    /** {@return whether it is an index (Docker: a manifest list), which names manifests for several platforms} */
    public boolean isIndex() {
        return mediaType.equals(MediaTypes.OCI_INDEX) || mediaType.equals(MediaTypes.DOCKER_LIST);
    }
}
