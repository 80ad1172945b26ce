package ai.gpustack.runner.mojo;

import java.util.Properties;

/** Whatever is read was given by {@code -D}. */
final class Options {

    static final PropertyPlaces PLACES = new PropertyPlaces(
            new Properties(),
            new Properties() {
                private static final long serialVersionUID = 1L;

                @Override
                public synchronized boolean containsKey(Object name) {
                    return true;
                }
            },
            GoalConfiguration.NONE);

    private Options() {}
}
