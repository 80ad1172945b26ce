import ai.gpustack.runner.it.AtATerminal
import ai.gpustack.runner.it.Machine
import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
def homes = new File(basedir, '../../mavens')

def start = { String maven, String version, int pause ->
    AtATerminal.start(basedir, [
            new File(homes, "apache-maven-$maven/bin/mvn").canonicalPath,
            'runner:build', "-Drunner.arg.HELLO_VERSION=$version" as String, "-Drunner.arg.PAUSE=$pause" as String,
            '-Drunner.emulation',
            "-Dmaven.repo.local=$localRepositoryPath" as String])
}

mavens.split(',').eachWithIndex { maven, i ->
    // A version of this run's own, as the engine's cache would leave nothing to look at.
    def version = "${i + 1}.$run"
    def tag = "cpu12.15-hello$version-linux-amd64"

    def whole = start(maven, version, 3)
    whole.awaits("  0/1  ").awaits('1 running').awaits("  $tag  ").awaits('RUN <<EOT')
    def status = whole.status()
    def seen = whole.screen()
    assert status == 0: seen.text()
    assert seen.text().contains("building 1 platform image\n")
    assert seen.text() =~ /\[INFO\]  0:\d\d  1\/1  $tag: built and loaded after /
    assert seen.text().contains('1 of 1 platform image is loaded: 1 built, 0 up to date')
    assert !seen.text().contains('1 running') && !seen.text().contains('RUN <<EOT')
    assert seen.isAtAnEmptyLine()

    def brokenOff = start(maven, version, 300)
    brokenOff.awaits("  $tag  ").awaits('RUN <<EOT').types('\u0003')
    status = brokenOff.status()
    seen = brokenOff.screen()
    assert status == 130: seen.text()
    assert !seen.text().contains('1 running')
    assert seen.text().contains('ended before its time, with 0 of 1 platform image done; ')
    assert seen.text().contains("  was being built: $tag: [hello 1/2] RUN <<EOT")
    assert seen.isAtAnEmptyLine()
    assert project.report().images.find { it.reference.endsWith("hello$version") }.platformImages*.state == ['not-started']
}

Machine.removeImages("$registry/$namespace/at-a-terminal")
