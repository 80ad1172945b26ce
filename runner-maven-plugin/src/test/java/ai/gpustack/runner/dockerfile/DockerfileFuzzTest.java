package ai.gpustack.runner.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** No input makes reading throw or run away. The seeds are fixed; {@code -Dfuzz.rounds=N} tries more. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DockerfileFuzzTest {

    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 3_000);
    private static final Duration LIMIT = Duration.ofSeconds(60L * Math.max(1, ROUNDS / 6_000));
    private static final String[] PIECES = {
        "\\",
        "`",
        "\n",
        "\r\n",
        "'",
        "\"",
        "$",
        "${",
        "}",
        ":-",
        "#",
        "%",
        "/",
        "*",
        "?",
        "<<EOF",
        "<<-",
        "<",
        "[",
        "]",
        ",",
        "=",
        " ",
        "\t",
        "--from=",
        "--mount=",
        "FROM ",
        "ARG ",
        "RUN ",
        "COPY ",
        "ONBUILD ",
        "# escape=`\n",
        "\0",
        "\uFEFF",
        "\uD800",
        "\u00A0",
        "EOF\n",
        "!",
        "**",
        "{",
        "0",
        "AS "
    };
    private static final Map<String, String> VALUES =
            Map.of("A", "a*b/c", "B", "", "C", "$A ${", "VLLM_VERSION", "1.2");

    /** Uses all of what was read: none of it may throw. */
    private static void use(String text) {
        Dockerfile file = Dockerfile.parse("Dockerfile", text);
        file.problems().forEach(problem -> assertThat(problem.toString()).isNotBlank());
        ArgumentValues values = file.values(VALUES);
        for (String target :
                List.of("0", "runtime", "vllm", String.valueOf(file.stages().size() - 1))) {
            file.closure(target, values).ifPresent(closure -> {
                assertThat(closure.canonical()).isNotEmpty();
                assertThat(closure.argumentsInUse()).isNotNull();
                assertThat(ContextSource.of(closure)).isNotNull();
            });
        }
    }

    private static String mutated(String text, Random random) {
        var result = new StringBuilder(text);
        for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(result.length() + 1);
            int end = Math.min(result.length(), at + random.nextInt(4));
            switch (random.nextInt(4)) {
                case 0 -> result.delete(at, end);
                case 1 -> result.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> result.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
                default -> result.insert(at, result.substring(at, Math.min(result.length(), at + 40)));
            }
        }
        return result.toString();
    }

    @Test
    void mutations_of_the_corpus_are_read_without_an_exception() {
        var random = new Random(4);
        List<String> texts = Corpus.all().stream().map(Corpus::text).toList();
        Assertions.assertTimeoutPreemptively(LIMIT, () -> {
            for (int round = 0; round < ROUNDS; round++) {
                String text = mutated(texts.get(random.nextInt(texts.size())), random);
                Assertions.assertDoesNotThrow(() -> use(text), () -> "reading:\n" + text);
            }
        });
    }

    @Test
    void every_single_deletion_in_the_corpus_is_read_without_an_exception() {
        Assertions.assertTimeoutPreemptively(LIMIT, () -> {
            for (Corpus entry : Corpus.all()) {
                String text = entry.text();
                for (int i = 0; i < text.length(); i++) {
                    String shorter = text.substring(0, i) + text.substring(i + 1);
                    Assertions.assertDoesNotThrow(() -> use(shorter), () -> "reading:\n" + shorter);
                }
            }
        });
    }

    @Test
    void random_bytes_are_read_without_an_exception() {
        var random = new Random(5);
        Assertions.assertTimeoutPreemptively(LIMIT, () -> {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                String text = new String(bytes, StandardCharsets.UTF_8);
                Assertions.assertDoesNotThrow(() -> use("FROM scratch\nRUN " + text));
                Assertions.assertDoesNotThrow(() -> use(text));
            }
        });
    }

    @Test
    void random_pieces_expand_without_an_exception() {
        var random = new Random(6);
        Assertions.assertTimeoutPreemptively(LIMIT, () -> {
            for (int round = 0; round < ROUNDS * 5; round++) {
                var word = new StringBuilder();
                for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
                    word.append(
                            random.nextInt(3) > 0
                                    ? PIECES[random.nextInt(PIECES.length)]
                                    : "ABC".charAt(random.nextInt(3)));
                }
                String text = word.toString();
                Assertions.assertDoesNotThrow(
                        () -> Expansion.expand(text, name -> Optional.ofNullable(VALUES.get(name)), '\\'),
                        () -> "expanding: " + text);
                Assertions.assertDoesNotThrow(() -> PathPattern.deep(text).map(pattern -> pattern.matches(text)));
                Assertions.assertDoesNotThrow(() -> IgnoreFile.parse(text, "i", "i"));
            }
        });
    }

    @Test
    void hostile_files_are_read_in_time_that_grows_with_their_length() {
        List<String> hostile = List.of(
                "FROM scratch AS a\n".repeat(20_000),
                "FROM scratch\n" + "RUN x \\\n".repeat(100_000),
                "FROM scratch\n" + "RUN <<A\n".repeat(20_000),
                "FROM scratch\nRUN " + "<<A ".repeat(10_000) + "\n" + "A\n".repeat(10_000),
                "ARG A" + " B".repeat(30_000) + "\nFROM scratch\n",
                "ARG A" + " \\\n B=1".repeat(20_000) + "\nFROM scratch\n",
                "FROM scratch\nCMD " + "[".repeat(60_000),
                "FROM scratch\n" + "ONBUILD ".repeat(8_000) + "RUN x\n",
                "# syntax=" + " ".repeat(60_000) + "x\n# escape" + " ".repeat(60_000) + "\nFROM scratch\n",
                "ARG A=" + "a".repeat(3_000) + "\nARG B=${A//" + "*a".repeat(100) + "b/x}\nFROM scratch\n",
                "FROM scratch\n" + "# comment\n".repeat(100_000));
        for (String text : hostile) {
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> use(text), () -> text.substring(0, 40));
        }
    }
}
