import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def image = "$registry/$namespace/dry-run:cpu12.15-hello1.0"
new SampleProject(basedir).run(1).succeeded().says(
        "would build $image-linux-amd64: never built",
        "would build $image-linux-arm64: never built",
        "would write ", "docker-bake.json:",
        '"target"',
        "would run: docker buildx bake --file ",
        "dry run: $image-dev is withheld: linux/amd64 isn't there",
        "would test $image-dev on linux/amd64 with 1 check of pack/cpu/hello.test.yml",
        "dry run: $image is not released: there is no $image-dev")
assert new PushedImages(registry, "$namespace/dry-run").tags() == []
assert !new File(basedir, 'target/runner').exists()
