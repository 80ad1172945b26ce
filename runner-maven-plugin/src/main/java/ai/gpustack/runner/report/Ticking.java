package ai.gpustack.runner.report;

import ai.gpustack.runner.build.BuildListener;

/** Shows a build, and has something to show also while nothing happens: time passes. */
interface Ticking extends BuildListener {

    /** Shows what is due by now. */
    void tick();

    /** Says how far it came, as Java is ended before its time, by Ctrl-C say; nothing is shown afterwards. */
    void brokenOff();
}
