import ai.gpustack.runner.it.SampleProject

String base = "$registry/$namespace/base:1"
new SampleProject(basedir).run(1).succeeded().says(
        "$base linux/amd64: new, sha256:", "$base linux/arm64: new, sha256:", "dry run: bases.lock wasn't written")
assert !new File(basedir, 'bases.lock').exists()
