import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
def image = "$registry/$namespace/the-lifecycle:cpu12.15-hello1.0"

project.run(1).succeeded().says(
        "2 of 2 platform images are loaded: 2 built, 0 up to date",
        "nothing is pushed, so nothing is combined; -Drunner.push=true does both",
        "$image-linux-amd64 (sha256:",
        "passed 1 check",
        "$image-linux-arm64 (sha256:",
        "passed 1 check",
        "verified: 1 image", "whole and passed their tests",
        "nothing is pushed, so nothing is released; -Drunner.push=true does both")

assert new PushedImages(registry, "$namespace/the-lifecycle").tags() == []
def entry = project.report().images[0]
assert entry.platformImages*.destination == ['engine', 'engine']
assert entry.tests*.state == ['done', 'done']
assert !entry.manifest && !entry.promotion
assert project.receipts()*.source == ['loaded', 'loaded']
