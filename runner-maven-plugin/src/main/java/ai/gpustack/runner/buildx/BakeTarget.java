package ai.gpustack.runner.buildx;

import java.util.List;
import java.util.Map;

/**
 * One target of a bake definition: one image for one platform.
 *
 * @param name the target's name; see {@link BakeFile#targetName}
 * @param context the build context, relative to the directory that bake is run in
 * @param dockerfile the Dockerfile, relative to the context
 * @param stage the stage to build
 * @param platform {@code os/arch[/variant]}
 * @param args the build arguments; their text is plain text, whatever it looks like
 * @param tags the references that the image gets
 * @param labels the image's labels
 * @param annotations the manifest's annotations; they need an OCI manifest
 * @param secrets what {@code RUN --mount=type=secret} may read: {@code id=ID,src=FILE}
 * @param outputs where the image goes, in buildx's own form: {@code type=image,push=true}
 * @param noCache whether cached results are left aside
 */
public record BakeTarget(
        String name,
        String context,
        String dockerfile,
        String stage,
        String platform,
        Map<String, String> args,
        List<String> tags,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<String> secrets,
        List<String> outputs,
        boolean noCache) {}
