package ai.gpustack.runner.report;

import ai.gpustack.runner.matrix.Matrix;
import ai.gpustack.runner.plan.Confidential;
import ai.gpustack.runner.plan.ImageName;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.RunnerImage;
import ai.gpustack.runner.plan.Shards;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plan under the field names of the upstream project's CI: {@code build_jobs}, a record for each platform image, and
 * {@code manifest_jobs}, the platform tags of each {@code -dev} tag.
 */
final class PlanJobs {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private PlanJobs() {}

    static String of(Plan plan, Matrix matrix) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode builds = root.putArray("build_jobs");
        plan.selected().forEach(image -> builds.add(build(image, matrix)));
        ObjectNode manifests = root.putObject("manifest_jobs");
        plan.images().forEach(image -> manifest(manifests, image));
        return JSON.writeValueAsString(root) + "\n";
    }

    private static ObjectNode build(PlatformImage image, Matrix matrix) {
        ImageName name = image.name();
        ObjectNode job = JSON.createObjectNode();
        job.put("backend", name.backend());
        job.put("backend_version", name.backendVersion());
        job.put("original_backend_version", image.originalBackendVersion());
        job.put("backend_variant", name.variant().orElse(""));
        job.put("service", name.service());
        job.put("service_version", name.serviceVersion());
        job.put("platform", image.platform().toString());
        job.put("tag", name.devTag());
        job.put("platform_tag", image.tag());
        ArrayNode args = job.putArray("args");
        image.args().forEach((key, value) -> args.add(key + "=" + Confidential.shown(key, value)));
        job.put("target", image.stage());
        job.put("context", image.context());
        job.put("dockerfile", image.dockerfile());
        job.put("runner", String.join(",", Shards.runsOn(image, matrix)));
        ArrayNode caches = job.putArray("platform_tag_cache");
        caches(image).forEach(caches::add);
        job.put("deprecated", false);
        return job;
    }

    private static void manifest(ObjectNode manifests, RunnerImage image) {
        ArrayNode tags = manifests.putArray(image.name().devTag());
        image.platformImages().forEach(platformImage -> tags.add(platformImage.tag()));
    }

    /** The platform tag itself, then with the service's version cut to two parts and to one, each once. */
    private static Set<String> caches(PlatformImage image) {
        ImageName name = image.name();
        List<String> parts = Arrays.asList(name.serviceVersion().split("\\."));
        var tags = new LinkedHashSet<String>();
        tags.add(image.tag());
        for (int length = Math.min(2, parts.size()); length > 0; length--) {
            var shorter = new ImageName(
                    name.backend(),
                    name.backendVersion(),
                    name.variant(),
                    name.service(),
                    String.join(".", parts.subList(0, length)));
            tags.add(shorter.platformTag(image.platform()));
        }
        return tags;
    }
}
