import java.time.Instant

import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def whole = new SampleProject(basedir)
whole.run(1).succeeded().says("1 of 1 platform image is pushed: 1 built, 0 up to date")
whole.run(2).failed().says(
        "matrix.yml: error: there is no matrix file here, in $basedir, but in a module; name the module: -pl one,two")

def runs = ['one', 'two'].collect { module ->
    def project = new SampleProject(new File(basedir, module))
    def build = project.report().images[0].platformImages[0]
    assert build.state == 'built'
    assert build.digest == new PushedImages(registry, "$namespace/modules-in-parallel-$module" as String)
            .digest('cpu12.15-hello1.0-linux-amd64')
    def log = new File(basedir, "$module/target/runner/${build.run.log}").text
    assert log.contains("$module says hello 1.0")
    def begun = Instant.parse(build.run.started)
    [begun: begun, ended: begun.plusMillis((build.run.seconds * 1000) as long)]
}
// They did build at the same time.
assert runs[0].begun.isBefore(runs[1].ended) && runs[1].begun.isBefore(runs[0].ended)
