package ai.gpustack.runner.dockerfile;

import ai.gpustack.runner.source.Location;
import ai.gpustack.runner.source.Nearest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What BuildKit demands of each instruction before it builds anything. */
final class InstructionRules {

    /** The flags of each instruction; those that may be repeated end in {@code *}, those without a value in {@code ?}. */
    private static final Map<String, Set<String>> FLAGS = Map.ofEntries(
            Map.entry("ADD", Set.of("chown", "chmod", "link?", "keep-git-dir?", "checksum", "unpack?", "exclude*")),
            Map.entry("COPY", Set.of("chown", "from", "chmod", "link?", "exclude*", "parents?")),
            Map.entry("FROM", Set.of("platform")),
            Map.entry("RUN", Set.of("mount*", "network", "security", "device*")),
            Map.entry("HEALTHCHECK", Set.of("interval", "timeout", "start-period", "start-interval", "retries")),
            Map.entry("ENV", Set.of()),
            Map.entry("LABEL", Set.of()),
            Map.entry("MAINTAINER", Set.of()),
            Map.entry("ONBUILD", Set.of()),
            Map.entry("WORKDIR", Set.of()),
            Map.entry("CMD", Set.of()),
            Map.entry("ENTRYPOINT", Set.of()),
            Map.entry("EXPOSE", Set.of()),
            Map.entry("USER", Set.of()),
            Map.entry("VOLUME", Set.of()),
            Map.entry("SHELL", Set.of()));

    /** These two take no flags, and BuildKit doesn't complain about any. */
    private static final Set<String> WITHOUT_FLAGS = Set.of("ARG", "STOPSIGNAL");

    private static final Set<String> MOUNT_FIELDS = Set.of(
            "type",
            "from",
            "source",
            "target",
            "readonly",
            "id",
            "sharing",
            "required",
            "size",
            "mode",
            "uid",
            "gid",
            "src",
            "dst",
            "destination",
            "ro",
            "rw",
            "readwrite",
            "env");
    private static final Set<String> MOUNT_TYPES = Set.of("bind", "cache", "tmpfs", "secret", "ssh");

    private static final List<String> DURATIONS = List.of("interval", "timeout", "start-period", "start-interval");
    private static final Pattern DURATION =
            Pattern.compile("[-+]?(?:0|(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:ns|us|µs|μs|ms|s|m|h))++)");

    private final Problems problems;

    InstructionRules(Problems problems) {
        this.problems = problems;
    }

    void check(Instruction instruction) {
        String keyword = instruction.keyword();
        if (!FLAGS.containsKey(keyword) && !WITHOUT_FLAGS.contains(keyword)) {
            unknown(instruction);
            return;
        }
        checkFlags(instruction);
        switch (keyword) {
            case "ADD", "COPY" -> checkCopy(instruction);
            case "ENV", "LABEL" -> checkPairs(instruction);
            case "RUN" -> checkRun(instruction);
            case "ARG" -> checkArguments(instruction);
            case "HEALTHCHECK" -> checkHealth(instruction);
            case "ONBUILD" -> checkTrigger(instruction);
            case "SHELL" -> {
                if (!instruction.json() || instruction.words().isEmpty()) {
                    error(instruction, "SHELL needs a JSON array", "SHELL [\"/bin/bash\", \"-c\"]");
                }
            }
            case "MAINTAINER", "WORKDIR", "USER", "STOPSIGNAL", "EXPOSE", "VOLUME" -> checkNotEmpty(instruction);
            default -> {
                // CMD and ENTRYPOINT may be empty; FROM is checked with its stage.
            }
        }
    }

    private void error(Instruction instruction, String what, String mend) {
        problems.error(instruction.at(), what, mend);
    }

    private void unknown(Instruction instruction) {
        var known = new HashSet<>(FLAGS.keySet());
        known.addAll(WITHOUT_FLAGS);
        String mend = Nearest.to(instruction.keyword(), known)
                .map(name -> "did you mean " + name + "?")
                .orElse("is the line before it meant to go on? Then end it with the escape character");
        error(instruction, "unknown instruction '" + instruction.keyword() + "'", mend);
    }

    private void checkFlags(Instruction instruction) {
        Set<String> known = FLAGS.get(instruction.keyword());
        if (known == null) {
            return;
        }
        var seen = new HashSet<String>();
        for (String flag : instruction.flags()) {
            int equals = flag.indexOf('=');
            String name = flag.substring(2, equals < 0 ? flag.length() : equals);
            boolean repeats = known.contains(name + "*");
            boolean on = known.contains(name + "?");
            if (!repeats && !on && !known.contains(name)) {
                error(instruction, instruction.keyword() + " has no flag --" + name, Nearest.mend(name, plain(known)));
            } else if (!seen.add(name) && !repeats) {
                error(instruction, "the flag --" + name + " is given twice", "keep one of them");
            } else if (on) {
                checkOn(instruction, name, equals < 0 ? "true" : flag.substring(equals + 1));
            } else if (equals < 0) {
                error(instruction, "the flag --" + name + " needs a value", "--" + name + "=…");
            }
        }
    }

