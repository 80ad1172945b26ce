package ai.gpustack.runner.plan;

import ai.gpustack.runner.matrix.Matrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan cut into jobs for CI. Images that share a runtime stage stay together, so that it is built once; apart from that
 * the jobs have as even a number of images as there can be.
 */
public final class Shards {

    /** GitHub runs no more jobs than this in one matrix. */
    public static final int MOST = 256;

    private static final Map<String, List<String>> USUAL_RUNNERS = Map.of("linux/arm64", List.of("ubuntu-24.04-arm"));
    private static final List<String> USUAL_RUNNER = List.of("ubuntu-24.04");

    private Shards() {}

    /**
     * A job.
     *
     * @param name its name, which no other job has: {@code linux/arm64 2/5}
     * @param runsOn the labels of the CI runner that it needs
     * @param images what it builds, in the plan's order
     */
    public record Shard(String name, List<String> runsOn, List<PlatformImage> images) {}

    /** Images that stay together, or a job that is being filled with them. */
    private static final class Group {
        private final List<PlatformImage> images = new ArrayList<>();

        int size() {
            return images.size();
        }
    }

    /**
     * Cuts a plan into jobs.
     *
     * @param plan the plan
     * @param matrix says which runner a platform or a backend needs
     * @param most how many jobs there may be; where more kinds of runners are needed, there is one job for each
     * @return the jobs, the same ones for the same plan
     */
    public static List<Shard> of(Plan plan, Matrix matrix, int most) {
        var kinds = new LinkedHashMap<Kind, Map<String, Group>>();
        for (PlatformImage image : plan.selected()) {
            kinds.computeIfAbsent(Kind.of(image, matrix), kind -> new LinkedHashMap<>())
                    .computeIfAbsent(image.base(), base -> new Group())
                    .images
                    .add(image);
        }
        Map<Kind, Integer> jobs = share(kinds, most);
        var shards = new ArrayList<Shard>();
        kinds.forEach((kind, groups) -> shards.addAll(kind.shards(List.copyOf(groups.values()), jobs.get(kind))));
        return List.copyOf(shards);
    }

    /**
     * The labels of the CI runner that an image needs: its backend's, else its platform's, else the usual ones.
     *
     * @param image the image
     * @param matrix says which runner a platform or a backend needs
     * @return at least one label
     */
    public static List<String> runsOn(PlatformImage image, Matrix matrix) {
        String platform = image.platform().toString();
        List<String> platforms =
                matrix.runners().getOrDefault(platform, USUAL_RUNNERS.getOrDefault(platform, USUAL_RUNNER));
        return matrix.runners().getOrDefault(image.name().backend(), platforms);
    }

    /** What makes images need the same runner: its labels, and for the job's name the backend or platform that they come from. */
    private record Kind(String name, List<String> runsOn) {

        static Kind of(PlatformImage image, Matrix matrix) {
            String platform = image.platform().toString();
            String backend = image.name().backend();
            String name = matrix.runners().containsKey(backend) ? backend + " " + platform : platform;
            return new Kind(name, Shards.runsOn(image, matrix));
        }

        /** The largest group first, each into the job that has least: at most a group's size from even. */
        List<Shard> shards(List<Group> groups, int count) {
            List<Group> jobs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                jobs.add(new Group());
            }
            groups.stream()
                    .sorted(Comparator.comparingInt(Group::size).reversed())
                    .forEach(group -> jobs.stream()
                            .min(Comparator.comparingInt(Group::size))
                            .orElseThrow()
                            .images
                            .addAll(group.images));
            var shards = new ArrayList<Shard>();
            for (int i = 0; i < count; i++) {
                String number = count == 1 ? "" : " " + (i + 1) + "/" + count;
                shards.add(new Shard(name + number, runsOn, List.copyOf(jobs.get(i).images)));
            }
            return shards;
        }
    }

    /** How many jobs each kind gets: one at least, one for each group at most, the rest where the jobs are largest. */
    private static Map<Kind, Integer> share(Map<Kind, Map<String, Group>> kinds, int most) {
        var jobs = new LinkedHashMap<Kind, Integer>();
        kinds.keySet().forEach(kind -> jobs.put(kind, 1));
        Comparator<Kind> byLoad = Comparator.comparingDouble(
                kind -> kinds.get(kind).values().stream().mapToInt(Group::size).sum() / (double) jobs.get(kind));
        while (jobs.values().stream().mapToInt(Integer::intValue).sum() < most) {
            var largest = kinds.keySet().stream()
                    .filter(kind -> jobs.get(kind) < kinds.get(kind).size())
                    .max(byLoad);
            if (largest.isEmpty()) {
                break;
            }
            jobs.merge(largest.get(), 1, Integer::sum);
        }
        return jobs;
    }
}
