import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)

project.run(1).failed().says(
        "1 problem:",
        "matrix.yml: error: there is no matrix file here, in $basedir/nothing-here;"
                + " write one (docs/matrix.md), or say where it is: -Drunner.directory=DIR or -Drunner.matrix=FILE")

project.run(2).failed().says(
        "matrices/no-yaml.yml:4:14: error: not valid YAML: expected ',' or ']', but got : (while parsing a flow sequence);"
                + " mend the syntax here")

project.run(3).failed().says(
        "2 problems:",
        "matrices/unknown-keys.yml:1:1: error: unknown key 'platform'; did you mean 'platforms'?",
        "matrices/unknown-keys.yml:4:5: error: unknown key 'service'; did you mean 'services'?")

project.run(4).failed().says(
        "4 problems:",
        "matrices/does-not-fit.yml:4:14: error: there is neither pack/gpu/Dockerfile.hello nor pack/gpu/Dockerfile;"
                + " write one with a stage 'hello' (docs/dockerfile.md)",
        "matrices/does-not-fit.yml:8:16: error: pack/cpu/Dockerfile has no stage 'helo'; did you mean 'hello'? known: runtime, hello, bare",
        "matrices/does-not-fit.yml:10:5: error: the version argument BARE_VERSION has no value:"
                + " neither this rule nor pack/cpu/Dockerfile gives it one; add 'BARE_VERSION: …' to the rule's args",
        "matrices/does-not-fit.yml:16:7: error: 'HELLO_VERSOIN' is given to pack/cpu/Dockerfile, which declares no such ARG;"
                + " did you mean 'HELLO_VERSION'? known: CPU_VERSION, HELLO_VERSION, BARE_VERSION")

project.run(5).failed().says(
        "2 problems:",
        "unreadable-tests/cpu/hello.test.yml:2:1: error: unknown key 'commandTest' in this file; did you mean 'commandTests'?",
        "unreadable-tests/cpu/hello.test.yml:8:24: error: '^hello (' is no regular expression: unclosed group at its character 9;"
                + " mend it, or put a backslash before a character that is meant literally")

project.run(6).failed().says(
        "3 problems:",
        "-Dbackend=cpi: error: no rule of matrix.yml has the backend 'cpi'; did you mean 'cpu'? known: cpu",
        "-Dservice=helo: error: no rule of matrix.yml has the service 'helo'; did you mean 'hello'? known: hello",
        "-Dplatform=linux/amd46: error: no rule of matrix.yml has the platform 'linux/amd46';"
                + " did you mean 'linux/amd64'? known: linux/amd64, linux/arm64")

project.run(7).failed().says(
        "-Dtag=cpu12.15-hello1.1: error: no image of the plan has this tag; did you mean 'cpu12.15-hello1.0'?")

project.run(8).failed().says(
        "2 problems:",
        "-Dbackends: error: 'backends' selects nothing; did you mean '-Dbackend'?",
        "-Drunner.pusch: error: this plugin has no property 'runner.pusch'; did you mean 'runner.push'?")

project.run(9).failed().says(
        "-Drunner.arg.HELO_VERSION: error: no Dockerfile of the selected images declares the ARG 'HELO_VERSION';"
                + " did you mean 'HELLO_VERSION'? known: CPU_VERSION, HELLO_VERSION, BARE_VERSION")

project.run(10).failed().says(
        "2 problems:",
        "-Drunner.parallel=0: error: not a number of images; write 1 or more",
        "-Drunner.secret.token: error: names no file that can be read; relative paths begin at ${basedir}; name the file that holds the secret")

// Offline
project.run(11).failed().says("Maven is offline (-o), and this would write to a registry; leave out -o, or -Drunner.push")
project.run(12).failed().says("Maven is offline (-o), and this would write to a registry; leave out -o, or -Drunner.push")

