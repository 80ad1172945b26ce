package ai.gpustack.runner.report;

/** Takes lines for people, and knows which of them are wanted: Maven's log, seen from here. */
public interface LineLog {

    /**
     * A line about what goes well.
     *
     * @param line the line
     */
    void info(String line);

    /**
     * A line about what may need attention.
     *
     * @param line the line
     */
    void warn(String line);

    /**
     * A line about what failed.
     *
     * @param line the line
     */
    void error(String line);
}
