import ai.gpustack.runner.it.Machine
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)

project.run(1).succeeded().says(
        "--- /dev/null", "+++ b/pack/x-pu/Dockerfile", "+ARG X_PU_VERSION=1.0", "+++ b/pack/x-pu/hello.test.yml",
        "+++ b/matrix.yml", "+  - backend: x-pu", "dry run: nothing was written")
project.run(2).succeeded().says(
        "made pack/x-pu/Dockerfile", "made pack/x-pu/hello.test.yml", "made matrix.yml",
        "mvn runner:validate runner:build runner:test -Dbackend=x-pu -Dservice=hello")
project.run(3).succeeded().says(
        "changed pack/x-pu/Dockerfile", "made pack/x-pu/good-bye.test.yml", "changed matrix.yml",
        "'good-bye' joins the services of the rule at matrix.yml:5:5")

assert project.read('matrix.yml') == """\
# The one list of what is built.
platforms: [linux/amd64]

rules:
  - backend: x-pu
    services: [hello, good-bye]
"""

def made = project.run(4).succeeded().doesNotSay("WARNING")
made.says("valid: 2 images, 2 platform images", "2 of 2 platform images are loaded: 2 built",
        "x-pu$run" + ".1-hello0.3-linux-amd64", "passed 3 checks", "x-pu$run" + ".1-good-bye1.0-linux-amd64", "passed 3 checks")

project.run(5).failed().says(
        "matrix.yml:6:16: error: backend 'x-pu' has the service 'hello' already",
        "pack/x-pu/hello.test.yml: error: is there already, and is never overwritten")

Machine.removeImages("$registry/$namespace/scaffolding")
