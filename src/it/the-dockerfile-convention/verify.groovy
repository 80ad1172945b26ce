import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
def unmarked = 'pack/cpu/Dockerfile:9:5: warning: HELLO_VERSION is marked neither REQUIRED nor OPTIONAL;'
def unchecked = 'pack/cpu/Dockerfile:18:1: error: when a command of this heredoc fails, /bin/sh -c goes on,'

def bad = project.run(1).failed()
bad.says('[WARNING] ' + unmarked, '1 error, 1 warning, 1 silenced', '1 problem:', unchecked, 'docs/rules/RUN009.md')
def annotations = bad.text().readLines().findAll { it.startsWith('::') }
assert annotations.size() == 2
assert annotations[0].startsWith('::error file=pack/cpu/Dockerfile,line=18,col=1,title=RUN009::when a command')
assert annotations[1].startsWith('::warning file=pack/cpu/Dockerfile,line=9,col=5,title=RUN003::HELLO_VERSION')

def results = project.json('target/findings.sarif').runs[0].results
assert results*.ruleId == ['RUN003', 'RUN009', 'RUN013']
assert results[2].suppressions == [[kind: 'inSource', justification: 'it says hello, and nothing else']]
assert results[1].locations[0].physicalLocation == [
        artifactLocation: [uri: 'pack/cpu/Dockerfile', uriBaseId: '%SRCROOT%'], region: [startLine: 18, startColumn: 1]]

project.run(2).says('valid: 1 image, 1 platform image', '0 errors, 1 warning, 1 silenced')
def findings = project.json('target/findings.json').findings
assert findings.collect { [it.rule, it.line, it.severity] } == [
        ['BuildKit:FromAsCasing', 13, 'warning'], ['RUN013', 25, 'warning']]
assert project.size() == 2
