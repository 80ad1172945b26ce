package ai.gpustack.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.gpustack.runner.matrix.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NameGrammarTest {

    private static final List<String> BACKENDS =
            List.of("cuda", "rocm", "cann", "musa", "corex", "dtk", "maca", "hggc", "cpu");
    private static final List<String> SERVICES = List.of("vllm", "vllm-omni", "sglang", "voxbox", "mindie", "llamacpp");
    private static final NameGrammar GRAMMAR = NameGrammar.of(BACKENDS, SERVICES);
    private static final List<Platform> PLATFORMS = Stream.of("linux/amd64", "linux/arm64", "linux/arm/v7")
            .map(text -> Platform.parse(text).orElseThrow())
            .toList();

    private final Random random = new Random(20261123);

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String version() {
        return any(List.of("0.9.2", "12", "8.2.rc1", "2026.10.11549", "1.0_post1", "0.10.1.1", "main"));
    }

    private ImageName anyName() {
        String variant = any(List.of("", "910b", "a3", "310p-x", "rc1", "py3.11"));
        return ImageName.of(any(BACKENDS), version(), variant, any(SERVICES), version());
    }

    @Test
    void what_is_made_reads_back_the_same_in_all_three_forms() {
        for (int i = 0; i < 2_000; i++) {
            ImageName name = anyName();
            Platform platform = any(PLATFORMS);
            assertThat(GRAMMAR.parse(name.tag())).contains(new NameGrammar.Parsed(name, Optional.empty(), false));
            assertThat(GRAMMAR.parse(name.devTag())).contains(new NameGrammar.Parsed(name, Optional.empty(), true));
            assertThat(GRAMMAR.parse(name.platformTag(platform)))
                    .contains(new NameGrammar.Parsed(name, Optional.of(platform), false));
        }
    }

    @Test
    void what_reads_is_made_again_the_same() {
        for (int i = 0; i < 2_000; i++) {
            ImageName name = anyName();
            String tag = any(List.of(name.tag(), name.devTag(), name.platformTag(any(PLATFORMS))));
            NameGrammar.Parsed parsed = GRAMMAR.parse(tag).orElseThrow();
            String again = parsed.platform()
                    .map(parsed.name()::platformTag)
                    .orElse(
                            parsed.isDev()
                                    ? parsed.name().devTag()
                                    : parsed.name().tag());
            assertThat(again).isEqualTo(tag);
        }
    }

    @Test
    void other_texts_are_refused() {
        assertThat(List.of(
                        "cuda12.-vllm0.1",
                        "cuda-vllm0.1",
                        "cuda12.8-vllm",
                        "cuda12.8--vllm0.1",
                        "cuda12.8-vllm0.1-",
                        "cuda12.8-vllm0.1+cu128",
                        "cuda12.8-vllm0..1",
                        "cuda${CUDA_VERSION}-vllm0.1",
                        "CUDA12.8-vllm0.1",
                        "tpu12.8-vllm0.1",
                        "cuda12.8-tgi0.1",
                        "cuda12.8-vllm0.1-linux",
                        "cuda12.8-" + "v".repeat(120) + "-vllm0.1",
                        "latest",
                        "id-0123456789abcdef0123456789abcdef",
                        ""))
                .allSatisfy(text -> assertThat(GRAMMAR.parse(text)).isEmpty());
    }

    @Test
    void python_reads_the_same_names() throws IOException, InterruptedException {
        var tags = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            tags.add(anyName().platformTag(any(PLATFORMS)));
            tags.add(anyName().tag().replaceFirst("[0-9]", any(List.of("", "-", "+", "..", "\\$"))));
        }
        String script = "import re,sys\n"
                + "p = re.compile(sys.argv[1])\n"
                + "for t in sys.argv[2:]:\n"
                + "    m = p.fullmatch(t)\n"
                + "    print('|'.join([m['backend'], m['backendVersion'], m['variant'] or '', m['service'],"
                + " m['serviceVersion']]) if m else '')\n";
        var command = new ArrayList<>(List.of("python3", "-c", script, GRAMMAR.python()));
        command.addAll(tags);

        Process python = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> read =
                new String(python.getInputStream().readAllBytes()).lines().toList();

        assertThat(python.waitFor()).isZero();
        assertThat(read)
                .containsExactlyElementsOf(tags.stream()
                        .map(tag -> GRAMMAR.parse(tag)
                                .map(NameGrammar.Parsed::name)
                                .map(n -> String.join(
                                        "|",
                                        n.backend(),
                                        n.backendVersion(),
                                        n.variant().orElse(""),
                                        n.service(),
                                        n.serviceVersion()))
                                .orElse(""))
                        .toList());
    }
}
