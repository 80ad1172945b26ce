package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CanonicalJsonTest {

    private static final JsonMapper JACKSON = new JsonMapper();

    private final Random random = new Random(20260101);

    /** Mostly what JSON treats in a way of its own. */
    private String text() {
        return random.ints(random.nextInt(12), 0, 6)
                .mapToObj(sort -> switch (sort) {
                    case 0 -> Character.toString(random.nextInt(0x20));
                    case 1 -> List.of("\"", "\\", "/", "\u007f", "\u2028", "<").get(random.nextInt(6));
                    case 2 -> Character.toString(0x1f600 + random.nextInt(40));
                    case 3 -> Character.toString(random.nextInt(0xd800));
                    default -> Character.toString('a' + random.nextInt(26));
                })
                .collect(Collectors.joining());
    }

    @Test
    void it_is_to_the_byte_what_jackson_writes() {
        for (int i = 0; i < 2_000; i++) {
            var map = new TreeMap<String, String>();
            var records = new ArrayList<List<String>>();
            for (int j = random.nextInt(4); j > 0; j--) {
                map.put(text(), text());
                records.add(random.nextBoolean() ? List.of() : List.of(text(), text()));
            }
            ObjectNode object = JACKSON.createObjectNode();
            object.put("text", text()).put("number", random.nextInt()).set("map", JACKSON.valueToTree(map));

            assertThat(CanonicalJson.of(map)).isEqualTo(JACKSON.writeValueAsString(map));
            assertThat(CanonicalJson.of(records)).isEqualTo(JACKSON.writeValueAsString(records));
            assertThat(CanonicalJson.begin()
                            .with("text", object.path("text").stringValue())
                            .with("number", object.path("number").intValue())
                            .with("map", map)
                            .end())
                    .isEqualTo(JACKSON.writeValueAsString(object));
        }
    }
}
