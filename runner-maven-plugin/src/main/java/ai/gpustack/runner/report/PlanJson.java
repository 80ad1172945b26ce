package ai.gpustack.runner.report;

import ai.gpustack.runner.plan.Base;
import ai.gpustack.runner.plan.Confidential;
import ai.gpustack.runner.plan.Plan;
import ai.gpustack.runner.plan.PlanSnapshot;
import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.RunnerImage;
import ai.gpustack.runner.source.Problem;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A plan for programs. Its schema is docs/schema/plan.json. */
public final class PlanJson {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private PlanJson() {}

    /**
     * Renders a plan.
     *
     * @param plan the plan
     * @return JSON, the same bytes for the same plan
     */
    public static String of(Plan plan) {
        ObjectNode root = JSON.createObjectNode();
        root.put("schemaVersion", PlanSnapshot.SCHEMA_VERSION);
        ArrayNode images = root.putArray("images");
        plan.images().forEach(image -> images.add(image(image)));
        ArrayNode problems = root.putArray("problems");
        plan.problems().forEach(problem -> problems.add(problem(problem)));
        return JSON.writeValueAsString(root) + "\n";
    }

    private static ObjectNode image(RunnerImage image) {
        ObjectNode json = JSON.createObjectNode();
        json.put("reference", image.reference().toString());
        json.put("devReference", image.devReference().toString());
        json.put("backend", image.name().backend());
        json.put("backendVersion", image.name().backendVersion());
        image.name().variant().ifPresent(variant -> json.put("variant", variant));
        json.put("service", image.name().service());
        json.put("serviceVersion", image.name().serviceVersion());
        ArrayNode platformImages = json.putArray("platformImages");
        image.platformImages().forEach(p -> platformImages.add(platformImage(p)));
        return json;
    }

    private static ObjectNode platformImage(PlatformImage image) {
        ObjectNode json = JSON.createObjectNode();
        json.put("platform", image.platform().toString());
        json.put("reference", image.reference().toString());
        json.put("id", image.id());
        json.put("idReference", image.idReference().toString());
        json.put("selected", image.selected());
        json.put("rule", image.rule().toString());
        json.put("context", image.context());
        json.put("dockerfile", image.dockerfile());
        json.put("stage", image.stage());
        ObjectNode args = json.putObject("args");
        image.args().forEach((key, value) -> args.put(key, Confidential.shown(key, value)));
        json.put("revision", image.revision());
        ArrayNode bases = json.putArray("bases");
        image.bases().forEach(base -> bases.add(base(base)));
        json.set("inputs", JSON.valueToTree(image.inputs()));
        return json;
    }

    private static ObjectNode base(Base base) {
        ObjectNode json = JSON.createObjectNode();
        json.put("reference", base.reference().toString());
        base.platform().ifPresent(platform -> json.put("platform", platform.toString()));
        ObjectNode digests = json.putObject("digests");
        base.digests().forEach((platform, digest) -> digests.put(platform.toString(), digest));
        json.put("at", base.at().toString());
        return json;
    }

    private static ObjectNode problem(Problem problem) {
        ObjectNode json = JSON.createObjectNode();
        json.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
        json.put("file", problem.at().file());
        json.put("line", problem.at().line());
        json.put("column", problem.at().column());
        json.put("what", problem.what());
        json.put("mend", problem.mend());
        return json;
    }
}
