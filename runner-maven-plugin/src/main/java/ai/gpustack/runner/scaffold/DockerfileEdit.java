package ai.gpustack.runner.scaffold;

import ai.gpustack.runner.dockerfile.Argument;
import ai.gpustack.runner.dockerfile.Dockerfile;
import ai.gpustack.runner.dockerfile.Stage;
import ai.gpustack.runner.source.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Adds a service to a Dockerfile: its stage at the end, its version behind the last global argument, and a line for each in the
 * header where that has such lines. Nothing that is there changes.
 */
final class DockerfileEdit {

    /** A step of the package logic: what stands before its number, the number, what stands behind. */
    private static final Pattern STEP =
            Pattern.compile("(\\s*#\\s*(?:[-*]\\s+)?(?:[Ss]tep\\s+)?)(\\d{1,3})([.:)]\\s+)\\S.*");

    private static final Pattern BULLET = Pattern.compile("(\\s*#\\s*[-*]\\s+)`?([A-Za-z_][A-Za-z0-9_]*)\\b.*");

    private static final Pattern BANNER = Pattern.compile("(?m)^# Stage \\S+\\s*$");

    private final Dockerfile dockerfile;
    private final Templates templates;
    private final List<String> lines;

    /** What goes below a line, by the line's number, counted from 1. */
    private final TreeMap<Integer, List<String>> below = new TreeMap<>();

    private DockerfileEdit(Dockerfile dockerfile, String text, Templates templates) {
        this.dockerfile = dockerfile;
        this.templates = templates;
        this.lines = text.lines().toList();
    }

    /**
     * The text with the service.
     *
     * @param version the value of the service's version; empty if the file declares that argument already
     */
    static String withService(Dockerfile dockerfile, String text, Templates templates, Optional<String> version) {
        var edit = new DockerfileEdit(dockerfile, text, templates);
        edit.step();
        version.ifPresent(value -> {
            edit.description();
            edit.argument(value);
        });
        return edit.result(text, BANNER.matcher(text).find());
    }

    private void step() {
        int last = 0;
        Matcher found = null;
        for (int number : header()) {
            Matcher step = STEP.matcher(line(number));
            // A list that begins anew is another one.
            if (step.matches() && Integer.parseInt(step.group(2)) == (found == null ? 1 : steps(found) + 1)) {
                found = step;
                last = number;
            }
        }
        if (found != null) {
            String text = found.group(1) + (steps(found) + 1) + found.group(3) + templates.step();
            insert(endOfEntry(last, found.group(1)), text);
        }
    }

    private static int steps(Matcher last) {
        return Integer.parseInt(last.group(2));
    }

    private void description() {
        int last = 0;
        String start = "";
        for (int number : header()) {
            Matcher bullet = BULLET.matcher(line(number));
            if (bullet.matches() && dockerfile.argumentNames().contains(bullet.group(2))) {
                last = number;
                start = bullet.group(1);
            }
        }
        if (last > 0) {
            insert(endOfEntry(last, start), start + templates.description());
        } else if (!header().isEmpty()) {
            int end = header().get(header().size() - 1);
            boolean standsAlone = end < lines.size() && line(end + 1).isBlank();
            if (standsAlone) {
                insert(end, "#", "# Arguments:", "# - " + templates.description());
            }
        }
    }

    /** The numbers of the lines of the first comment, up to the first line that is none. */
    private List<Integer> header() {
        var numbers = new ArrayList<Integer>();
        for (Located<String> comment : dockerfile.header()) {
            int number = comment.at().line();
            if (!numbers.isEmpty() && number != numbers.get(numbers.size() - 1) + 1) {
                break;
            }
            numbers.add(number);
        }
        return numbers;
    }

    /** The last line of an entry: those that are indented further go on with it. */
    private int endOfEntry(int first, String start) {
        int indent = start.length() - start.replaceFirst("^\\s*#\\s*", "").length();
        int last = first;
        for (int number : header()) {
            if (number == last + 1) {
                String content = line(number).replaceFirst("^\\s*#\\s*", "");
                if (content.isEmpty() || line(number).length() - content.length() <= indent) {
                    break;
                }
                last = number;
            }
        }
        return last;
    }

    private void argument(String value) {
        int number = firstFrom() - 1;
        while (number > 0 && isBlankOrComment(number)) {
            number--;
        }
        if (number == 0) {
            // No global argument yet: above the comment on the first stage.
            number = firstFrom() - 1;
            while (number > 0 && !line(number).isBlank()) {
                number--;
            }
            var block = new ArrayList<>(templates.argument(value).lines().toList());
            block.add("");
            insert(number, block.toArray(String[]::new));
            return;
        }
        var block = new ArrayList<String>();
        block.add("");
        templates.argument(value).lines().forEach(block::add);
        if (!line(number + 1).isBlank()) {
            block.add("");
        }
        insert(number, block.toArray(String[]::new));
    }

    private int firstFrom() {
        return dockerfile.stages().get(0).at().line();
    }

    private boolean isBlankOrComment(int number) {
        String line = line(number).strip();
        return line.isEmpty() || line.startsWith("#");
    }

    private String line(int number) {
        return lines.get(number - 1);
    }

    private void insert(int number, String... texts) {
        below.computeIfAbsent(number, key -> new ArrayList<>()).addAll(List.of(texts));
    }

    private String result(String text, boolean banner) {
        var result = new ArrayList<>(below.getOrDefault(0, List.of()));
        for (int number = 1; number <= lines.size(); number++) {
            result.add(line(number));
            result.addAll(below.getOrDefault(number, List.of()));
        }
        if (!result.get(result.size() - 1).isBlank()) {
            result.add("");
        }
        templates.stage(banner, user()).lines().forEach(result::add);
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        return String.join(end, result) + end;
    }

    /** Whom the stage runtime leaves the image to; empty for root, who can install. */
    private Optional<String> user() {
        Optional<Stage> stage = dockerfile.stage(Stage.RUNTIME);
        while (stage.isPresent()) {
            Optional<String> user = stage.get().instructions().stream()
                    .filter(instruction -> instruction.keyword().equals("USER"))
                    .map(instruction -> instruction.text())
                    .reduce((first, second) -> second);
            if (user.isPresent()) {
                return user.filter(name -> !name.matches("(root|0)(:.*)?"));
            }
            int number = stage.get().number();
            stage = dockerfile.stage(stage.get().base()).filter(base -> base.number() < number);
        }
        return Optional.empty();
    }

    /** Whether a Dockerfile is another one and a service, and nothing else. */
    static boolean isWithService(Dockerfile after, Dockerfile before, Addition addition) {
        List<String> stages = new ArrayList<>(labels(before));
        stages.add(addition.service());
        List<String> globals = new ArrayList<>(names(before));
        if (before.global(addition.serviceVersion()).isEmpty()) {
            globals.add(addition.serviceVersion());
        }
        return labels(after).equals(stages) && names(after).equals(globals);
    }

    private static List<String> labels(Dockerfile dockerfile) {
        return dockerfile.stages().stream().map(Stage::label).toList();
    }

    private static List<String> names(Dockerfile dockerfile) {
        return dockerfile.globals().stream().map(Argument::name).toList();
    }
}
