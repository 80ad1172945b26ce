import ai.gpustack.runner.it.Machine
import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
def pushed = new PushedImages(registry, "$namespace/one-broken-image-in-a-release")
def image = "$registry/$namespace/one-broken-image-in-a-release"

project.run(2).failed().says(
        "$image:cpu12.15-broken1.0-linux-arm64 is failed: ",
        "runner-maven-plugin:", ":promote",
        "$image:cpu12.15-hello1.0 is released: sha256:",
        "2 of 3 images not released:",
        "$image:cpu12.15-broken1.0 is not released: there is no $image:cpu12.15-broken1.0-dev",
        "$image:cpu12.15-silent1.0 is not released: sha256:", "failed its tests (linux/amd64: says hello")

assert pushed.digest('cpu12.15-hello1.0') == pushed.digest('cpu12.15-hello1.0-dev')
assert !pushed.digest('cpu12.15-broken1.0')
assert !pushed.digest('cpu12.15-silent1.0')
assert project.report().images*.promotion*.state == ['done', 'withheld', 'withheld']

Machine.removeImages("$registry/$namespace/one-broken-image-in-a-release")
