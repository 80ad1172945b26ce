package ai.gpustack.runner.report;

import java.util.List;

/**
 * What {@code report.html} shows, ready for its template: every text is final, and empty where there is nothing to say.
 *
 * @param title what it is about: the images' repository, if they share one
 * @param summary how many there are of what
 * @param states the states that there are, to filter by
 * @param platforms the columns of the grid
 * @param steps the columns after the platforms: what else became of the images
 * @param images the rows of the grid, and their details
 * @param failures what was tried and went wrong
 * @param missing what isn't there, though nothing of it was tried
 * @param timeline when it was built
 */
record Page(
        String title,
        String summary,
        List<State> states,
        List<String> platforms,
        List<String> steps,
        List<ImageEntry> images,
        List<FailureEntry> failures,
        List<FailureEntry> missing,
        List<Chart> timeline) {

    /**
     * A state that some platform images have.
     *
     * @param name the state as the report names it
     * @param count how many have it
     */
    record State(String name, long count) {}

    /**
     * An image.
     *
     * @param anchor where its details are on the page
     * @param name its tag, or its whole reference where the images are of several repositories
     * @param words what the filter looks through, in lower case
     * @param cells one for each column of platforms
     * @param steps one for each column after them
     * @param details one for each platform image
     */
    record ImageEntry(
            String anchor,
            String name,
            String words,
            List<Cell> cells,
            List<StepCell> steps,
            List<BuildDetails> details) {

        /** {@return the states of its platform images, for the filter} */
        String states() {
            return String.join(" ", cells.stream().map(Cell::state).distinct().toList());
        }
    }

    /**
     * A platform image in the grid.
     *
     * @param platform the platform
     * @param state its state; empty where the image has no such platform
     * @param anchor where there is more about it
     * @param figures how long it took and how large it is
     * @param cause why it isn't there
     * @param test what became of its tests; without a state where they never ran
     */
    record Cell(String platform, String state, String anchor, String figures, String cause, StepCell test) {}

    /**
     * A step in the grid.
     *
     * @param column the column
     * @param state how it ended; empty where it never ran
     * @param mark {@code good}, {@code bad} or {@code idle}
     * @param sentence what happened, and why
     */
    record StepCell(String column, String state, String mark, String sentence) {}

    /**
     * All that is known of a platform image.
     *
     * @param platform the platform
     * @param state how its build ended
     * @param facts what is known of it
     * @param attempts its attempts, where there were several
     * @param warnings what went wrong without failing it
     * @param log a link to its log
     * @param size how large it is
     * @param layers its largest layers
     * @param rest the other layers
     */
    record BuildDetails(
            String platform,
            String state,
            List<Outcome.Detail> facts,
            List<String> attempts,
            List<String> warnings,
            Link log,
            String size,
            List<LayerRow> layers,
            String rest) {}

    /**
     * A layer.
     *
     * @param size its size
     * @param percent its share of the image, for a bar: {@code 12.5%}
     * @param createdBy the instruction that made it
     */
    record LayerRow(String size, String percent, String createdBy) {}

    /**
     * Something that went wrong.
     *
     * @param anchor where it is on the page
     * @param image the image's name
     * @param name what of it
     * @param state the state of the platform image, for the filter; empty where it is about something else
     * @param kind what kind of thing went wrong
     * @param message what went wrong
     * @param details where, and what to do
     * @param lines what was printed last
     * @param file a link to the log or the receipt
     * @param words what the filter looks through
     * @param isOpen whether it is shown at once
     */
    record FailureEntry(
            String anchor,
            String image,
            String name,
            String state,
            String kind,
            String message,
            List<Outcome.Detail> details,
            String lines,
            Link file,
            String words,
            boolean isOpen) {}

    /**
     * A link to another file.
     *
     * @param href its address, relative to the page; empty where there is no file
     * @param text what is shown
     */
    record Link(String href, String text) {}

    /**
     * A stretch of time.
     *
     * @param title when it was
     * @param ticks marks of its time axis
     * @param lanes what was built in it
     */
    record Chart(String title, List<Tick> ticks, List<ChartLane> lanes) {}

    /**
     * A mark of a time axis.
     *
     * @param x where, from the left
     * @param label the time since its begin
     * @param anchor how the label stands to the mark: {@code start}, {@code middle}, {@code end}
     * @param isBetween whether it is left out where there is little room
     */
    record Tick(String x, String label, String anchor, boolean isBetween) {}

    /**
     * What a builder built, one thing after the other.
     *
     * @param builder the builder; empty where the lane above is the same one's
     * @param description what a reader that doesn't see it is told
     * @param bars the bars
     */
    record ChartLane(String builder, String description, List<ChartBar> bars) {}

    /**
     * An attempt or a wait.
     *
     * @param kind which of them, and how it ended
     * @param x where it begins
     * @param width how long it is
     * @param anchor where there is more about the platform image
     * @param label its name, where there is room for it
     * @param title what is said when it is pointed at
     */
    record ChartBar(String kind, String x, String width, String anchor, String label, String title) {}
}