// Reports of other machines
project.run(13).failed().says(
        "-Drunner.reports=nowhere/*/report.json: error: matches no file below ${basedir},",
        "fetch the other machines' target/runner first")
project.run(14).failed().says(
        "3 problems:",
        "reports/broken/report.json:2:1: error: is no report: it ends in the middle;",
        "reports/older/report.json: error: has schema version 1, and this version of the plugin reads 2;"
                + " run that job again with the version of the plugin that this one has",
        "reports/partial/report.json: error: is no report: 'images[0].platformImages' is missing;")
project.run(15).failed().says("-Drunner.reports=: error: is empty; give it a value, or leave it out")

// Where images are
project.run(16).failed().says(
        "4 problems:",
        "-Drunner.namespace=TEAM: error: not a namespace; write a name in lower case",
        "-Drunner.staging=ids: error: not a repository in a namespace; write NAMESPACE/NAME",
        "-Drunner.insecure=registry: error: not a registry as images name it; write HOST:PORT",
        "-Drunner.context.wheels=docker-image://: error: names no image; write docker-image://REFERENCE")

// What a plan is compared with
project.run(17).failed().says(
        "-Drunner.diff=nowhere.json: error: there is neither a file ${new File(basedir, 'nowhere.json')} nor such a git revision;"
                + " name a revision as 'git log' lists them, or a file that 'mvn runner:plan -Drunner.format=json")
project.run(18).failed().says(
        "reports/broken/report.json:2:1: error: is no plan: it ends in the middle;"
                + " write one with 'mvn runner:plan -Drunner.format=json -Drunner.planFile=FILE'")

// Offline, nothing is asked, either
project.run(19).failed().says("Maven is offline (-o), and this would ask a registry what it has; leave out -o")
project.run(20).failed().says("Maven is offline (-o), and this would test what a registry has; leave out -o")

// Words and numbers
project.run(21).failed().says("-Drunner.shards=many: error: not a number of jobs; write 1 to 256")
[22, 23].each { project.run(it).failed().says("-Drunner.promote=passed: error: isn't known; known: all, passing") }

// All at once
project.run(24).failed().says(
        "5 problems:",
        "-Drunner.foo: error: this plugin has no property 'runner.foo'; known: runner.directory,",
        "-Drunner.push=maybe: error: neither true nor false; write -Drunner.push or -Drunner.push=true, or leave it out",
        "-Drunner.retries=-1: error: not a number of further attempts; write 0 to 100",
        "-Dbackend=x: error: no rule of matrix.yml has the backend 'x'",
        "-Drunner.arg.HELO_VERSION: error: no Dockerfile of the matrix's images declares the ARG 'HELO_VERSION'")
project.run(25).failed().says(
        "-Drunner.format=jsn: error: there is no format 'jsn'; did you mean 'json'?", "matrices/no-yaml.yml:")
[26, 27, 28].each { project.run(it).failed().says("-Drunner.foo: error: this plugin has no property 'runner.foo'") }

// The plugin's configuration in the POM
project.run(29).failed().says(
        "5 problems:",
        "<force>yes</force> in the POM: error: neither true nor false; write <force>true</force>, or leave it out",
        "-Drunner.retries: error: changes nothing, as <retries> in the plugin's configuration in the POM wins;",
        "<pusch> in the POM: error: this plugin has no parameter 'pusch'; did you mean 'push'?",
        "<retries>many</retries> in the POM: error: not a number of further attempts; write 0 to 100",
        "<backend>cpi</backend> in the POM: error: no rule of matrix.yml has the backend 'cpi'; did you mean 'cpu'?")

assert project.size() == 29
(1..29).each { number ->
    // Each problem is said once, although Maven adds the messages of an exception's causes to its own.
    def problems = project.run(number).text().readLines().findAll { it.contains(': error: ') }
    assert problems.unique(false) == problems && problems.every { it.count(': error: ') == 1 }
}
// All this was found before anything was begun.
assert !new File(basedir, 'target').exists()
