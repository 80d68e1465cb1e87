"""Breaks the page's scripts, one small defect at a time, and looks whether the test that list.toml names sees it.

    tests/run --mutants page          all of them (it sets up what they need)
    tests/run --mutants page wish     those that have this in their description

The program stays as it is: conftest.py changes the script on its way to the browser. A defect counts as seen only if
the script can still be read, and the test passes without it.
"""

import pathlib
import subprocess
import sys
import tempfile
import tomllib
import os

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent
STATIC = TESTS.parents[1] / "static"
MUTANTS = tomllib.loads((HERE / "list.toml").read_text())["mutant"]


def main():
    wanted = [(at, one) for at, one in enumerate(MUTANTS) if all(word in one["what"] for word in sys.argv[1:])]
    for _, one in wanted:
        judge(one)
    whole = sorted({one["test"] for _, one in wanted})
    if failure(whole, None):
        sys.exit("these don't even pass on the page as it is: " + ", ".join(whole))
    missed = [one for at, one in wanted if not told(at, one)]
    print(f"{len(wanted)} defects, {len(missed)} unseen")
    sys.exit(bool(missed))


def judge(one):
    """The defect can be made, and what is made is a script."""
    text = (STATIC / one["file"]).read_text()
    assert text.count(one["old"]) == 1, f"{one['file']} has {one['old']!r} {text.count(one['old'])} times"
    with tempfile.NamedTemporaryFile("w", suffix=".mjs") as script:
        script.write(text.replace(one["old"], one["new"]))
        script.flush()
        subprocess.run(["node", "--check", script.name], check=True)


def told(at, one):
    why = failure([one["test"]], at)
    print(f"{'seen' if why else 'UNSEEN'}: {one['file']}: {one['what']}", flush=True)
    # That it is seen is worth something only if it is seen for the right reason.
    if why:
        print(f"      {why}", flush=True)
    return bool(why)


def failure(tests, at):
    """What the first test that fails says of itself; empty if none does."""
    command = [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", "--exitfirst", "--tb=short"]
    # Nothing that is broken gets better by waiting long for it; what the machine is too busy for does.
    broken = {"FIRSTSTEP_PAGE_MUTANT": str(at), "FIRSTSTEP_PATIENCE": os.environ.get("FIRSTSTEP_PATIENCE", "10000")}
    variables = {} if at is None else broken
    done = subprocess.run([*command, *[str(TESTS / test) for test in tests]], env=os.environ | variables, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode not in (0, 1):
        sys.exit(done.stdout)
    if at is None and done.returncode:
        print(done.stdout)
    said = [line.removeprefix("E").strip() for line in done.stdout.splitlines() if line.startswith("E ")]
    return next(iter(said), "it fails") if done.returncode else ""


if __name__ == "__main__":
    main()
