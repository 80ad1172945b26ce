package ai.gpustack.runner.source;

/**
 * A place in a file that a person wrote, or an option that a person gave.
 *
 * @param file the path as shown to people: relative to {@code runner.directory} where it lies below it; or the option;
 *     never null
 * @param line the line, counted from 1; 0 when the whole file is meant
 * @param column the column, counted from 1; 0 when the whole line is meant
 */
public record Location(String file, int line, int column) {

    private static final String IN_POM = " in the POM";

    /**
     * A whole file.
     *
     * @param file the path as shown to people
     * @return a location without line and column
     */
    public static Location of(String file) {
        return new Location(file, 0, 0);
    }

    /**
     * An option that the POM gives.
     *
     * @param element the element's name
     * @return {@code <shmSize> in the POM}
     */
    public static Location inPom(String element) {
        return of("<" + element + ">" + IN_POM);
    }

    /**
     * An option that the POM gives, with its value.
     *
     * @param element the element's name
     * @param value the value, which must not be a secret
     * @return {@code <shmSize>big</shmSize> in the POM}
     */
    public static Location inPom(String element, String value) {
        return of("<" + element + ">" + value + "</" + element + ">" + IN_POM);
    }

    /** {@return whether it is an option, {@code -Dbackend=cudda} or {@code <shmSize> in the POM}, in place of a file} */
    public boolean isOption() {
        return isOfCommandLine() || file.endsWith(IN_POM);
    }

    /** {@return whether it is an option of this run alone, {@code -Dbackend=cudda}} */
    public boolean isOfCommandLine() {
        return file.startsWith("-D");
    }

    /** {@return {@code file:line:column}, the form that editors and terminals make clickable} */
    @Override
    public String toString() {
        if (line == 0) {
            return file;
        }
        return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
    }
}
