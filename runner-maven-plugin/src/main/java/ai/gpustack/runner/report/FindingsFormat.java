package ai.gpustack.runner.report;

import ai.gpustack.runner.lint.Finding;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The forms that findings can be rendered in. */
public enum FindingsFormat {
    /** A line for each, for people. */
    TEXT,
    /** Everything, for programs: docs/schema/findings.json. */
    JSON,
    /** SARIF 2.1.0, for code scanning. */
    SARIF;

    /**
     * Finds a format.
     *
     * @param name its name, in lower case
     * @return the format; empty if there is none of this name
     */
    public static Optional<FindingsFormat> named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(name))
                .findFirst();
    }

    /** {@return the names of all formats} */
    public static List<String> names() {
        return Arrays.stream(values()).map(FindingsFormat::toString).toList();
    }

    /**
     * Renders findings.
     *
     * @param findings the findings, silenced ones included
     * @return a text that ends with a line end; the same bytes for the same findings
     */
    public String render(List<Finding> findings) {
        return switch (this) {
            case TEXT -> FindingsText.of(findings);
            case JSON -> FindingsJson.of(findings);
            case SARIF -> FindingsSarif.of(findings);
        };
    }

    /** {@return the name as users write it} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
