package ai.gpustack.runner.report;

import ai.gpustack.runner.lint.Finding;
import ai.gpustack.runner.lint.RuleDescription;
import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Problem;
import ai.gpustack.runner.source.ProblemKind;
import ai.gpustack.runner.source.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Findings in SARIF 2.1.0, the form that code scanning reads. Paths are relative to {@code runner.directory}. */
public final class FindingsSarif {

    private static final String VERSION = "2.1.0";
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private FindingsSarif() {}

    /**
     * Renders findings.
     *
     * @param findings the findings, silenced ones included
     * @return JSON, the same bytes for the same findings
     */
    public static String of(List<Finding> findings) {
        List<RuleDescription> rules = rules(findings);
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", SCHEMA);
        root.put("version", VERSION);
        ObjectNode run = root.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "runner-maven-plugin");
        ArrayNode descriptions = driver.putArray("rules");
        rules.forEach(rule -> descriptions.add(description(rule)));
        // as a Java or JavaScript string counts columns
        run.put("columnKind", "utf16CodeUnits");
        ArrayNode results = run.putArray("results");
        findings.forEach(finding -> results.add(result(finding, indexOf(finding, rules))));
        return JSON.writeValueAsString(root) + "\n";
    }

    /** This project's rules, whether or not something breaks them, and those of BuildKit that something breaks. */
    private static List<RuleDescription> rules(List<Finding> findings) {
        Map<String, RuleDescription> rules = new LinkedHashMap<>();
        Arrays.stream(ProblemKind.values()).map(RuleDescription::of).forEach(rule -> rules.put(rule.id(), rule));
        findings.forEach(finding -> rules.putIfAbsent(finding.rule().id(), finding.rule()));
        return new ArrayList<>(rules.values());
    }

    private static int indexOf(Finding finding, List<RuleDescription> rules) {
        return rules.stream()
                .map(RuleDescription::id)
                .toList()
                .indexOf(finding.rule().id());
    }

    private static ObjectNode description(RuleDescription rule) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", rule.id());
        json.putObject("shortDescription").put("text", rule.title());
        json.putObject("fullDescription").put("text", rule.title() + ".");
        json.put("helpUri", rule.page());
        json.putObject("defaultConfiguration").put("level", level(rule.severity()));
        return json;
    }

    private static ObjectNode result(Finding finding, int ruleIndex) {
        Problem problem = finding.problem();
        ObjectNode json = JSON.createObjectNode();
        json.put("ruleId", finding.rule().id());
        json.put("ruleIndex", ruleIndex);
        json.put("level", level(problem.severity()));
        String text = problem.mend().isEmpty() ? problem.what() : problem.what() + "; " + problem.mend();
        Optional<String> uri = problem.at().isOption()
                ? Optional.empty()
                : Optional.of(uri(problem.at().file()));
        // an option isn't in a file
        json.putObject("message")
                .put("text", uri.isPresent() ? text : problem.at().file() + ": " + text);
        uri.ifPresent(file -> json.putArray("locations").add(location(problem.at(), file)));
        finding.silenced().ifPresent(reason -> {
            ObjectNode suppression = json.putArray("suppressions").addObject();
            suppression.put("kind", "inSource");
            suppression.put("justification", reason);
        });
        return json;
    }

    private static ObjectNode location(Location at, String uri) {
        ObjectNode json = JSON.createObjectNode();
        ObjectNode physical = json.putObject("physicalLocation");
        ObjectNode artifact = physical.putObject("artifactLocation");
        artifact.put("uri", uri);
        if (!uri.contains(":")) {
            artifact.put("uriBaseId", "%SRCROOT%");
        }
        if (at.line() > 0) {
            ObjectNode region = physical.putObject("region");
            region.put("startLine", at.line());
            if (at.column() > 0) {
                region.put("startColumn", at.column());
            }
        }
        return json;
    }

    /** A path as a reference relative to the root, or as an absolute {@code file:} one. */
    private static String uri(String file) {
        try {
            boolean isAbsolute = file.startsWith("/") || file.matches("[A-Za-z]:.*");
            String path = isAbsolute && !file.startsWith("/") ? "/" + file : file;
            String uri = isAbsolute
                    ? new URI("file", "", path, null).toASCIIString()
                    : new URI(null, null, "/" + path, null).toASCIIString().substring(1);
            return isAbsolute ? uri : uri.replace(":", "%3A");
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(file, e);
        }
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTICE -> "note";
        };
    }
}
