package ai.gpustack.runner.dockerfile;

/** A word that BuildKit can't expand; the message is for people. */
final class MalformedWord extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedWord(String message) {
        super(message, null, false, false);
    }
}
