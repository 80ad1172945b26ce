"""Medians, ranges and ratios of what was measured, as a Markdown table."""
import statistics
from dataclasses import dataclass


@dataclass
class Row:
    """A line of the table; `most` is the target, None where there is none."""

    what: str
    measured: str
    against: str
    value: list
    unit: str = ""
    most: float | None = None

    @property
    def is_met(self):
        return self.most is None or statistics.median(self.value) <= self.most

    def __str__(self):
        target = "" if self.most is None else f"{self.most:g}{self.unit[:4]}"
        verdict = "" if self.most is None else "yes" if self.is_met else "**no**"
        return f"| {self.what} | {self.measured} | {self.against} | {spread(self.value)}{self.unit} | {target} | {verdict} |"


def spread(values):
    """The median, and the range behind it."""
    if len(values) == 1:
        return f"{values[0]:.2f}" if isinstance(values[0], float) else f"{values[0]}"
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def build_rows(taken, images):
    """A row for each row of the issue's table that is about builds, and more."""
    help_seconds = statistics.median(taken["help"])

    def row(what, name, base, most=None, start=help_seconds):
        # Round by round: what else the machine does weighs on both.
        ratios = [(one - start) / other for one, other in zip(taken[name], taken[base])]
        seconds = {key: f"{spread(taken[key])} s" for key in (name, base)}
        return Row(what, seconds[name], f"{LABELS[base]} {seconds[base]}", ratios, most=most)

    def added(what, name, base):
        seconds = [one - help_seconds - other for one, other in zip(taken[name], taken[base])]
        return Row(f"{what}, what the plugin adds", "", LABELS[base], seconds, unit=" s")

    return [
        Row("Maven's own start: `mvn runner:help`", f"{spread(taken['help'])} s", "", taken["help"], unit=" s"),
        row("cold", "plugin", "bake", 1.10),
        row(f"cold, without a limit (`-Drunner.parallel={images}`)", "plugin-all", "bake", 1.10),
        row("cold", "plugin", "bake-jobs", 1.10),
        added("cold", "plugin", "bake-jobs"),
        row("cold", "plugin", "build-1", 1),
        row("cold", "plugin", "build-4", 1),
        row("all cached, pushed again (`-Drunner.force`)", "forced", "warm", 1.15),
        row("all cached, pushed again (`-Drunner.force`)", "forced", "warm-jobs", 1.15),
        added("all cached, pushed again", "forced", "warm-jobs"),
        row("nothing to do", "nothing", "warm", 0.3),
        row("nothing to do", "nothing", "warm-jobs", 0.3),
        row(f"one of {images} broken; all {images - 1} others pushed", "broken", "whole", 1.1, start=0),
    ]


LABELS = {
    "bake": "`docker buildx bake`",
    "bake-jobs": "`docker buildx bake --jobs=defer-error,parallel=16`",
    "build-1": "`docker buildx build` for each image",
    "build-4": "the same, 4 at a time",
    "warm": "warm `docker buildx bake`",
    "warm-jobs": "warm `docker buildx bake --jobs=defer-error,parallel=16`",
    "whole": "the plugin, without the broken one",
}


def many_rows(taken, help_seconds):
    """A row for each number of images that are up to date, and one for how it grows."""
    rows = []
    smallest, largest = min(taken), max(taken)
    for size, seconds in sorted(taken.items()):
        most = 15 if size == 1000 else None
        rows.append(Row(f"{size} images up to date", f"{spread(seconds)} s", "", seconds, " s", most))
    # Without Maven's start, which doesn't grow; what is left is 1 where it's linear, and less where a part is fixed.
    start = statistics.median(help_seconds)
    growth = [
        (large - start) / (small - start) / (largest / smallest) for small, large in zip(taken[smallest], taken[largest])
    ]
    what = f"growth from {smallest} to {largest} images, as a share of the linear one"
    return [*rows, Row(what, "", "", growth, most=1.1)]


def heap_rows(images, gigabytes, seconds, before, after):
    """A row for the heap. The build has ended under this limit, or there would be no row; this says how well."""
    what = f"heap of {images} targets that print {gigabytes:g} GB, under `-Xmx256m`; all logs complete"
    return [Row(what, f"{seconds:.0f} s", f"before a collection {before} MiB", [after], " MiB after it", 256)]


def markdown(rows):
    lines = ["| Work | Measured | Against | Ratio or amount | At most | Met |", "|---|---|---|---|---|---|"]
    return "\n".join(lines + [str(row) for row in rows])
