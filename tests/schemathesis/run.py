"""Runs schemathesis against a server of its own, with all checks: they are on by default, and
naming them here would overrule what schemathesis.toml says of some routes.

    python tests/schemathesis/run.py [--examples N] [--as user|admin]

Two rounds at once, each against its own server: of the published APIs and of the page's, as a user and as an
administrator, signed in by each family's own way (people.py, hooks.py). Prints schemathesis' reports and how many
operations were reached, and fails as they do, or if there is one that no round got into.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parent.parent / (os.environ.get("CARGO_TARGET_DIR") or "target")
PROGRAM = TARGET / "release" / "firststep"
# What is asked as whom: as an administrator, what differs for one.
ROLES = {
    "user": [],
    "admin": ["--include-path-regex", r"/admin/|/users|/user/|/posts|/api/user$"],
}
# What is answered to whoever isn't let in.
CLOSED = {401, 403, 421, 429}
# For who has a second factor; nobody here has one (tests/intruders/app_passwords.rs).
OTHERS = {"POST /app/app-passwords"}
PUBLISHED, PAGE = "/openapi.json", "/openapi/page.json"
# The longest first.
ROUNDS = [("user", PUBLISHED), ("admin", PUBLISHED), ("user", PAGE), ("admin", PAGE)]


def start(folder):
    """The server on a free port; its process and its address."""
    server = subprocess.Popen(
        [PROGRAM, "--port", "0", "--data-dir", folder, "--bcrypt-cost", "10", "--log-level", "warn",
         # Each request comes from somewhere else, as the header that hooks.py writes says.
         "--trusted-proxy", "127.0.0.1", "--instrument", "example"],
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in server.stdout:
        if line.split()[:1] == ["Open"]:
            return server, line.split()[1]
    server.kill()
    sys.exit("the server didn't start")


def fuzz(role, url, description, folder, examples):
    """What schemathesis prints, whether it passed, and what each operation answered."""
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", HERE / "schemathesis.toml",
        "run", url + description, "--continue-on-failure", "--warnings", "off",
        "--max-examples", str(examples), "--seed", "1", "--no-color", *ROLES[role],
    ]
    if (role, description) == ("admin", PAGE):
        # Nothing there is made for another to ask for.
        command += ["--phases", "examples,coverage,fuzzing"]
    answers = folder / "answers"
    told = {
        "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1",
        "FIRSTSTEP_FUZZED": url, "FIRSTSTEP_ROLE": role, "FIRSTSTEP_ANSWERS": str(answers),
        "FIRSTSTEP_PROGRAM": str(PROGRAM), "FIRSTSTEP_FOLDER": str(folder / "data"),
    }
    # It keeps what it learnt in the folder it runs in: not in ours.
    done = subprocess.run([str(part) for part in command], cwd=folder, check=False, text=True, env=os.environ | told,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = answers.read_text().splitlines() if answers.exists() else []
    return done.stdout, done.returncode == 0, [json.loads(line) for line in lines]


def go(role, description, examples):
    """One round: whether all was well, and what was answered."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        server, url = start(folder / "data")
        try:
            report, passed, answers = fuzz(role, url, description, folder, examples)
            alive = server.poll() is None
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            finally:
                server.kill()  # where it didn't end: nobody else does it
    print(f"== {description} as {role}\n{report}", flush=True)
    if not alive:
        print("the server ended", flush=True)
    return alive and passed, answers


def reached(answers):
    """Says how many operations were got into; whether all were."""
    by_operation = collections.defaultdict(collections.Counter)
    for operation, status, count in answers:
        by_operation[operation][status] += count
    closed = {name: dict(counts) for name, counts in by_operation.items() if set(counts) <= CLOSED and name not in OTHERS}
    succeeded = [name for name, counts in by_operation.items() if any(status < 400 for status in counts)]
    requests = sum(sum(counts.values()) for counts in by_operation.values())
    print(f"{requests} requests to {len(by_operation)} operations: {len(succeeded)} succeeded at least once, "
          f"{len(closed)} were never got into")
    for name, counts in sorted(by_operation.items()):
        if name in closed:
            print(f"  never got into: {name} {counts}")
        elif name not in succeeded:
            print(f"  never succeeded: {name} {dict(counts)}")
    return bool(by_operation) and not closed


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--examples", type=int, default=25, help="requests made up for each route")
    arguments.add_argument("--as", dest="role", choices=ROLES, help="these rounds alone")
    options = arguments.parse_args()
    rounds = [(role, description) for role, description in ROUNDS if options.role in (None, role)]
    with concurrent.futures.ThreadPoolExecutor(2) as workers:
        results = list(workers.map(lambda one: go(*one, options.examples), rounds))
    all_in = reached([answer for _, answers in results for answer in answers])
    sys.exit(not (all(passed for passed, _ in results) and all_in))


if __name__ == "__main__":
    main()
