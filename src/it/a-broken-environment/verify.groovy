import ai.gpustack.runner.it.SampleProject

def project = new SampleProject(basedir)
assert project.size() == 5

(1..3).each { number ->
    project.run(number).failed().says(
            "no answer from registry localhost:9: connection refused; see whether it runs and can be reached from here; another one for the images is given with -Drunner.registry=HOST:PORT")
}
project.run(4).failed().says("there is no 'docker' command here; install Docker with buildx, or put it on the PATH that Maven is started with")
project.run(5).failed().says(
        "the Docker engine doesn't answer (Cannot connect to the Docker daemon at unix:///nowhere/docker.sock.",
        "start Docker (its daemon, dockerd), or choose another engine with 'docker context use'")
// nothing of a cause's class
assert (1..5).every { !project.run(it).text().contains('Exception:') }
