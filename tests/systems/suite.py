"""Runs those of Cargo's tests that hold all they need as Windows does, as far as wine is that.

    python tests/systems/suite.py PROGRAM.exe …     programs with tests, built for Windows

Tests that make no sense there are named in not-on-windows.txt, each with its reason; they are printed and counted.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from story import HERE, Wine

# A test that hangs shall not hang the run.
DEADLINE = 3600
NAMES = HERE / "tests/systems/not-on-windows.txt"


def left_out() -> Iterator[tuple[str, str, str]]:
    """Which program's, which test or (with `::` at the end) which module of tests, and why."""
    for line in NAMES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            which, why = line.split(" # ", 1)
            program, test = which.split(" ")
            yield program, test, why


def named_in_the_source(test: str) -> bool:
    """Whether there still is such a test: some are left out by their own `cfg`, and no program has them."""
    name = test.removesuffix("::").rsplit("::", 1)[-1]
    kind = "mod" if test.endswith("::") else "fn"
    sources = (file for folder in ("src", "tests") for file in (HERE / folder).rglob("*.rs"))
    return any(re.search(rf"\b{kind} {name}\b", file.read_text(encoding="utf-8")) for file in sources)


class Tests(Wine):
    """A program with tests, run where Cargo would run it."""

    def __init__(self, program: pathlib.Path, folder: pathlib.Path):
        super().__init__(program, folder)
        self.name = program.name.rsplit("-", 1)[0]
        self.place = folder / "firststep.exe"
        self.folder = HERE
        self.env["PROPTEST_DISABLE_FAILURE_PERSISTENCE"] = "1"

    def command(self, *words: str) -> list[str]:
        wine = shutil.which("wine64") or shutil.which("wine")
        return [wine, str(self.place), *words]

    def all(self) -> list[str]:
        return [line.removesuffix(": test") for line in self.run("--list", "--format", "terse").splitlines()
                if line.endswith(": test")]

    def passes(self, without: list[str]) -> bool:
        skip = [word for test in without for word in ("--skip", test)]
        return subprocess.run(self.command("--exact", *skip), cwd=HERE, env=self.env, check=False,
                              timeout=DEADLINE).returncode == 0


def run(program: pathlib.Path) -> tuple[bool, int]:
    """Whether they pass, and how many were left out."""
    with tempfile.TemporaryDirectory() as folder:
        tests = Tests(program, pathlib.Path(folder))
        try:
            every = tests.all()
            without, count = [], 0
            for _, test, why in (line for line in left_out() if line[0] == tests.name):
                found = [one for one in every if one == test or test.endswith("::") and one.startswith(test)]
                assert found or named_in_the_source(test), f"{NAMES.name} names {test}, which isn't there"
                without += found
                # One that its own cfg leaves out is counted, too.
                count += len(found) or 1
                print(f"left out: {tests.name} {test} ({len(found) or 'by its own cfg'}): {why}", flush=True)
            return tests.passes(without), count
        finally:
            tests.end()


def main() -> int:
    results = [run(pathlib.Path(name).resolve()) for name in sys.argv[1:]]
    print(f"{sum(count for _, count in results)} tests were left out under wine")
    return 0 if results and all(passed for passed, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
