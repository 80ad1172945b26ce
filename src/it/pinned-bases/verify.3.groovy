import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

new SampleProject(basedir).run(3).succeeded().says("2 built, 0 up to date")
def pushed = new PushedImages(registry, "$namespace/pinned-bases")
assert ['amd64', 'arm64'].collect { pushed.config("cpu12.15-hello1.0-linux-$it").config.Labels.edition } == ['first', 'first']
