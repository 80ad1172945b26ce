package ai.gpustack.runner.release;

/** Hears how a goal gets on with its images, one after another. */
public interface StageListener {

    /**
     * Something is taken up.
     *
     * @param what an image, or an image on a platform
     */
    void begins(String what);

    /**
     * Something is found on the way.
     *
     * @param sentence what
     */
    void says(String sentence);

    /**
     * What was taken up is done, with success or without.
     *
     * @param sentence what became of it
     */
    void ended(String sentence);
}
