import ai.gpustack.runner.it.Machine

Machine.putOlderBuildx(new File(basedir, 'docker/cli-plugins/docker-buildx'))
