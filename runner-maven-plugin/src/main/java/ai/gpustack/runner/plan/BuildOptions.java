package ai.gpustack.runner.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Options of a build, for all images alike. Those that decide what an image is are in its identity; those that only decide whether
 * its steps can run aren't.
 *
 * @param contexts further build contexts, by the name under which FROM, {@code COPY --from} and mounts find them: a folder, or
 *     {@code docker-image://…}, {@code https://…}, {@code oci-layout://…}; decides
 * @param network the network of RUN steps: {@code default}, {@code none}, {@code host}; the empty text for buildx's own choice
 * @param shmSize the size of {@code /dev/shm}: {@code 64m}; the empty text for the default
 * @param ulimits {@code nofile=1024:2048}
 * @param compression how layers are compressed: {@code gzip}, {@code zstd}, {@code estargz}, {@code uncompressed}; the empty text
 *     for the builder's own choice; decides
 * @param provenance {@code off}, {@code min} or {@code max}: how much of the build's course is attached to an image; decides
 * @param sbom by what the list of what is installed is made that is attached to an image: {@link #SCANNER_OF_BUILDER}, or a
 *     reference of a scanner's image; the empty text for no such list; decides
 */
public record BuildOptions(
        Map<String, String> contexts,
        String network,
        String shmSize,
        List<String> ulimits,
        String compression,
        String provenance,
        String sbom) {

    /** For {@link #sbom()}: BuildKit's own scanner (frontend/attestations/parse.go has its name). */
    public static final String SCANNER_OF_BUILDER = "true";

    /** What a build has without any option. */
    public static final BuildOptions NONE = new BuildOptions(Map.of(), "", "", List.of(), "", "off", "");

    public BuildOptions {
        contexts = Map.copyOf(contexts);
        ulimits = List.copyOf(ulimits);
    }

    /**
     * The same with some of the contexts.
     *
     * @param some the contexts that are left
     * @return new options
     */
    BuildOptions withContexts(Map<String, String> some) {
        return new BuildOptions(some, network, shmSize, ulimits, compression, provenance, sbom);
    }

    /** {@return the folders of this machine that the contexts are read from} */
    public List<Path> folders() {
        return contexts.values().stream()
                .flatMap(value -> NamedContexts.folder(value).stream())
                .toList();
    }

    /** {@return whether something is attached to an image, which makes what is pushed an index} */
    public boolean attaches() {
        return !sbom.isEmpty() || !provenance.equals("off");
    }

    /**
     * What is in an image's identity: nothing where no option is given.
     *
     * @param fingerprint tells what a context holds
     * @return values by name
     */
    SortedMap<String, String> deciding(UnaryOperator<String> fingerprint) {
        var deciding = new TreeMap<String, String>();
        contexts.forEach(
                (name, value) -> deciding.put("context " + name, Confidential.shown(name, fingerprint.apply(value))));
        if (!compression.isEmpty()) {
            deciding.put("compression", compression);
        }
        if (!provenance.equals("off")) {
            deciding.put("provenance", provenance);
        }
        if (!sbom.isEmpty()) {
            deciding.put("sbom", sbom);
        }
        return deciding;
    }
}
