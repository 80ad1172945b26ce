package ai.gpustack.runner.docs;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A schema of docs/schema. */
public final class DocumentedSchema {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final Schema schema;

    private DocumentedSchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * A schema.
     *
     * @param name its name: it is in {@code docs/schema/NAME.json}
     * @return the schema
     */
    public static DocumentedSchema named(String name) {
        return new DocumentedSchema(
                REGISTRY.getSchema(Checkout.text("docs/schema/" + name + ".json"), InputFormat.JSON));
    }

    JsonNode json() {
        return schema.getSchemaNode();
    }

    /** What doesn't fit, each with the place where it is. */
    List<String> problems(JsonNode document) {
        // format is only an annotation by default
        return schema
                .validate(document, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }

    /**
     * What doesn't fit.
     *
     * @param json a document
     * @return what is wrong, each with the place where it is
     */
    public List<String> problems(String json) {
        return problems(new JsonMapper().readTree(json));
    }
}
