import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
def pushed = new PushedImages(registry, "$namespace/an-older-buildx")
def image = "$registry/$namespace/an-older-buildx:cpu12.15-hello1.0"

project.run(1).failed().says(
        "building with one bake for each image on the selected builder, 16 at a time",
        "1 of 2 platform images are pushed: 1 built, 0 up to date",
        "1 of 2 platform images failed:",
        "$image-linux-arm64 (linux/arm64) failed: ", "exit code: 3",
        "| there is no wheel for arm64")

def entry = project.report().images[0]
assert entry.platformImages*.state == ['built', 'failed']
assert entry.platformImages[0].digest == pushed.digest('cpu12.15-hello1.0-linux-amd64')
assert pushed.tags() == ['cpu12.15-hello1.0-linux-amd64', 'id-' + entry.platformImages[0].id.take(32)]
