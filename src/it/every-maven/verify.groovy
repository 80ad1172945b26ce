import ai.gpustack.runner.it.Machine
import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
def pushed = new PushedImages(registry, "$namespace/every-maven")
assert project.size() == 3

mavens.split(',').eachWithIndex { maven, i ->
    def tag = "cpu12.15-hello1.${i + 1}"
    def image = "$registry/$namespace/every-maven:$tag"
    String digest = pushed.digest(tag)
    def run = project.run(i + 1).succeeded()
    run.says(
            "valid: 1 image",
            "$image-linux-amd64", "pack/cpu/Dockerfile (hello)", "HELLO_VERSION=1.${i + 1}",
            "2 of 2 platform images are pushed: 2 built, 0 up to date",
            "$image-dev combines linux/amd64, linux/arm64: $digest",
            "on linux/amd64 passed 1 check",
            "on linux/arm64, emulated, passed 1 check",
            "$image is released: $digest")
    assert pushed.digest("$tag-dev") == digest
    // once, and not once more for the module
    assert run.text().count('platform images are pushed') == 1
}
// -V comes before the line at which a log is cut into runs
assert mavens.split(',').every { project.read('build.log').contains("Apache Maven $it ") }

Machine.removeImages("$registry/$namespace/every-maven")
