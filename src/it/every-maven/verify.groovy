import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
mavens.split(',').eachWithIndex { version, i ->
    def pushed = new PushedImages(registry, "$namespace/maven-$version")
    def image = "$registry/$namespace/maven-$version:cpu12.15-hello1.0"
    String digest = pushed.digest('cpu12.15-hello1.0')
    def run = project.run(i + 1).succeeded()
    run.says(
            "valid: 1 images, 2 platform images",
            "$image-linux-amd64", "pack/cpu/Dockerfile (hello)",
            "2 of 2 platform images are pushed: 2 built, 0 up to date",
            "$image-dev combines linux/amd64, linux/arm64: $digest",
            "on linux/amd64 passed 1 checks",
            "on linux/arm64, emulated, passed 1 checks",
            "$image is released: $digest")
    assert pushed.digest('cpu12.15-hello1.0-dev') == digest
    // once, and not once more for the module
    assert run.text().count('platform images are pushed') == 1
}
