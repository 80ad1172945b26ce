package ai.gpustack.runner.buildx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Understands what a bake of one target prints with {@code --progress=plain}: {@code #5 [x 1/2] RUN …}, {@code #5 0.31 a line},
 * {@code #5 DONE 1.2s}. For a buildx that has no {@code rawjson} (before 0.13).
 */
final class PlainProgress implements Progress {

    private static final Pattern LINE = Pattern.compile("#(\\d+) (.*)");
    private static final Pattern TIMED = Pattern.compile("\\d+\\.\\d+ (.*)");
    private static final Pattern END = Pattern.compile("(DONE|CACHED|CANCELED|ERROR)\\b:? ?(.*)");

    private final String target;
    private final Set<String> targets;
    private final BakeListener listener;
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final LastLines text = new LastLines();
    private Step failed;

    PlainProgress(String target, BakeListener listener) {
        this.target = target;
        this.targets = Set.of(target);
        this.listener = listener;
    }

    private static final class Step {
        private final String name;
        private final LastLines lastLines = new LastLines();
        private String error = "";
        private boolean ended;

        private Step(String name) {
            this.name = name;
        }
    }

    @Override
    public void accept(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            if (!line.isBlank()) {
                text.add(line);
            }
            return;
        }
        String number = matcher.group(1);
        String said = matcher.group(2);
        Step step = steps.get(number);
        if (step == null) {
            steps.put(number, new Step(said));
            listener.started(targets, said);
            return;
        }
        Matcher end = END.matcher(said);
        if (end.matches()) {
            ended(step, end.group(1), end.group(2), said);
        } else if (!said.equals(step.name)) {
            Matcher timed = TIMED.matcher(said);
            String printed = timed.matches() ? timed.group(1) : said;
            step.lastLines.add(printed);
            listener.printed(targets, printed);
        }
    }

    private void ended(Step step, String how, String rest, String said) {
        step.ended = !how.equals("CANCELED") && !Canceled.is(rest);
        if (how.equals("ERROR") && CacheStep.is(step.name)) {
            if (!CacheStep.isOfNothing(step.name, rest)) {
                listener.warned(targets, step.name + ": " + rest);
            }
        } else if (how.equals("ERROR")) {
            step.error = rest;
            failed = step;
            listener.failed(targets, step.name, rest, step.lastLines.list());
        }
        LocalRead.Kind.of(step.name)
                .ifPresent(kind -> listener.read(new LocalRead(target, kind, step.name, step.name, true)));
        listener.ended(targets, step.name, said);
    }

    @Override
    public Map<String, Map<String, List<String>>> unfinished() {
        var unfinished = new LinkedHashMap<String, List<String>>();
        steps.values().stream()
                .filter(step -> !step.ended)
                .forEach(step -> unfinished.put(step.name, step.lastLines.list()));
        return Map.of(target, unfinished);
    }

    @Override
    public boolean hasBegun() {
        return !steps.isEmpty();
    }

    @Override
    public boolean hasLastWords() {
        return text.lastWords().isPresent();
    }

    @Override
    public String lastText() {
        return text.lastWords().orElse("buildx ended without a result for it");
    }

    @Override
    public Map<String, TargetResult> results(Map<String, String> digests, boolean succeeded) {
        return Map.of(target, result(Optional.ofNullable(digests.get(target)), succeeded));
    }

    private TargetResult result(Optional<String> digest, boolean succeeded) {
        if (succeeded) {
            listener.exported(target, digest);
            return new TargetResult.Built(digest);
        }
        if (failed == null) {
            return new TargetResult.Failed(Optional.empty(), lastText(), text.list());
        }
        List<String> lines = failed.lastLines.list();
        return Canceled.is(failed.error)
                ? new TargetResult.NotStarted("the build was interrupted at " + failed.name)
                : new TargetResult.Failed(Optional.of(failed.name), failed.error, lines);
    }
}
