package ai.gpustack.runner.engine;

/** The beginning of a program's output: a test that prints gigabytes must not end the JVM. Several threads may write. */
final class BoundedText {

    private final int most;
    private final StringBuilder text = new StringBuilder();
    private long dropped;

    BoundedText(int most) {
        this.most = most;
    }

    synchronized void line(String line) {
        int room = most - text.length();
        if (line.length() < room) {
            text.append(line).append('\n');
            return;
        }
        text.append(line, 0, Math.max(0, room));
        dropped += line.length() + 1L - Math.max(0, room);
    }

    @Override
    public synchronized String toString() {
        return dropped == 0 ? text.toString() : text + "\n(" + dropped + " more characters left out)\n";
    }
}
