package ai.gpustack.runner.build;

import ai.gpustack.runner.plan.PlatformImage;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What became of each image, goal by goal: {@code target/runner/report.json}. Its schema is docs/schema/report.json.
 *
 * @param schemaVersion the version of this form: {@value #SCHEMA_VERSION}
 * @param images the images, in the order in which they were first met
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record BuildReport(int schemaVersion, List<Image> images) {

    public BuildReport {
        images = List.copyOf(images);
    }

    /** The version of the report's form; a report of another version is begun anew. */
    public static final int SCHEMA_VERSION = 2;

    /** A report of nothing. */
    public static final BuildReport EMPTY = new BuildReport(SCHEMA_VERSION, List.of());

    /** What became of a step after the build. */
    public enum StepState {
        /** It did what it should. */
        @JsonProperty("done")
        DONE,
        /** It was done already: nothing had to change. */
        @JsonProperty("unchanged")
        UNCHANGED,
        /** It was held back because something that it needs isn't there or isn't right. */
        @JsonProperty("withheld")
        WITHHELD,
        /** It was tried and failed. */
        @JsonProperty("failed")
        FAILED,
        /** It can't be done here: a platform that this machine can't run, say. */
        @JsonProperty("not-run")
        NOT_RUN;

        /** {@return whether nothing is left to be done} */
        public boolean isGood() {
            return this == DONE || this == UNCHANGED;
        }

        /** {@return the state as people and the report name it} */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * An image.
     *
     * @param reference the reference that it has once it is released
     * @param platformImages what it consists of
     * @param manifest what became of its {@code -dev} index; empty until {@code manifest} ran
     * @param tests what became of its tests, one for each platform
     * @param promotion what became of its release; empty until {@code promote} ran
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Image(
            String reference,
            List<PlatformBuild> platformImages,
            Optional<Step> manifest,
            List<PlatformTest> tests,
            Optional<Step> promotion) {

        public Image {
            platformImages = List.copyOf(platformImages);
            tests = List.copyOf(tests);
        }

        /**
         * An image of which nothing is known yet.
         *
         * @param reference the reference that it has once it is released
         * @return an entry without content
         */
        public static Image of(String reference) {
            return new Image(reference, List.of(), Optional.empty(), List.of(), Optional.empty());
        }

        /**
         * What it consists of for a platform.
         *
         * @param platform {@code os/arch[/variant]}
         * @return its entry; empty if there is none
         */
        public Optional<PlatformBuild> platformImage(String platform) {
            return platformImages.stream()
                    .filter(build -> build.platform().equals(platform))
                    .findFirst();
        }

        /**
         * What became of its test on a platform.
         *
         * @param platform {@code os/arch[/variant]}
         * @return its entry; empty if there is none
         */
        public Optional<PlatformTest> test(String platform) {
            return tests.stream()
                    .filter(test -> test.platform().equals(platform))
                    .findFirst();
        }

        /**
         * The same image with a platform image's entry added or replaced.
         *
         * @param build the new entry
         * @return a new entry
         */
        public Image with(PlatformBuild build) {
            return new Image(
                    reference,
                    replaced(platformImages, build, old -> old.platform().equals(build.platform())),
                    manifest,
                    tests,
                    promotion);
        }

        /**
         * The same image without what was made of platform images that are going to be built anew.
         *
         * @return a new entry, with its platform images only
         */
        public Image withoutSteps() {
            return new Image(reference, platformImages, Optional.empty(), List.of(), Optional.empty());
        }

        /**
         * The same image with another index.
         *
         * @param step what became of it
         * @return a new entry
         */
        public Image withManifest(Step step) {
            return new Image(reference, platformImages, Optional.of(step), tests, promotion);
        }

        /**
         * The same image with a test's entry added or replaced.
         *
         * @param test the new entry
         * @return a new entry
         */
        public Image with(PlatformTest test) {
            return new Image(
                    reference,
                    platformImages,
                    manifest,
                    replaced(tests, test, old -> old.platform().equals(test.platform())),
                    promotion);
        }

        /**
         * The same image with another release.
         *
         * @param step what became of it
         * @return a new entry
         */
        public Image withPromotion(Step step) {
            return new Image(reference, platformImages, manifest, tests, Optional.of(step));
        }
    }

    /**
     * What became of an index or a release.
     *
     * @param state how it ended
     * @param reference the tag that it is about
     * @param digest the digest that the tag has now, if it is known
     * @param bytes what a pull of all its platforms would transfer, if it is known
     * @param sentence what happened, and why
     * @param time when it ended; empty where that isn't known
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Step(
            StepState state,
            String reference,
            Optional<String> digest,
            Optional<Long> bytes,
            String sentence,
            Optional<Instant> time) {

        /**
         * A step whose time isn't known.
         *
         * @param state how it ended
         * @param reference the tag that it is about
         * @param digest the digest that the tag has now, if it is known
         * @param bytes what a pull of all its platforms would transfer, if it is known
         * @param sentence what happened, and why
         */
        public Step(StepState state, String reference, Optional<String> digest, Optional<Long> bytes, String sentence) {
            this(state, reference, digest, bytes, sentence, Optional.empty());
        }

        /**
         * The same, as it has just ended.
         *
         * @return a new entry with the time of this machine's clock
         */
        public Step now() {
            Optional<Instant> now = Optional.of(Instant.now().truncatedTo(ChronoUnit.MILLIS));
            return new Step(state, reference, digest, bytes, sentence, now);
        }
    }

    /**
     * What became of the tests of an image on a platform.
     *
     * @param platform {@code os/arch[/variant]}
     * @param state how they ended
     * @param digest the digest that was tested
     * @param emulated whether the platform was emulated
     * @param sentence what happened, and why
     * @param failures the checks that failed, with what was expected and what was found
     * @param receipt the receipt, relative to the report
     * @param time when the first check began, also where that was in an earlier run; empty where nothing was tested
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record PlatformTest(
            String platform,
            StepState state,
            Optional<String> digest,
            boolean emulated,
            String sentence,
            List<String> failures,
            Optional<String> receipt,
            Optional<Instant> time) {

        public PlatformTest {
            failures = List.copyOf(failures);
        }

        /**
         * A test whose time isn't known.
         *
         * @param platform {@code os/arch[/variant]}
         * @param state how it ended
         * @param digest the digest that was tested
         * @param emulated whether the platform was emulated
         * @param sentence what happened, and why
         * @param failures the checks that failed, with what was expected and what was found
         * @param receipt the receipt, relative to the report
         */
        public PlatformTest(
                String platform,
                StepState state,
                Optional<String> digest,
                boolean emulated,
                String sentence,
                List<String> failures,
                Optional<String> receipt) {
            this(platform, state, digest, emulated, sentence, failures, receipt, Optional.empty());
        }

        /** {@return the same without a receipt} */
        PlatformTest withoutReceipt() {
            return new PlatformTest(platform, state, digest, emulated, sentence, failures, Optional.empty(), time);
        }
    }

    /**
     * An image's entry.
     *
     * @param reference the reference that it has once it is released
     * @return its entry; one without content if there is none
     */
    public Image image(String reference) {
        return images.stream()
                .filter(image -> image.reference().equals(reference))
                .findFirst()
                .orElseGet(() -> Image.of(reference));
    }

    /**
     * What it says of a platform image.
     *
     * @param image the platform image
     * @return its entry; empty if there is none
     */
    Optional<PlatformBuild> platformImage(PlatformImage image) {
        return image(reference(image)).platformImage(image.platform().toString());
    }

    /** The reference that the image of a platform image has once it is released. */
    static String reference(PlatformImage image) {
        return image.repository() + ":" + image.name().tag();
    }

    /**
     * The same report with an image's entry changed, or added if it isn't there.
     *
     * @param reference the reference that it has once it is released
     * @param change what becomes of its entry
     * @return a new report
     */
    public BuildReport with(String reference, UnaryOperator<Image> change) {
        Image changed = change.apply(image(reference));
        return new BuildReport(
                SCHEMA_VERSION, replaced(images, changed, old -> old.reference().equals(reference)));
    }

    private static <T> List<T> replaced(List<T> old, T with, Predicate<T> same) {
        var list = new ArrayList<T>(old);
        for (int i = 0; i < list.size(); i++) {
            if (same.test(list.get(i))) {
                list.set(i, with);
                return List.copyOf(list);
            }
        }
        list.add(with);
        return List.copyOf(list);
    }
}
