import ai.gpustack.runner.it.Machine
import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
def pushed = new PushedImages(registry, "$namespace/promotion-is-refused")
def image = "$registry/$namespace/promotion-is-refused:cpu12.15-hello1.0"
String first = context.released
String second = pushed.digest('cpu12.15-hello1.0-dev')
assert first && second && first != second

project.run(2).failed().says("$image is not released: $first wasn't tested on linux/amd64, linux/arm64; run runner:test")
project.run(3).succeeded().says("$image is released: $first")
project.run(4).failed().says(
        "$image is not released: $image-dev isn't what the plan asks for",
        "linux/amd64 has changed and isn't built",
        "run runner:build -Drunner.push=true, runner:manifest and runner:test")
project.run(5).failed().says(
        "$image-dev isn't tested on linux/amd64: it isn't what the plan asks for; run runner:manifest",
        "$image-dev isn't tested on linux/arm64: it isn't what the plan asks for; run runner:manifest")
project.run(6).failed().says(
        "$image-dev combines linux/amd64, linux/arm64: $second",
        "$image is not released: the tag is taken by $first, and a released tag never moves by itself;"
                + " to move it, say -Drunner.force -Drunner.reason='…'")
project.run(7).failed().says("-Drunner.force: error: a released tag would be moved without a reason; add -Drunner.reason='why'")
project.run(8).succeeded().says(
        "$image is released: $second, in place of $first (reason: the release of Monday said goodbye)")
assert pushed.digest('cpu12.15-hello1.0') == second

Machine.removeImages("$registry/$namespace/promotion-is-refused")
