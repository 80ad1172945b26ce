package ai.gpustack.runner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SchemasTest {

    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

    @ParameterizedTest
    @ValueSource(strings = {"matrix", "plan", "report", "receipt", "smoke-test", "findings", "jobs"})
    void a_schema_is_one_of_draft_2020_12(String name) {
        JsonNode schema = DocumentedSchema.named(name).json();

        assertThat(schema.path("$schema").asString()).isEqualTo(DRAFT);
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of(DRAFT))
                        .validate(schema))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"matrix", "plan", "report", "receipt", "smoke-test", "findings", "jobs"})
    void every_property_has_a_description_for_editors(String name) {
        JsonNode schema = DocumentedSchema.named(name).json();
        var without = new ArrayList<String>();
        described(schema, schema, "", without);

        assertThat(schema.path("description").asString("")).isNotEmpty();
        assertThat(without).isEmpty();
    }

    @Test
    void there_is_no_other_schema() {
        assertThat(Checkout.ROOT.resolve("docs/schema"))
                .isDirectoryNotContaining(file -> !List.of(
                                "matrix.json",
                                "plan.json",
                                "report.json",
                                "receipt.json",
                                "smoke-test.json",
                                "findings.json",
                                "jobs.json")
                        .contains(file.getFileName().toString()));
    }

    /** Looks at what a schema defines; conditions only repeat names. */
    private static void described(JsonNode node, JsonNode root, String where, List<String> without) {
        node.path("properties").properties().forEach(property -> {
            if (!hasDescription(property.getValue(), root)) {
                without.add(where + "/" + property.getKey());
            }
        });
        node.properties().forEach(entry -> {
            if (!List.of("if", "then", "else", "not").contains(entry.getKey())
                    && !(where.isEmpty() && entry.getKey().equals("anyOf"))) {
                described(entry.getValue(), root, where + "/" + entry.getKey(), without);
            }
        });
        if (node.isArray()) {
            node.forEach(item -> described(item, root, where, without));
        }
    }

    private static boolean hasDescription(JsonNode property, JsonNode root) {
        String reference = property.path("$ref").asString("");
        return property.has("description")
                || (!reference.isEmpty() && hasDescription(root.at(reference.substring(1)), root));
    }
}
