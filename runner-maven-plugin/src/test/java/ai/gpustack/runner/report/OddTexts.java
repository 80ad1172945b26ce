package ai.gpustack.runner.report;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Texts that a Dockerfile's output, a tag or a registry's answer may hold, and that a rendering has to survive. */
final class OddTexts {

    private static final List<String> PIECES = List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onmouseover='alert(1)",
            "javascript:alert(1)",
            "]]>",
            "<![CDATA[",
            "&amp;&#0;&lt",
            "<!-- --> -->",
            "</details></pre></style></script>",
            "```",
            "````text",
            "|a|b|",
            "*_~[x](javascript:alert(1))",
            "\u0000\u0001\b\u000B\u001B\u007F\u0085",
            "\u001B[31mred\u001B[0m\u001B]0;title\u0007",
            "\uFFFE\uFFFF",
            "\uD83D",
            "\uDE00",
            "😀漢字‮",
            "\r\n",
            "10%\r20%\r",
            "\t",
            " ",
            "plain");

    private OddTexts() {}

    /** Each piece alone, then many random sequences of them, always the same. */
    static Stream<String> all() {
        var random = new Random(5);
        return Stream.concat(
                PIECES.stream(),
                Stream.generate(() -> random.ints(1 + random.nextInt(6), 0, PIECES.size())
                                .mapToObj(PIECES::get)
                                .collect(Collectors.joining()))
                        .limit(60));
    }
}
