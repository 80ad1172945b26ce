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
                "pack/cpu",
                "Dockerfile",
                "x",
                "linux/amd64",
                Map.of("A", "${B} %{ if } $(id) \"q\""),
                List.of("r/x:t", "r/x:id-1"),
                Map.of("l", "${L}"),
                Map.of("a", "1"),
                List.of("type=file,id=s,src=/s"),
                List.of("type=image,push=true"),
                true);

        assertThat(new BakeFile(List.of(target)).toJson()).isEqualTo("""
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
                              "tags" : [ "r/x:t", "r/x:id-1" ],
                              "labels" : {
                                "l" : "$${L}"
                              },
                              "annotations" : [ "manifest:a=1" ],
                              "secret" : [ "type=file,id=s,src=/s" ],
                              "attest" : [ {
                                "type" : "provenance",
                                "disabled" : "true"
                              } ],
                              "output" : [ "type=image,push=true" ],
                              "no-cache" : true
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
