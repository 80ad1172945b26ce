"""Waits till a machine is quiet: an engine goes on collecting for some seconds after a build has ended."""
import time

# A share of all processors' time over a while, and how long it is waited for.
IDLE = 0.95
WHILE_SECONDS = 0.5
PATIENCE_SECONDS = 30
# How often it was quiet in the end, and how often not.
outcomes = {True: 0, False: 0}


def idle_and_all():
    with open("/proc/stat") as file:
        times = [int(word) for word in file.readline().split()[1:9]]
    return times[3] + times[4], sum(times)


def wait():
    """Waits, so that what is measured next starts where everything else did."""
    outcomes[becomes_quiet()] += 1


def becomes_quiet():
    deadline = time.monotonic() + PATIENCE_SECONDS
    before = idle_and_all()
    while time.monotonic() < deadline:
        time.sleep(WHILE_SECONDS)
        after = idle_and_all()
        if after[0] - before[0] >= IDLE * (after[1] - before[1]):
            return True
        before = after
    return False