    private void checkOn(Instruction instruction, String name, String value) {
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            error(instruction, "the flag --" + name + " is true or false, not '" + value + "'", "");
        }
    }

    private static List<String> plain(Set<String> flags) {
        return flags.stream().map(f -> f.replaceAll("[*?]$", "")).sorted().toList();
    }

    private void checkNotEmpty(Instruction instruction) {
        if (instruction.words().stream().allMatch(String::isBlank)) {
            error(instruction, instruction.keyword() + " needs an argument", "");
        }
    }

    private void checkCopy(Instruction copy) {
        if (copy.words().size() < 2) {
            error(copy, copy.keyword() + " needs a source and a destination", copy.keyword() + " FILE /DIRECTORY/");
            return;
        }
        String destination = copy.words().get(copy.words().size() - 1);
        if (HeredocReader.mark(destination).isPresent()) {
            error(copy, copy.keyword() + " can't have a here-document as its destination", "name the file after it");
        }
        String from = copy.flag("from").orElse("");
        var literal = Expansion.expand(from, name -> Optional.empty(), '\\');
        if (copy.keyword().equals("COPY") && !literal.text().equals(from)) {
            error(
                    copy,
                    "Docker doesn't expand arguments in --from=" + from,
                    "add a stage 'FROM " + from + " AS name' and copy from that");
        }
    }

    private void checkPairs(Instruction instruction) {
        if (instruction.words().isEmpty()) {
            error(instruction, instruction.keyword() + " needs an argument", instruction.keyword() + " NAME=value");
        }
        for (String word : instruction.words()) {
            if (word.startsWith("=")) {
                error(instruction, "a name of " + instruction.keyword() + " is empty: '" + word + "'", "NAME=value");
            } else if (!word.contains("=")) {
                error(instruction, "'" + word + "' has no value", "write it as " + word + "=value");
            }
        }
    }

    private void checkArguments(Instruction argument) {
        if (argument.words().isEmpty()) {
            error(argument, "ARG needs a name", "ARG NAME or ARG NAME=default");
        }
        for (String word : argument.words()) {
            if (word.startsWith("=")) {
                error(argument, "an ARG has no name: '" + word + "'", "ARG NAME=default, without spaces around '='");
            }
        }
    }

    private void checkRun(Instruction run) {
        checkChoice(run, "network", Set.of("default", "none", "host"));
        checkChoice(run, "security", Set.of("sandbox", "insecure"));
        for (String value : run.flagValues("mount")) {
            Optional<Mount> mount = Mount.parse(value);
            if (mount.isEmpty()) {
                error(run, "--mount=" + value + " isn't a list of fields", "--mount=type=bind,target=/x");
            } else {
                checkMount(run, mount.get());
            }
        }
    }

    private void checkChoice(Instruction run, String flag, Set<String> choices) {
        run.flag(flag)
                .filter(value -> !choices.contains(value))
                .ifPresent(value ->
                        error(run, "--" + flag + " can't be '" + value + "'", Nearest.mend(value, sorted(choices))));
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private void checkMount(Instruction run, Mount mount) {
        for (String name : mount.fields().keySet()) {
            if (!MOUNT_FIELDS.contains(name)) {
                error(run, "a mount has no field '" + name + "'", Nearest.mend(name, sorted(MOUNT_FIELDS)));
            }
        }
        String type = mount.type();
        if (!type.contains("$") && !MOUNT_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            error(run, "there is no mount of type '" + type + "'", Nearest.mend(type, sorted(MOUNT_TYPES)));
        }
        String from = mount.from().orElse("");
        int dollar = from.indexOf('$');
        if (dollar >= 0 && dollar < from.length() - 1) {
            error(
                    run,
                    "Docker doesn't expand arguments in a mount's from=" + from,
                    "add a stage 'FROM " + from + " AS name' and mount from that");
        }
    }

    private void checkHealth(Instruction health) {
        String type = health.words().isEmpty() ? "" : health.words().get(0);
        int rest = health.words().size() - 1;
        if (type.equals("NONE") ? rest > 0 : !type.equals("CMD") || rest < 1) {
            error(health, "HEALTHCHECK is NONE, or CMD and a command", "HEALTHCHECK CMD curl -f http://localhost/");
        }
        for (String flag : type.equals("CMD") ? DURATIONS : List.<String>of()) {
            health.flag(flag)
                    .filter(value ->
                            !value.isEmpty() && !DURATION.matcher(value).matches())
                    .ifPresent(value ->
                            error(health, "--" + flag + " isn't a duration: '" + value + "'", "30s, 1m30s, 500ms"));
        }
    }

    private void checkTrigger(Instruction onbuild) {
        String trigger = onbuild.trigger().map(Instruction::keyword).orElse("");
        Location at = onbuild.trigger().map(Instruction::at).orElse(onbuild.at());
        if (trigger.isEmpty()) {
            problems.error(at, "ONBUILD needs an instruction", "ONBUILD RUN …");
        } else if (Set.of("ONBUILD", "FROM", "MAINTAINER").contains(trigger)) {
            problems.error(at, trigger + " can't be the instruction of an ONBUILD", "");
        }
    }
}
