package ai.gpustack.runner.report;

import ai.gpustack.runner.lint.Finding;
import ai.gpustack.runner.source.Problem;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Findings for programs. Their schema is docs/schema/findings.json. */
public final class FindingsJson {

    private static final int SCHEMA_VERSION = 1;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private FindingsJson() {}

    /**
     * Renders findings.
     *
     * @param findings the findings, silenced ones included
     * @return JSON, the same bytes for the same findings
     */
    public static String of(List<Finding> findings) {
        ObjectNode root = JSON.createObjectNode();
        root.put("schemaVersion", SCHEMA_VERSION);
        ArrayNode array = root.putArray("findings");
        findings.forEach(finding -> array.add(finding(finding)));
        return JSON.writeValueAsString(root) + "\n";
    }

    private static ObjectNode finding(Finding finding) {
        Problem problem = finding.problem();
        ObjectNode json = JSON.createObjectNode();
        json.put("rule", finding.rule().id());
        json.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
        json.put("file", problem.at().file());
        json.put("line", problem.at().line());
        json.put("column", problem.at().column());
        json.put("what", problem.what());
        json.put("mend", problem.mend());
        json.put("page", finding.rule().page());
        finding.silenced().ifPresent(reason -> json.put("silenced", reason));
        return json;
    }
}
