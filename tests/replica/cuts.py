"""What is lost when a part of a server with a copy is ended by SIGKILL while eight writers write.

Used by test_copy.py, some rounds of each, and by benches/replica, as many as it is told.
"""

import dataclasses
import os
import random
import signal
import time

from machines import Server, Writers, eventually, lost, run

CHANCE = random.Random(4)


@dataclasses.dataclass
class Cut:
    """One cut, as those see it who were told that what they wrote is kept."""

    acknowledged: int
    # Of these, how many the server that goes on doesn't have, and how long before the cut the first of them was told.
    lost: int
    age: float
    # From the cut, what an operator types left out: until somebody is served again, or, where the server lives on,
    # until the copy is whole again.
    seconds: float
    longest_wait: float
    # Why the copy couldn't be restored, if it couldn't: then all is lost.
    problem: str

    def __str__(self):
        told = (f"{self.acknowledged} acknowledged, {self.lost} lost of the last {self.age:.2f} s, well again after "
                f"{self.seconds:.1f} s, longest wait {self.longest_wait * 1000:.0f} ms")
        return f"{told}; {self.problem}" if self.problem else told


def restore(place, folder):
    """Why the copy couldn't be restored; nothing if it was."""
    words = ["backup", "restore", "--replica", place.url, "--data-dir", folder, "--without-secret"]
    done = run(*words, check=False, **place.env)
    return done.stderr.strip() if done.returncode else ""


def begin(place, folder):
    server = Server(folder, "--replica", place.url, **place.env)
    writers = Writers(server)
    server.wait_until_whole()
    writers.wait_for(CHANCE.randrange(200, 600))
    return server, writers


def counted(writers, folder, at, seconds, problem):
    missing = sorted(writers.acknowledged.values()) if problem else lost(writers, folder)
    age = max(0, at - missing[0]) if missing else 0
    return Cut(len(writers.acknowledged), len(missing), age, seconds, writers.longest, problem)


def machine(place, tmp_path):
    """All of it at once, and its disk: another machine goes on with the copy."""
    running, writers = begin(place, tmp_path / "data")
    child = running.litestream()
    os.kill(child, signal.SIGSTOP)
    at = time.monotonic()
    running.end(signal.SIGKILL)
    os.kill(child, signal.SIGKILL)
    writers.stop()
    running.wait_for_litestreams_end()
    begun = time.monotonic()
    problem, seconds = restore(place, tmp_path / "new"), 0.0
    if not problem:
        with Server(tmp_path / "new", "--replica", place.url, **place.env):
            seconds = time.monotonic() - begun
    return counted(writers, tmp_path / "new", at, seconds, problem)


def server(place, tmp_path):
    """The server alone: Litestream ends with it, and the next server goes on in the same folder."""
    running, writers = begin(place, tmp_path / "data")
    at = time.monotonic()
    running.end(signal.SIGKILL)
    with Server(tmp_path / "data", "--replica", place.url, **place.env) as again:
        seconds = time.monotonic() - at
        writers.stop()
        again.wait_until_whole()
        problem = restore(place, tmp_path / "new")
    return counted(writers, tmp_path / "new", at, seconds, problem)


def litestream(place, tmp_path):
    """Litestream alone: the server serves on, and starts it again."""
    running, writers = begin(place, tmp_path / "data")
    with running:
        child, at = running.litestream(), time.monotonic()
        os.kill(child, signal.SIGKILL)
        eventually("another runs", lambda: running.litestream() != child)
        running.wait_until_whole()
        seconds = time.monotonic() - at
        writers.stop()
        running.wait_until_whole()
        problem = restore(place, tmp_path / "new")
    return counted(writers, tmp_path / "new", at, seconds, problem)


KINDS = {"machine": machine, "server": server, "litestream": litestream}
