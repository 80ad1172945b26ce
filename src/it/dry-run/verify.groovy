import ai.gpustack.runner.it.Machine
import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject
import groovy.json.JsonSlurper

def project = new SampleProject(basedir)
def pushed = new PushedImages(registry, "$namespace/dry-run")
def image = "$registry/$namespace/dry-run:cpu12.15-hello1.0"

// What was shown is what was done.
def lines = project.run(1).text().readLines().collect { it.replaceFirst(/^\[INFO] /, '') }
def shown = lines.drop(lines.findIndexOf { it.endsWith('docker-bake.json:') } + 1).takeWhile { !it.startsWith('would run:') }
assert new JsonSlurper().parseText(shown.join('\n')) == project.json('target/runner/docker-bake.json')

String amd64 = pushed.digest('cpu12.15-hello1.0-linux-amd64')
String arm64 = pushed.digest('cpu12.15-hello1.0-linux-arm64')
String repository = "$registry/$namespace/dry-run"
project.run(3).succeeded().says(
        "would run: docker buildx imagetools create --progress none --tag $image-dev ", "$repository@$amd64 $repository@$arm64")
String dev = pushed.digest('cpu12.15-hello1.0-dev')
project.run(5).succeeded().says(
        "would run: docker buildx imagetools create --progress none --tag $image --prefer-index=false $repository@$dev",
        "dry run: what the goals before it would do isn't recorded, so nothing is judged")
assert !pushed.digest('cpu12.15-hello1.0')
assert !project.report().images[0].promotion

Machine.removeImages("$registry/$namespace/dry-run")
