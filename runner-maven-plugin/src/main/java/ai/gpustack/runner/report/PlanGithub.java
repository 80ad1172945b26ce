package ai.gpustack.runner.report;

import ai.gpustack.runner.plan.PlatformImage;
import ai.gpustack.runner.plan.Shards;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs as a GitHub Actions matrix: {@code strategy: {matrix: ${{ fromJSON(…) }}}}. On one line, as a job's output is. */
final class PlanGithub {

    private static final JsonMapper JSON = new JsonMapper();

    private PlanGithub() {}

    static String of(List<Shards.Shard> shards) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode include = root.putArray("include");
        for (Shards.Shard shard : shards) {
            ObjectNode job = include.addObject();
            job.put("name", shard.name());
            ArrayNode labels = job.putArray("runsOn");
            shard.runsOn().forEach(labels::add);
            job.put("tags", tags(shard));
            job.put("count", shard.images().size());
        }
        return JSON.writeValueAsString(root) + "\n";
    }

    /** What {@code -Dtag} takes. */
    static String tags(Shards.Shard shard) {
        return shard.images().stream().map(PlatformImage::tag).collect(Collectors.joining(","));
    }
}
