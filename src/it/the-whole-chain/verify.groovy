import ai.gpustack.runner.it.Machine
import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
def pushed = new PushedImages(registry, "$namespace/the-whole-chain")
String tag = "cpu12.15-page$run"
def image = "$registry/$namespace/the-whole-chain:$tag"

project.run(1).succeeded().says("valid: 1 image", "$image-linux-amd64", "pack/cpu/Dockerfile (page)", "$image-linux-arm64")
project.run(3).succeeded().says("2 of 2 platform images are pushed: 2 built, 0 up to date")
project.run(4).succeeded().says("$image-dev combines linux/amd64, linux/arm64: sha256:")
project.run(5).succeeded().says("linux/amd64 ok", "serves the page")
project.run(6).succeeded().says("$image is released: sha256:")

// The plan is the one place where an id comes from; everything after it carries it.
def planned = project.json('target/plan.json').images[0].platformImages
assert planned*.platform == ['linux/amd64', 'linux/arm64']
def tags = planned.collectMany { ["$tag-${it.platform.replace('/', '-')}".toString(), "id-${it.id.take(32)}".toString()] }
assert pushed.tags() == (tags + [tag, tag + '-dev']).sort()

def index = pushed.manifest(tag)
assert index.mediaType == 'application/vnd.oci.image.index.v1+json'
assert index.manifests.collect { it.platform.os + '/' + it.platform.architecture } == ['linux/amd64', 'linux/arm64']
planned.eachWithIndex { platformImage, i ->
    String platformTag = tag + '-' + platformImage.platform.replace('/', '-')
    String digest = pushed.digest(platformTag)
    assert index.manifests[i].digest == digest
    assert pushed.digest('id-' + platformImage.id.take(32)) == digest
    assert pushed.manifest(digest).annotations['ai.gpustack.runner.id'] == platformImage.id
    assert pushed.config(digest).config.Labels['ai.gpustack.runner.id'] == platformImage.id
}

// Built, combined, tested, released: one digest.
String digest = pushed.digest("$tag-dev")
assert pushed.digest(tag) == digest
assert project.receipts()*.digest == [digest, digest]
assert project.receipts()*.platform == ['linux/amd64', 'linux/arm64']
assert project.receipts()*.passed == [true, true]
assert project.receipts()*.platformDigest == index.manifests*.digest

def report = project.report().images
assert report*.reference == [image.toString()]
assert report[0].platformImages*.state == ['built', 'built']
assert report[0].platformImages*.digest == index.manifests*.digest
assert report[0].platformImages*.id == planned*.id
assert report[0].platformImages.every { new File(basedir, 'target/runner/' + it.run.log).text.contains('[page') }
assert report[0].manifest.state == 'done' && report[0].manifest.digest == digest
assert report[0].tests*.state == ['done', 'done'] && report[0].tests*.digest == [digest, digest]
assert report[0].promotion.state == 'done' && report[0].promotion.digest == digest

Machine.removeImages("$registry/$namespace/the-whole-chain")
