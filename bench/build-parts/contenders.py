"""What is compared: the whole plugin, a bare bake of the same definition, and one build for each image, as scripts do it."""
import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import quiet

PLUGIN = "ai.gpustack.runner:runner-maven-plugin:0.1.0-SNAPSHOT"
# What the plugin asks of bake by default.
JOBS = "--jobs=defer-error,parallel=16"


class Failed(SystemExit):
    """A program didn't end as it should."""

    def __init__(self, command, output):
        super().__init__(f"bench/build: {' '.join(command[:8])} … failed:\n{output[-3000:]}")


def begin():
    """The time, once what was measured before no longer weighs on the machine."""
    quiet.wait()
    return time.monotonic()


def measured(command, root, **how):
    """The seconds that a program took that ran alone."""
    start = begin()
    run(command, root, **how)
    return time.monotonic() - start


def run(command, root, fails=False, environment=None):
    """Runs a program; its output is shown where it doesn't end as it should."""
    # Through a pipe, as the plugin reads it: a client that writes into a file isn't what people run.
    ended = subprocess.run(
        command,
        cwd=root,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if (ended.returncode != 0) != fails:
        raise Failed(command, ended.stdout)


def goal(name, root, *options, fails=False, environment=None):
    """The seconds that one mvn process took."""
    command = ["mvn", "-B", "-ntp", f"{PLUGIN}:{name}", f"-Drunner.directory={root}", *options]
    return measured(command, root, fails=fails, environment=environment)


class Place:
    """A repository of a registry, which only one contender pushes to."""

    def __init__(self, registry, namespace, name):
        self.registry = registry
        self.namespace = namespace
        self.name = name

    @property
    def repository(self):
        return f"{self.namespace}/{self.name}"

    @property
    def options(self):
        return [
            "-Drunner.push=true",
            f"-Drunner.registry={self.registry.host}",
            f"-Drunner.namespace={self.namespace}",
            f"-Drunner.repository={self.name}",
        ]


class Definition:
    """A bake definition that the plugin wrote, for other places and salts."""

    def __init__(self, root, place, salt):
        self.root = root
        self.text = (root / "target/runner/docker-bake.json").read_text()
        self.place = f"{place.registry.host}/{place.repository}:"
        self.salt = salt

    def at(self, place, salt):
        """The file of the same definition, pushed to another place and with another salt."""
        text = self.text.replace(self.place, f"{place.registry.host}/{place.repository}:").replace(self.salt, salt)
        file = self.root / "target" / f"{place.name}.json"
        file.write_text(text)
        return file

    def bake(self, place, salt, *options):
        """The seconds of a bare bake."""
        return measured(["docker", "buildx", "bake", "--file", str(self.at(place, salt)), *options], self.root)

    def builds(self, place, salt, at_a_time):
        """The seconds of one docker buildx build for each target."""
        targets = json.loads(self.at(place, salt).read_text())["target"].values()
        commands = [build_command(target) for target in targets]
        start = begin()
        with ThreadPoolExecutor(at_a_time) as pool:
            list(pool.map(lambda command: run(command, self.root), commands))
        return time.monotonic() - start


def build_command(target):
    """A target as docker buildx build takes it; bake's templates are undone."""

    def plain(text):
        return text.replace("$${", "${").replace("%%{", "%{")

    command = ["docker", "buildx", "build", "--file", f"{target['context']}/{target['dockerfile']}"]
    command += ["--target", target["target"], "--platform", ",".join(target["platforms"])]
    for option, key in [("--build-arg", "args"), ("--label", "labels")]:
        for name, value in target.get(key, {}).items():
            command += [option, f"{name}={plain(value)}"]
    for option, key in [("--tag", "tags"), ("--annotation", "annotations"), ("--output", "output"), ("--attest", "attest")]:
        for value in target.get(key, []):
            command += [option, plain(value)]
    return [*command, target["context"]]
