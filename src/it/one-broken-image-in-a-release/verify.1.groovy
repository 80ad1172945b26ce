import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
def pushed = new PushedImages(registry, "$namespace/one-broken-image-in-a-release")
def image = "$registry/$namespace/one-broken-image-in-a-release"

def run = project.run(1).failed()
run.says(
        "5 of 6 platform images are pushed",
        "going on with what is whole; runner:verify will judge",
        "$image:cpu12.15-hello1.0-dev combines linux/amd64, linux/arm64",
        "$image:cpu12.15-hello1.0-dev (sha256:", "passed 1 check",
        "runner-maven-plugin:", ":verify",
        "3 failures:",
        "$image:cpu12.15-broken1.0-linux-arm64 is failed: ",
        "$image:cpu12.15-silent1.0-dev (sha256:", " on linux/amd64 failed: says hello")
run.doesNotSay(":promote")

assert pushed.digest('cpu12.15-hello1.0-dev')
assert pushed.digest('cpu12.15-silent1.0-dev')
assert !pushed.digest('cpu12.15-broken1.0-dev')
assert !pushed.digest('cpu12.15-hello1.0')
