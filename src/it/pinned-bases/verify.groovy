import ai.gpustack.runner.it.Machine
import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

String base = "$registry/$namespace/base:1"
def project = new SampleProject(basedir)

project.run(4).succeeded().says("$base linux/amd64: sha256:", " -> sha256:", "wrote bases.lock: 1 base image")
project.run(5).succeeded().says(
        "$base linux/amd64: unchanged", "$base linux/arm64: unchanged", "bases.lock is up to date: 1 base image",
        "~ cpu12.15-hello1.0-linux-amd64: base $base moved sha256:", " -> sha256:",
        "~ cpu12.15-hello1.0-linux-arm64: base $base moved sha256:",
        "0 added, 0 removed, 2 changed since target/plan.json")

project.run(6).succeeded().says("2 built, 0 up to date")
def pushed = new PushedImages(registry, "$namespace/pinned-bases")
assert ['amd64', 'arm64'].collect { pushed.config("cpu12.15-hello1.0-linux-$it").config.Labels.edition } == ['second', 'second']

// What can't be found is said at once, and the file is as it was.
def lock = project.read('bases.lock')
project.run(7).failed().says(
        "2 problems:", "broken/cpu/Dockerfile:3:1: error: the base image $base has no linux/s390x; it has linux/amd64, linux/arm64")
project.run(7).says("broken/cpu/Dockerfile:4:1: error: there is no image $base-gone; check its name and tag")
project.run(8).failed().says("Maven is offline (-o), and this would ask registries for base images; leave out -o")
assert project.read('bases.lock') == lock
Machine.removeImages("$registry/$namespace/pinned-bases")
Machine.removeImages("$registry/$namespace/base")
