"""Many platform images that a registry has already: how long it takes to see that, and how much heap a build of all takes."""
import hashlib
import json
import os
import re
import shutil
from pathlib import Path

import work
from contenders import Place, goal

PLAYS_BACK = Path(__file__).parent / "plays-back"
LINE = 100


class Many:
    """Projects of several sizes, whose images are in one repository."""

    def __init__(self, root, registry, namespace, platform, sizes):
        self.root = root
        self.registry = registry
        self.place = Place(registry, namespace, "many")
        self.platform = platform
        self.sizes = sizes
        self.taken = {size: [] for size in sizes}
        for size in sizes:
            work.write_versions(root / str(size), platform, size)

    def fill(self):
        """Puts one small image under the tags and id tags of the largest project, which are those of the others, too."""
        largest = self.root / str(max(self.sizes))
        file = largest / "plan.json"
        goal("plan", largest, *self.place.options[1:], "-Drunner.format=json", f"-Drunner.planFile={file}")
        planned = [built for image in json.loads(file.read_text())["images"] for built in image["platformImages"]]
        references = [built[key] for built in planned for key in ("reference", "idReference")]
        tags = [reference.rpartition(":")[2] for reference in references]
        self.digest = self.registry.push_small_image(self.place.repository, self.platform, tags)

    def round(self, number, note):
        """Asks for all, in another order in each round."""
        for size in self.sizes[number % len(self.sizes) :] + self.sizes[: number % len(self.sizes)]:
            folder = self.root / str(size)
            seconds = goal("build", folder, *self.place.options)
            self.taken[size].append(seconds)
            note(f"{size} up to date", seconds)
            states = [build["state"] for build in reported(folder)]
            if states != ["up-to-date"] * size:
                raise SystemExit(f"bench/build: of {size} images, {states.count('up-to-date')} were up to date")

    def heap(self, gigabytes, note):
        """
        A forced build of the largest project by a stand-in for bake, which plays back the progress of steps that print so
        much; everything else is real. Returns the seconds, and the largest heap in use before and after a collection, in MiB.
        """
        size = max(self.sizes)
        folder = self.root / str(size)
        lines = int(gigabytes * 10**9 / LINE / size)
        collections = self.root / "gc.log"
        environment = {
            "PATH": f"{PLAYS_BACK}:{os.environ['PATH']}",
            "BENCH_DOCKER": shutil.which("docker"),
            "BENCH_LINES": str(lines),
            "BENCH_DIGEST": self.digest,
            "MAVEN_OPTS": f"{os.environ.get('MAVEN_OPTS', '')} -Xmx256m -Xlog:gc:file={collections}",
        }
        options = [*self.place.options, "-Drunner.force"]
        seconds = goal("build", folder, *options, environment=environment)
        note(f"{size} forced, {gigabytes} GB of progress", seconds)
        for build in reported(folder):
            if build["state"] != "built" or build["digest"] != self.digest:
                raise SystemExit(f"bench/build: {build['reference']} is {build['state']}")
            check_log(folder / "target/runner" / build["run"]["log"], lines)
        used = re.findall(r"(\d+)M->(\d+)M\(", collections.read_text())
        return seconds, max(int(before) for before, _ in used), max(int(after) for _, after in used)

    def remove(self):
        self.registry.delete(self.place.repository)


def reported(folder):
    report = json.loads((folder / "target/runner/report.json").read_text())
    return [build for image in report["images"] for build in image["platformImages"]]


def printed(number):
    """A line that a step prints, without its end."""
    return f"line {number} ".ljust(LINE - 1, "x")


def check_log(file, lines):
    """Every line is there once, in order."""
    expected = hashlib.sha256()
    for number in range(lines):
        expected.update(f"  {printed(number)}\n".encode())
    found = hashlib.sha256()
    with file.open("rb") as log:
        for line in log:
            if line.startswith(b"  line "):
                found.update(line)
    if found.digest() != expected.digest():
        raise SystemExit(f"bench/build: {file} doesn't have the {lines} lines that were printed")
