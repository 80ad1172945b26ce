package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConfidentialTest {

    @Test
    void a_history_is_told_without_what_are_probably_secrets() {
        String step =
                "RUN |3 GPU_VERSION=1.0 NPM_TOKEN=npmSECRET PIP_INDEX_URL=https://u:pw@pip.example/simple /bin/sh -c true";

        assertThat(Confidential.hidden(step, Map.of()))
                .isEqualTo("RUN |3 GPU_VERSION=1.0 NPM_TOKEN=*** PIP_INDEX_URL=*** /bin/sh -c true");
    }

    @Test
    void a_secret_of_several_words_is_hidden_whole_where_it_is_known() {
        assertThat(Confidential.hidden(
                        "RUN |1 THE_PASSWORD=three words $1 /bin/sh -c x", Map.of("THE_PASSWORD", "three words $1")))
                .isEqualTo("RUN |1 THE_PASSWORD=*** /bin/sh -c x");
    }

    @Test
    void what_is_none_stays_as_it_is() {
        String step = "RUN |2 TOKENIZERS_VERSION=0.22 KEY_FILE=/run/key /bin/sh -c PATH=$PATH:/x make CFLAGS=-O2";

        assertThat(Confidential.hidden(step, Map.of("TOKENIZERS_VERSION", "0.22")))
                .isEqualTo(step);
    }
}
