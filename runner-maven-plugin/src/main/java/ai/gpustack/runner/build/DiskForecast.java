package ai.gpustack.runner.build;

import ai.gpustack.runner.build.PlatformBuild.Layer;
import ai.gpustack.runner.build.PlatformBuild.Size;
import ai.gpustack.runner.plan.PlatformImage;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How much of a builder's disk images are going to take, by what earlier builds were recorded to measure.
 *
 * @param bytes the forecast
 * @param known how many images it is made of
 */
record DiskForecast(long bytes, int known) {

    /** A compressed layer and what it unpacks to, in compressed bytes: 300 MB of payload took 756 MB (measured). */
    private static final double UNPACKED = 2.5;

    /**
     * Makes a forecast. An image that was never built counts as much as the average of those of its backend and service; where
     * there is none it doesn't count, so that a forecast is rather too low: it refuses what can't work, and nothing else.
     *
     * @param images what is going to be built
     * @param recorded the size of an earlier build, if one was recorded
     * @return the forecast
     */
    static DiskForecast of(List<PlatformImage> images, Function<PlatformImage, Optional<Size>> recorded) {
        Map<String, Double> averages = images.stream()
                .filter(image -> recorded.apply(image).isPresent())
                .collect(Collectors.groupingBy(
                        DiskForecast::kin,
                        Collectors.averagingLong(
                                image -> recorded.apply(image).orElseThrow().bytes())));
        Set<String> layers = new HashSet<>();
        double bytes = 0;
        int known = 0;
        for (PlatformImage image : images) {
            Optional<Size> size = recorded.apply(image);
            if (size.isPresent()) {
                bytes += size.get().layers().isEmpty() ? size.get().bytes() : ofNewLayers(size.get(), layers);
                known++;
            } else if (averages.containsKey(kin(image))) {
                bytes += averages.get(kin(image));
                known++;
            }
        }
        return new DiskForecast(Math.round(bytes * UNPACKED), known);
    }

    private static String kin(PlatformImage image) {
        return image.name().backend() + " " + image.name().service();
    }

    /** Layers that images share are there once. */
    private static long ofNewLayers(Size size, Set<String> seen) {
        return size.layers().stream()
                .filter(layer -> seen.add(layer.digest()))
                .mapToLong(Layer::bytes)
                .sum();
    }

    /** {@return the forecast for people: {@code 12.3 GB}} */
    @Override
    public String toString() {
        return gigabytes(bytes);
    }

    static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
