package ai.gpustack.runner.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.gpustack.runner.matrix.Platform;
import ai.gpustack.runner.plan.BasesLock;
import ai.gpustack.runner.plan.BasesUpdate;
import ai.gpustack.runner.plan.Reference;
import ai.gpustack.runner.plan.WantedBase;
import ai.gpustack.runner.source.InvalidInput;
import ai.gpustack.runner.source.Location;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BaseLookupTest {

    private static final Location FROM = new Location("pack/cpu/Dockerfile", 4, 1);
    private static final Location COPY = new Location("pack/cpu/Dockerfile", 9, 1);
    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);
    private static final String ATTESTATION = """
            {"mediaType": "%s", "digest": "sha256:%s", "size": 9, "platform": {"os": "unknown", "architecture": "unknown"},
             "annotations": {"vnd.docker.reference.type": "attestation-manifest"}}
            """.formatted(MediaTypes.OCI_MANIFEST, "f".repeat(64));

    private FakeRegistry fake;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRegistry();
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    private static String entry(String digest, String architecture, String variant) {
        return """
                {"mediaType": "%s", "digest": "%s", "size": 3, "platform": {"os": "linux", "architecture": "%s", "variant": "%s"}}
                """.formatted(MediaTypes.OCI_MANIFEST, digest, architecture, variant);
    }

    private void putIndex(String repository, String tag, String... entries) {
        fake.put(
                repository,
                tag,
                MediaTypes.OCI_INDEX,
                "{\"schemaVersion\": 2, \"manifests\": [" + String.join(",", entries) + "]}");
    }

    private String putImage(String repository, String tag, String config) {
        String digest = fake.putBlob(repository, config);
        return fake.put(
                repository,
                tag,
                MediaTypes.OCI_MANIFEST,
                "{\"schemaVersion\": 2, \"config\": {\"mediaType\": \"c\", \"digest\": \"%s\", \"size\": 1}, \"layers\": []}"
                        .formatted(digest));
    }

    private static SortedMap<Platform, String> digests(String... pairs) {
        var digests = new TreeMap<Platform, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            digests.put(Platform.parse(pairs[i]).orElseThrow(), pairs[i + 1]);
        }
        return digests;
    }

    private static WantedBase wanted(String reference, String... platforms) {
        var required = new TreeMap<Platform, Set<Location>>();
        Arrays.stream(platforms)
                .forEach(platform -> required.put(Platform.parse(platform).orElseThrow(), Set.of(FROM)));
        return new WantedBase(
                Reference.familiar(reference).orElseThrow(), required, new TreeSet<>(), List.of(FROM, COPY));
    }

    private static WantedBase wantedByBuilders(String reference, String... platforms) {
        var possible = Arrays.stream(platforms)
                .map(platform -> Platform.parse(platform).orElseThrow())
                .collect(Collectors.toCollection(TreeSet::new));
        return new WantedBase(Reference.familiar(reference).orElseThrow(), new TreeMap<>(), possible, List.of(FROM));
    }

    private static HttpRegistry http() {
        return new HttpRegistry(
                Set.of(), host -> Optional.empty(), Map.of(), Duration.ofSeconds(5), List.of(), said -> {});
    }

    private static SortedMap<String, SortedMap<Platform, String>> find(WantedBase... wanted) {
        return find(BasesLock.absent("bases.lock"), wanted);
    }

    private static SortedMap<String, SortedMap<Platform, String>> find(BasesLock lock, WantedBase... wanted) {
        return new BaseLookup(new MirroredRegistry(http(), List.of()), lock).find(List.of(wanted));
    }

    private String base(String tag) {
        return fake.host() + "/team/base:" + tag;
    }

    @Test
    void an_index_gives_the_digest_of_each_platforms_manifest_and_is_read_once() {
        putIndex("team/base", "1", entry(A, "amd64", ""), entry(B, "arm64", "v8"), ATTESTATION);

        assertThat(find(wanted(base("1"), "linux/amd64", "linux/arm64")))
                .isEqualTo(Map.of(base("1"), digests("linux/amd64", A, "linux/arm64", B)));
        assertThat(fake.requests().stream().map(request -> request.substring(0, 4)))
                .containsExactly("HEAD", "GET ");
    }

    @Test
    void an_image_for_one_platform_tells_it_in_its_configuration() {
        String digest =
                putImage("team/base", "1", "{\"os\": \"linux\", \"architecture\": \"arm64\", \"variant\": \"v8\"}");

        assertThat(find(wanted(base("1"), "linux/arm64"))).isEqualTo(Map.of(base("1"), digests("linux/arm64", digest)));
        assertThatThrownBy(() -> find(wanted(base("1"), "linux/amd64")))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("pack/cpu/Dockerfile:4:1: error: the base image " + base("1")
                        + " has no linux/amd64; it has linux/arm64");
    }

    @Test
    void an_image_for_one_platform_that_is_locked_already_is_not_pulled() {
        String digest = putImage("team/base", "1", "{\"os\": \"linux\", \"architecture\": \"arm64\"}");
        SortedMap<Platform, String> locked = digests("linux/arm64", digest);
        BasesLock lock = BasesUpdate.of(BasesLock.absent("bases.lock"), Map.of(base("1"), locked), true)
                .lock();

        assertThat(find(lock, wanted(base("1"), "linux/arm64"))).isEqualTo(Map.of(base("1"), locked));
        assertThat(fake.requests()).containsExactly("HEAD /v2/team/base/manifests/1");
    }

    @Test
    void an_older_variant_is_taken_where_there_is_no_other_as_buildkit_does() {
        putIndex("team/base", "1", entry(A, "arm", "v6"), entry(B, "arm", "v5"));

        assertThat(find(wanted(base("1"), "linux/arm/v7"))).isEqualTo(Map.of(base("1"), digests("linux/arm/v7", A)));
    }

    @Test
    void of_what_builders_may_be_one_platform_is_enough() {
        putIndex("team/base", "1", entry(A, "amd64", ""));

        assertThat(find(wantedByBuilders(base("1"), "linux/amd64", "linux/arm64")))
                .isEqualTo(Map.of(base("1"), digests("linux/amd64", A)));
        assertThatThrownBy(() -> find(wantedByBuilders(base("1"), "linux/arm64")))
                .hasMessageContaining("has no platform that builders have; it has linux/amd64");
    }

    @Test
    void everything_that_is_not_there_is_said_at_once_with_each_place() {
        putIndex("team/base", "1", entry(A, "amd64", ""));
        WantedBase gone = wanted(base("gone"), "linux/amd64");
        WantedBase poor = wanted(base("1"), "linux/amd64", "linux/s390x");
        WantedBase unknown = wanted("localhost:1/team/base:1", "linux/amd64");

        assertThatThrownBy(() -> find(gone, poor, unknown))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        e -> assertThat(e.problems().stream().map(Object::toString))
                                .hasSize(5)
                                .contains(
                                        "pack/cpu/Dockerfile:4:1: error: there is no image " + base("gone")
                                                + "; check its name and tag",
                                        "pack/cpu/Dockerfile:9:1: error: there is no image " + base("gone")
                                                + "; check its name and tag",
                                        "pack/cpu/Dockerfile:4:1: error: the base image " + base("1")
                                                + " has no linux/s390x; it has linux/amd64")
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith(
                                                "pack/cpu/Dockerfile:4:1: error: the base image localhost:1/team/base:1 can't be looked up:"
                                                        + " no answer from registry localhost:1")));
    }

    @Test
    void docker_hubs_images_are_looked_for_at_the_mirrors_in_their_order() throws IOException {
        try (var second = new FakeRegistry()) {
            String digest = fake.put(
                    "library/debian",
                    "12",
                    MediaTypes.OCI_INDEX,
                    "{\"schemaVersion\": 2, \"manifests\": [" + entry(A, "amd64", "") + "]}");
            List<URI> mirrors = List.of(
                    URI.create("http://localhost:1/"),
                    URI.create("http://" + second.host() + "/"),
                    URI.create("http://" + fake.host()));
            var lookup = new BaseLookup(new MirroredRegistry(http(), mirrors), BasesLock.absent("bases.lock"));

            assertThat(lookup.find(List.of(wanted("debian:12", "linux/amd64"))))
                    .isEqualTo(Map.of("debian:12", digests("linux/amd64", A)));
            assertThat(second.requests())
                    .containsExactly(
                            "HEAD /v2/library/debian/manifests/12", "GET /v2/library/debian/manifests/" + digest);
        }
    }

    @Test
    void where_the_hub_does_not_answer_what_its_mirrors_said_is_told_too() {
        URI gone = URI.create("http://localhost:1/");
        URI empty = URI.create("http://" + fake.host());
        // A name of a hub that nobody answers for: through a proxy that isn't there.
        var proxies = Map.of("https_proxy", "http://localhost:1");
        try (var unreachable = new HttpRegistry(
                Set.of(), host -> Optional.empty(), proxies, Duration.ofSeconds(5), List.of(), said -> {})) {
            var lookup = new BaseLookup(
                    new MirroredRegistry(unreachable, List.of(gone, empty)), BasesLock.absent("bases.lock"));

            assertThatThrownBy(() -> lookup.find(List.of(wanted("debian:13", "linux/amd64"))))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining(
                            "the base image debian:13 can't be looked up: no answer from registry docker.io")
                    .hasMessageContaining(
                            "(the engine's mirrors were asked before: http://localhost:1/: no answer from registry")
                    .hasMessageContaining("; " + empty + " hasn't got it); ");
        }
    }

    @Test
    void other_registries_images_are_not_looked_for_at_the_hubs_mirrors() throws IOException {
        putIndex("team/base", "1", entry(A, "amd64", ""));
        try (var mirror = new FakeRegistry()) {
            var registry = new MirroredRegistry(http(), List.of(URI.create("http://" + mirror.host())));

            new BaseLookup(registry, BasesLock.absent("bases.lock")).find(List.of(wanted(base("1"), "linux/amd64")));

            assertThat(mirror.requests()).isEmpty();
        }
    }
}
