import ai.gpustack.runner.it.Machine
import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

String base = "$registry/$namespace/base:1"
def project = new SampleProject(basedir)
project.run(2).succeeded().says("wrote bases.lock: 1 base image")

def index = new PushedImages(registry, "$namespace/base").manifest('1')
def digests = index.manifests.collectEntries { [(it.platform.architecture): it.digest] }
assert project.read('bases.lock') == """\
# Base images pinned by digest, for each platform. Written by runner:bases.
$base:
  linux/amd64: ${digests.amd64}
  linux/arm64: ${digests.arm64}
"""
Machine.pushImage(new File(basedir, 'base'), base, 'linux/amd64,linux/arm64', 'FROM debian:bookworm-slim\nLABEL edition=second\n')
