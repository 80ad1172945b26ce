package ai.gpustack.runner.buildx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BakeFileTest {

    @Test
    void a_definition_is_written_with_every_text_as_plain_text() {
        var target = new BakeTarget(
                "cpu12_1-x1-linux-amd64",
                new BakeTarget.Source(
                        "pack/cpu",
                        "Dockerfile",
                        "x",
                        "linux/amd64",
                        Map.of("A", "${B} %{ if } $(id) \"q\""),
                        Map.of("debian:12", "docker-image://debian@sha256:1")),
                new BakeTarget.Image(List.of("r/x:t", "r/x:id-1"), Map.of("l", "${L}"), Map.of("a", "1")),
                new BakeTarget.Access(
                        List.of("type=file,id=s,src=/s"),
                        List.of("default"),
                        "none",
                        "64m",
                        List.of("nofile=1:2"),
                        List.of("network.host")),
                new BakeTarget.Caching(
                        true, true, List.of("type=registry,ref=r/c:t"), List.of("type=registry,ref=r/c:t,mode=max")),
                List.of("type=provenance,disabled=true"),
                List.of("type=image,push=true"));

        assertThat(new BakeFile(List.of(target), List.of()).toJson()).isEqualTo("""
                        {
                          "group" : {
                            "default" : {
                              "targets" : [ "cpu12_1-x1-linux-amd64" ]
                            }
                          },
                          "target" : {
                            "cpu12_1-x1-linux-amd64" : {
                              "context" : "pack/cpu",
                              "dockerfile" : "Dockerfile",
                              "target" : "x",
                              "platforms" : [ "linux/amd64" ],
                              "args" : {
                                "A" : "$${B} %%{ if } $(id) \\"q\\""
                              },
                              "contexts" : {
                                "debian:12" : "docker-image://debian@sha256:1"
                              },
                              "tags" : [ "r/x:t", "r/x:id-1" ],
                              "labels" : {
                                "l" : "$${L}"
                              },
                              "annotations" : [ "manifest:a=1" ],
                              "secret" : [ "type=file,id=s,src=/s" ],
                              "ssh" : [ "default" ],
                              "network" : "none",
                              "shm-size" : "64m",
                              "ulimits" : [ "nofile=1:2" ],
                              "entitlements" : [ "network.host" ],
                              "attest" : [ "type=provenance,disabled=true" ],
                              "cache-from" : [ "type=registry,ref=r/c:t" ],
                              "cache-to" : [ "type=registry,ref=r/c:t,mode=max" ],
                              "output" : [ "type=image,push=true" ],
                              "no-cache" : true,
                              "pull" : true
                            }
                          }
                        }
                        """);
    }

    @Test
    void target_names_have_no_dots_and_are_never_the_same() {
        assertThat(BakeFile.targetName("cuda12.8-vllm0.9.2-linux-amd64", List.of()))
                .isEqualTo("cuda12_8-vllm0_9_2-linux-amd64");
        assertThat(BakeFile.targetName("a.b", List.of("a_b", "a_b__2"))).isEqualTo("a_b__3");
    }
}
