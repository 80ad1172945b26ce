"""Rounds of builds, one contender after the other, in another order in each round."""
import json
import random
import sys

import work
from contenders import JOBS, Definition, Failed, Place, goal, run

# A peer that fails is measured anew, but no more than so often in all.
ATTEMPTS = 3
PEERS = ["bake", "bake-jobs", "build-1", "build-4", "warm", "warm-jobs"]
COLD = ["plugin", "plugin-all", "bake", "bake-jobs", "build-1", "build-4", "broken", "whole"]


class Builds:
    """Measures builds. `taken` has the seconds of each round by what was measured."""

    def __init__(self, root, registry, namespace, platform, backends, services):
        self.root = root
        self.registry = registry
        # Of this run alone: what an earlier one that was ended has left in the builder's cache isn't found again.
        self.run = namespace
        self.images = backends * services
        self.places = {name: Place(registry, namespace, name) for name in COLD}
        self.taken = {}
        self.failures = []
        self.salts = {}
        work.write_builds(root, platform, backends, services)
        self.suffix = "-" + platform.replace("/", "-")
        self.broken = f"{work.BACKENDS[backends - 1]}1.0-{work.BROKEN_SERVICE}1.0{self.suffix}"

    def prepare(self):
        """Every repository has the base's layers, and everything has been read once. Not counted."""
        place = self.places["plugin"]
        goal("build", self.root, *place.options, f"-Drunner.arg.SALT={self.salt(0, 'plugin')}")
        self.definition = Definition(self.root, place, self.salt(0, "plugin"))
        self.tags = sorted(tag for tag in self.registry.tags(place.repository) if tag.endswith(self.suffix))
        if len(self.tags) != self.images or self.broken not in self.tags:
            raise SystemExit(f"bench/build: {len(self.tags)} images were pushed, not {self.images}")
        first = next(iter(json.loads(self.definition.text)["target"]))
        for other in self.places.values():
            if other is not place:
                self.definition.bake(other, self.salt(0, "plugin"), first)

    def salt(self, number, name, attempt=0):
        return f"{self.run}-{number}-{name}-{attempt}"

    def round(self, number):
        """Measures everything once."""
        # A seed of its own for each round: the order is another one each time, and the same in every run.
        order = random.Random(number)
        self.note("help", goal("help", self.root))
        for name in shuffled(order, COLD):
            self.again(name, lambda attempt, name=name: self.new(name, number, attempt))
        self.note("help", goal("help", self.root))
        for name in shuffled(order, ["forced", "warm", "warm-jobs", "nothing"]):
            self.again(name, lambda attempt, name=name: self.warm(name))
        self.remove_cache()

    def again(self, name, measure):
        """A peer has no retries: where a push of its fails, it is measured anew, and what was lost isn't counted."""
        for attempt in range(ATTEMPTS):
            try:
                return measure(attempt)
            except Failed as failure:
                if name not in PEERS or attempt == ATTEMPTS - 1:
                    raise
                print(failure, file=sys.stderr, flush=True)
                self.failures.append(name)

    def new(self, name, number, attempt):
        """Cold, with layers that are in no cache, nor were pushed by an attempt that failed."""
        self.salts[name] = self.salt(number, name, attempt)
        self.cold(name, self.salts[name])

    def cold(self, name, salt):
        place = self.places[name]
        before = self.registry.digests(place.repository, self.tags)
        salted = [*place.options, f"-Drunner.arg.SALT={salt}"]
        if name == "plugin":
            seconds = goal("build", self.root, *salted)
        elif name == "plugin-all":
            seconds = goal("build", self.root, *salted, f"-Drunner.parallel={self.images}")
        elif name == "broken":
            broken_backend = self.broken.split("1.0")[0]
            seconds = goal("build", self.root, *salted, f"-Drunner.arg.BROKEN={broken_backend}", fails=True)
        elif name == "whole":
            others = ",".join(tag for tag in self.tags if tag != self.broken)
            seconds = goal("build", self.root, *salted, f"-Dtag={others}")
        elif name.startswith("build-"):
            seconds = self.definition.builds(place, salt, int(name.removeprefix("build-")))
        else:
            seconds = self.definition.bake(place, salt, *([JOBS] if name == "bake-jobs" else []))
        self.note(name, seconds)
        after = self.registry.digests(place.repository, self.tags)
        pushed = {tag for tag in self.tags if after[tag] not in (None, before[tag])}
        expected = set(self.tags) - ({self.broken} if name in ("broken", "whole") else set())
        if pushed != expected:
            raise SystemExit(f"bench/build: {name} pushed {len(pushed)} of {len(expected)} images: {sorted(pushed)}")

    def warm(self, name):
        plugin = [*self.places["plugin"].options, f"-Drunner.arg.SALT={self.salts['plugin']}"]
        if name == "forced":
            self.note(name, goal("build", self.root, *plugin, "-Drunner.force"))
            self.expect_all("built")
        elif name == "nothing":
            self.note(name, goal("build", self.root, *plugin))
            self.expect_all("up-to-date")
        else:
            cold = name.replace("warm", "bake")
            options = [JOBS] if name == "warm-jobs" else []
            self.note(name, self.definition.bake(self.places[cold], self.salts[cold], *options))

    def expect_all(self, state):
        """What was measured is what should have been: every image's entry says so."""
        report = json.loads((self.root / "target/runner/report.json").read_text())
        prefix = f"{self.registry.host}/{self.places['plugin'].repository}:"
        images = [image for image in report["images"] if image["reference"].startswith(prefix)]
        states = [build["state"] for image in images for build in image["platformImages"]]
        if states != [state] * self.images:
            raise SystemExit(f"bench/build: not all {self.images} images are {state}: {states}")

    def note(self, name, seconds):
        print(f"{name}: {seconds:.2f} s", file=sys.stderr, flush=True)
        self.taken.setdefault(name, []).append(seconds)

    def remove_cache(self):
        """Removes what these steps, and no others, left in the builder."""
        run(["docker", "buildx", "prune", "--force", "--filter", f"description~={work.MARK}"], self.root)

    def remove(self):
        for place in self.places.values():
            self.registry.delete(place.repository)
        self.remove_cache()


def shuffled(order, names):
    return order.sample(names, len(names))
