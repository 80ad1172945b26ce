import ai.gpustack.runner.it.Machine
import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
def pushed = new PushedImages(registry, "$namespace/the-lifecycle")
def image = "$registry/$namespace/the-lifecycle:cpu12.15-hello1.0"
String digest = pushed.digest('cpu12.15-hello1.0')

project.run(2).succeeded().says(
        "valid: 1 image, 2 platform images",
        "2 of 2 platform images are pushed: 2 built, 0 up to date",
        "$image-dev combines linux/amd64, linux/arm64: $digest",
        "on linux/amd64 passed 1 check",
        "on linux/arm64, emulated, passed 1 check",
        "verified: 1 image", "whole and passed their tests",
        "$image is released: $digest")
assert pushed.digest('cpu12.15-hello1.0-dev') == digest

// A property of the POM whose name goes on.
assert pushed.manifest('cpu12.15-hello1.0-linux-amd64').annotations['com.example.team'] == 'runners'

project.run(3).succeeded().says(
        "2 of 2 platform images are pushed: 0 built, 2 up to date",
        "$image-dev is there already: $digest",
        "on linux/amd64 passed these tests already",
        "on linux/arm64, emulated, passed these tests already",
        "verified: 1 image", "whole and passed their tests",
        "$image is released already with this digest: $digest")

// The image is released already, so that there is nothing to refuse; what verify found fails the build all the same.
project.run(4).failed().says(
        "on linux/amd64 failed: says hello",
        "$image is released already with this digest: $digest",
        "BUILD FAILURE",
        ":promote", "2 failures:",
        "on linux/amd64 failed: says hello", "on linux/arm64, emulated, failed: says hello")

def entry = project.report().images[0]
assert entry.platformImages*.state == ['up-to-date', 'up-to-date']
assert entry.platformImages*.destination == ['registry', 'registry']
assert entry.manifest.state == 'unchanged'
assert entry.tests*.state == ['failed', 'failed']
assert entry.promotion.state == 'unchanged'

Machine.removeImages("$registry/$namespace/the-lifecycle")
