package ai.gpustack.runner.report;

import ai.gpustack.runner.plan.Shards;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Jobs as a GitLab child pipeline. Each extends {@code .runner-build}, which the including pipeline defines, and finds its
 * tags in {@code RUNNER_TAGS}. JSON, which is YAML, too.
 */
final class PlanGitlab {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private PlanGitlab() {}

    static String of(List<Shards.Shard> shards) {
        ObjectNode root = JSON.createObjectNode();
        for (Shards.Shard shard : shards) {
            ObjectNode job = root.putObject("build " + shard.name());
            job.put("extends", ".runner-build");
            ArrayNode labels = job.putArray("tags");
            shard.runsOn().forEach(labels::add);
            job.putObject("variables").put("RUNNER_TAGS", PlanGithub.tags(shard));
        }
        return JSON.writeValueAsString(root) + "\n";
    }
}
