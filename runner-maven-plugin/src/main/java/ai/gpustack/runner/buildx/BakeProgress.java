package ai.gpustack.runner.buildx;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Understands what {@code bake --progress=rawjson} prints: one JSON object a line (BuildKit's SolveStatus), with plain text
 * at the end when something failed. Lines that are neither are kept as text and never stop the build.
 *
 * <p>Every target announces all the steps that it needs under its own name, those that it shares with others included
 * (measured, buildx 0.38.2); so a step belongs to all the targets that announced it.
 */
final class BakeProgress implements Progress {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String RESULTS = "[internal] target results";
    /** What buildx does by itself, before it asks a builder for anything; what is wrong with the definition ends there, too. */
    private static final String DEFINITIONS = "[internal] load local bake definitions";
    /** What it says while it waits for a builder that may not be there (driver/remote, driver/docker-container, driver/kubernetes). */
    private static final Set<String> WAITING =
            Set.of("[internal] waiting for connection", "[internal] booting buildkit");

    private static final Pattern PREFIX = Pattern.compile("\\[([^\\s\\]]+)(?: ([^\\]]*))?\\] ?(.*)", Pattern.DOTALL);

    private final Set<String> targets;
    private final boolean pushes;
    private final BakeListener listener;
    private final Map<String, BakeStep> steps = new LinkedHashMap<>();
    private final Map<String, String> outcomes = new LinkedHashMap<>();
    private final Map<String, String> textErrors = new HashMap<>();
    private final Set<BakeStep> failed = new LinkedHashSet<>();
    private final Map<String, Optional<String>> exported = new HashMap<>();
    private final Set<String> reads = new HashSet<>();
    private final Set<String> reading = new HashSet<>();
    private final LastLines text = new LastLines();
    private boolean hasSpoken;
    private boolean hasBegun;
    private boolean isUnreached;
    private String resultsVertex = "";

    /**
     * What a bake prints.
     *
     * @param targets its targets
     * @param pushes whether they are pushed
     * @param listener hears of what happens
     */
    BakeProgress(Collection<String> targets, boolean pushes, BakeListener listener) {
        this.targets = Set.copyOf(targets);
        this.pushes = pushes;
        this.listener = listener;
    }

    @Override
    public void accept(String line) {
        if (line.startsWith("{")) {
            try {
                accept(JSON.readTree(line));
                return;
            } catch (JacksonException e) {
                // not JSON after all: text, like any other line that a wrapper or a plugin may print
            }
        }
        if (!line.isBlank()) {
            text.add(line);
            Matcher error = BakeResults.ERROR.matcher(line);
            if (error.matches()) {
                String only = targets.size() == 1 ? targets.iterator().next() : "";
                textErrors.putIfAbsent(Objects.requireNonNullElse(error.group(1), only), error.group(2));
            }
        }
    }

    /** What a step printed comes before its end: a failure is handed over with the last lines that are known. */
    private void accept(JsonNode status) {
        status.path("vertexes").forEach(this::begin);
        status.path("statuses").forEach(this::status);
        status.path("logs").forEach(this::log);
        status.path("vertexes").forEach(this::end);
    }

    private void begin(JsonNode vertex) {
        String digest = vertex.path("digest").asString("");
        String name = vertex.path("name").asString("");
        if (name.equals(RESULTS)) {
            resultsVertex = digest;
            return;
        }
        hasSpoken |= !WAITING.contains(name);
        hasBegun |= !WAITING.contains(name) && !name.startsWith(DEFINITIONS);
        BakeStep step = steps.computeIfAbsent(digest, d -> new BakeStep());
        announce(step, name);
        runs(step, target(name), vertex);
    }

    private void runs(BakeStep step, Optional<String> own, JsonNode vertex) {
        String run = vertex.path("started").asString("");
        if (run.isEmpty()) {
            return;
        }
        BakeStep.Beginning begins = step.runs(own, run, line -> printed(step, line));
        if (!begins.first().isEmpty()) {
            listener.started(begins.first(), step.name());
        }
        if (!begins.again().isEmpty()) {
            listener.resumed(begins.again(), step.name());
        }
    }

    private void announce(BakeStep step, String name) {
        Matcher prefix = PREFIX.matcher(name);
        if (prefix.matches() && targets.contains(prefix.group(1))) {
            step.named(
                    prefix.group(2) == null ? prefix.group(3) : "[" + prefix.group(2) + "] " + prefix.group(3),
                    Set.of(prefix.group(1)));
        } else {
            // Where there is only one target bake doesn't put its name in front.
            step.named(name, targets.size() == 1 ? targets : Set.of());
        }
    }

    private void end(JsonNode vertex) {
        String digest = vertex.path("digest").asString("");
        BakeStep step = steps.get(digest);
        if (step == null) {
            return;
        }
        Optional<String> own = target(vertex.path("name").asString(""));
        runs(step, own, vertex); // the end of a run and the beginning of the next may be told at once
        String error = vertex.path("error").asString("");
        if (!error.isEmpty()) {
            isUnreached |= WAITING.contains(step.name()) && !Canceled.is(error);
            own.ifPresent(target -> fail(step, target, error));
        }
        LocalRead.Kind.of(step.name()).ifPresent(kind -> read(kind, step.name(), digest, vertex));
        if (!vertex.hasNonNull("completed")) {
            return;
        }
        if (error.isEmpty()) {
            succeeded(step, own, vertex);
        } else {
            own.filter(target -> step.endsFor(target, vertex.path("started").asString("")))
                    .ifPresent(target -> listener.ended(Set.of(target), step.name(), how(vertex, error)));
        }
    }

    private void succeeded(BakeStep step, Optional<String> own, JsonNode vertex) {
        String run = vertex.path("started").asString("");
        Set<String> news = step.succeeds(own, run);
        if (!news.isEmpty()) {
            listener.ended(news, step.name(), how(vertex, ""));
            if (step.isAtHome(pushes, run, vertex.path("completed").asString(""))) {
                exported(step);
            }
        }
    }

    /** A vertex of this kind completes twice: when the cache has been asked for it, and when it has been sent or taken from the cache. */
    private void read(LocalRead.Kind kind, String step, String digest, JsonNode vertex) {
        boolean isCached = vertex.path("cached").asBoolean(false);
        target(vertex.path("name").asString("")).ifPresent(target -> {
            String one = digest + " " + target;
            if (vertex.hasNonNull("completed")) {
                boolean isFresh = reads.add(digest) || (reading.remove(one) && !isCached);
                listener.read(new LocalRead(target, kind, step, digest, isFresh));
            } else if (vertex.hasNonNull("started") && !isCached) {
                reading.add(one);
            }
        });
    }

    private Optional<String> target(String name) {
        Matcher prefix = PREFIX.matcher(name);
        return prefix.matches() && targets.contains(prefix.group(1))
                ? Optional.of(prefix.group(1))
                : targets.stream().filter(only -> targets.size() == 1).findFirst();
    }

    private void fail(BakeStep step, String target, String error) {
        boolean isNews = step.fails(target, error) && !Canceled.is(error);
        if (CacheStep.is(step.name())) {
            if (isNews && !CacheStep.isOfNothing(step.name(), error)) {
                listener.warned(Set.of(target), step.name() + ": " + error);
            }
            return;
        }
        failed.add(step);
        if (isNews) {
            listener.failed(Set.of(target), step.name(), error, step.lastLines(target));
        }
    }

    private void exported(BakeStep step) {
        step.targets().forEach(target -> {
            exported.put(target, step.digest());
            listener.exported(target, step.digest());
        });
    }

    private void status(JsonNode status) {
        String id = status.path("id").asString("");
        if (status.path("vertex").asString("").equals(resultsVertex)) {
            int colon = id.lastIndexOf(": ");
            if (colon > 0) {
                outcomes.put(id.substring(0, colon), id.substring(colon + 2));
            }
            return;
        }
        BakeStep step = steps.get(status.path("vertex").asString(""));
        if (step != null) {
            step.says(id, status.path("started").asString(""));
        }
    }

    private void log(JsonNode log) {
        BakeStep step = steps.get(log.path("vertex").asString(""));
        if (step == null) {
            return;
        }
        byte[] piece;
        try {
            piece = Base64.getDecoder().decode(log.path("data").asString(""));
        } catch (IllegalArgumentException e) {
            return; // a malformed line is lost; the build isn't
        }
        step.prints(piece, line -> printed(step, line));
    }

    private void printed(BakeStep step, String line) {
        listener.printed(step.listeners(), line);
    }

    private static String how(JsonNode vertex, String error) {
        if (!error.isEmpty()) {
            return "ERROR: " + error;
        }
        if (vertex.path("cached").asBoolean(false)) {
            return "CACHED";
        }
        try {
            Duration took = Duration.between(
                    Instant.parse(vertex.path("started").asString("")),
                    Instant.parse(vertex.path("completed").asString("")));
            return String.format(Locale.ROOT, "DONE %.1fs", took.toMillis() / 1000.0);
        } catch (DateTimeParseException e) {
            return "DONE";
        }
    }

    @Override
    public Map<String, TargetResult> results(Map<String, String> digests, boolean succeeded) {
        steps.values().forEach(step -> step.hasPrinted(line -> printed(step, line)));
        var judge =
                new BakeResults(targets, outcomes, exported, List.copyOf(failed), textErrors, text.list(), lastText());
        var results = new LinkedHashMap<String, TargetResult>();
        for (String target : targets) {
            results.put(target, judge.result(target, Optional.ofNullable(digests.get(target)), succeeded));
        }
        return results;
    }

    @Override
    public Map<String, Map<String, List<String>>> unfinished() {
        var unfinished = new HashMap<String, Map<String, List<String>>>();
        for (BakeStep step : steps.values()) {
            step.targets().stream()
                    .filter(step::isUnfinished)
                    .forEach(target -> unfinished
                            .computeIfAbsent(target, name -> new LinkedHashMap<>())
                            .put(step.name(), step.lastLines(target)));
        }
        return unfinished;
    }

    @Override
    public boolean hasBegun() {
        return hasBegun || (hasSpoken && !isUnreached);
    }

    @Override
    public boolean hasLastWords() {
        return text.lastWords().isPresent();
    }

    @Override
    public String lastText() {
        return text.lastWords().orElse("buildx ended without a result for it");
    }
}
