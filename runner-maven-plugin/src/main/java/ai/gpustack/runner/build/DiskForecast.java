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
     * there is none it doesn't count, so that a forecast is rather too low: it refuses what can't work, and nothing else. Of images whose
     * layers aren't known, which is what a local engine has, all but the largest may be in that one.
     *
     * @param images what is going to be built
     * @param recorded the size of an earlier build, if one was recorded
     * @return the forecast
     */
    static DiskForecast of(List<PlatformImage> images, Function<PlatformImage, Optional<Size>> recorded) {
        Map<String, Double> averages = images.stream()
                .filter(image -> layered(image, recorded).isPresent())
                .collect(Collectors.groupingBy(
                        DiskForecast::kin,
                        Collectors.averagingLong(
                                image -> layered(image, recorded).orElseThrow().bytes())));
        Set<String> layers = new HashSet<>();
        double packed = 0;
        long largest = 0;
        int known = 0;
        for (PlatformImage image : images) {
            Optional<Size> size = recorded.apply(image);
            if (layered(image, recorded).isPresent()) {
                packed += ofNewLayers(size.orElseThrow(), layers);
                known++;
            } else if (averages.containsKey(kin(image))) {
                packed += averages.get(kin(image));
                known++;
            } else if (size.isPresent()) {
                largest = Math.max(largest, size.get().bytes());
                known++;
            }
        }
        return new DiskForecast(Math.max(largest, Math.round(packed * UNPACKED)), known);
    }

    /** A size with its layers, which are compressed, as registries have them. */
    private static Optional<Size> layered(PlatformImage image, Function<PlatformImage, Optional<Size>> recorded) {
        return recorded.apply(image).filter(size -> !size.layers().isEmpty());
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
