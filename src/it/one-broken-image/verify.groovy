import ai.gpustack.runner.it.PushedImages
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
def pushed = new PushedImages(registry, "$namespace/one-broken-image")
def image = "$registry/$namespace/one-broken-image:cpu12.15-hello1.0"
def path = "logs/${registry.replace(':', '_')}/$namespace/one-broken-image/cpu12.15-hello1.0-linux-arm64.log" as String
def log = new File(basedir, "target/runner/$path")

def build = project.run(1).failed().says(
        "building 2 platform images",
        "IMAGE", "PLATFORM", "STATE", "TIME", "SIZE", "WHY",
        "cpu12.15-hello1.0", "linux/amd64", "built",
        "cpu12.15-hello1.0", "linux/arm64", "failed", "pack/cpu/Dockerfile:21: exit code: 3",
        "1 of 2 platform images are pushed: 1 built, 0 up to date",
        "1 of 2 platform images failed:",
        "$image-linux-arm64 (linux/arm64) failed: exit code: 3",
        "step: [hello 1/2] RUN <<EOT",
        "at: pack/cpu/Dockerfile:21",
        "| looking for a wheel",
        "| there is no wheel for arm64",
        "log: $log",
        "to repeat just this one: mvn ", "runner:build", " -Drunner.push", " -Dtag=cpu12.15-hello1.0-linux-arm64\n")
assert build.text() =~ /\[INFO] +0:\d\d  \d\/2  cpu12.15-hello1.0-linux-amd64: built and pushed after /
assert build.text() =~ /\[ERROR] +0:\d\d  \d\/2  cpu12.15-hello1.0-linux-arm64: failed after \d+\.\d s: pack\/cpu\/Dockerfile:21: exit code: 3\n/
assert log.text.contains('there is no wheel for arm64')

project.run(2).failed().says(
        "1 of 1 image not combined:",
        "$image-dev is withheld: linux/arm64 isn't there (no $registry/$namespace/one-broken-image:id-",
        "): its build failed: ").doesNotSay("to do what wasn't done yet")

def built = project.report().images[0].platformImages.find { it.platform == 'linux/amd64' }
assert pushed.tags() == ['cpu12.15-hello1.0-linux-amd64', 'id-' + built.id.take(32)]

def entry = project.report().images[0]
assert entry.platformImages*.state == ['built', 'failed']
assert entry.platformImages[0].digest == pushed.digest('cpu12.15-hello1.0-linux-amd64')
def failure = entry.platformImages[1].failure
assert failure.step.startsWith('[hello 1/2] RUN <<EOT')
assert failure.error.contains('exit code: 3')
assert failure.kind == 'step'
assert failure.at ==~ 'pack/cpu/Dockerfile:[0-9]+'
assert new File(basedir, failure.at.split(':')[0]).readLines()[failure.at.split(':')[1].toInteger() - 1].startsWith('RUN <<EOT')
assert failure.lastLines == ['looking for a wheel', 'there is no wheel for arm64']
assert entry.platformImages[1].run.log == path
assert entry.manifest.state == 'withheld'
assert entry.tests == [] && !entry.promotion

// what people and CI systems look at
assert new File(basedir, 'target/runner/junit.xml').text.contains('<failure type="step"')
assert new File(basedir, 'target/runner/junit.xml').text.contains('<skipped type="withheld"')
def page = new File(basedir, 'target/runner/report.html').text
assert page.contains('there is no wheel for arm64') && page.contains("href=\"./$path\"")
