import ai.gpustack.runner.it.Machine
import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
def pushed = new PushedImages(registry, "$namespace/promotion-is-refused")
def image = "$registry/$namespace/promotion-is-refused:cpu12.15-hello1.0"
String first = context.released
String second = pushed.digest('cpu12.15-hello1.0-dev')
assert first && second && first != second

def todo = ["to do what wasn't done yet: mvn ", "runner:build runner:manifest runner:test ", "-Drunner.push\n"]

project.run(2).failed().says(
        "$image is not released: $first wasn't tested on linux/amd64, linux/arm64\n",
        *todo)
project.run(3).succeeded().says("$image is released: $first")
project.run(4).failed().says(
        "$image is not released: $image-dev isn't what the plan asks for",
        "linux/amd64 has changed and isn't built",
        *todo)
project.run(5).failed().says(
        "$image-dev isn't tested on linux/amd64: it isn't what the plan asks for",
        "$image-dev isn't tested on linux/arm64: it isn't what the plan asks for",
        *todo)
project.run(6).failed().says(
        "$image-dev combines linux/amd64, linux/arm64: $second",
        "$image is not released: the tag is taken by $first, and a released tag never moves by itself;"
                + " to move it, say -Drunner.force -Drunner.reason='…'")
project.run(7).failed().says("-Drunner.force: error: a released tag would be moved without a reason; add -Drunner.reason='why'")
def changed = "pack/cpu/hello.test.yml has changed since it was tested"
project.run(8).failed().says(
        "$image-dev has to be tested again on linux/amd64: $changed",
        "$image-dev has to be tested again on linux/arm64: $changed",
        "to do what wasn't done yet: mvn ",
        "runner:build runner:manifest runner:test runner:verify ",
        "-Drunner.push\n")
project.run(9).failed().says(
        "$image is not released: $second wasn't tested on linux/amd64, linux/arm64; $changed",
        *todo)
project.run(10).succeeded()
project.run(11).succeeded().says(
        "$image is released: $second, in place of $first (reason: the release of Monday said goodbye)")
assert pushed.digest('cpu12.15-hello1.0') == second

Machine.removeImages("$registry/$namespace/promotion-is-refused")
