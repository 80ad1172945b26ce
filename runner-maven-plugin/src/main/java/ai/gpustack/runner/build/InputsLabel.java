package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.Inputs;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What an image was made of, as a text on the image itself: so that any machine can say later what has changed since. */
final class InputsLabel {

    /** The label and annotation. */
    static final String NAME = "ai.gpustack.runner.inputs";

    /** Registries take manifests of 4 MiB, but tools show annotations to people: from here on files are one digest. */
    private static final int LONGEST = 4096;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private InputsLabel() {}

    static String of(Inputs inputs) {
        String text = JSON.writeValueAsString(inputs);
        return text.length() <= LONGEST ? text : JSON.writeValueAsString(inputs.withFilesAsOne());
    }

    /** What a label says, told apart from what is now; empty where there is none, or a later version wrote another form. */
    static Optional<Inputs> read(Map<String, String> labels) {
        String text = labels.get(NAME);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(text, Inputs.class));
        } catch (JacksonException | NullPointerException e) {
            return Optional.empty();
        }
    }
}
