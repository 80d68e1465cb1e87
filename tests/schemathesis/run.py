"""Runs schemathesis against a server of its own, with all checks: they are on by default, and
naming them here would overrule what schemathesis.toml says of some routes.

    python tests/schemathesis/run.py [--examples N]

Two rounds: first everything but the routes that end the caller's own session or account, then
those, signed in anew. Prints schemathesis' report and fails as it does.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parent.parent / os.environ.get("CARGO_TARGET_DIR", "target")
SERVER = TARGET / "release" / "firststep"

# What ends the session it is called in: such routes get a round of their own.
ENDING = r"(?i)(delete_?account|delete_?user|logout|sign_out|change_?password|/users/\{|/api/user/\{|/app/account|/app/password|/app/sessions|app_sign)"


def start(folder):
    """The server on a free port; its process and its address."""
    server = subprocess.Popen(
        [SERVER, "--port", "0", "--data-dir", folder, "--bcrypt-cost", "10", "--log-level", "warn"],
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in server.stdout:
        if line.split()[:1] == ["Open"]:
            return server, line.split()[1]
    sys.exit("the server didn't start")


def post(url, fields):
    request = urllib.request.Request(
        url, json.dumps(fields).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply)


def token(url, name):
    """Signs somebody up and in."""
    fields = {"email": f"{name}@example.com", "password": "password123"}
    post(f"{url}/api/register", {"frontName": name, "lastName": "", **fields})
    return post(f"{url}/api/login", fields)["loginResult"]["token"]


def fuzz(url, name, examples, choice):
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", HERE / "schemathesis.toml",
        "run", f"{url}/openapi.json", "--continue-on-failure",
        "--phases", "examples,coverage,fuzzing", "--max-examples", str(examples),
        "--seed", "1", "--no-color", "--header", f"Authorization: Bearer {token(url, name)}", *choice,
    ]
    # It keeps what it learnt in the folder it runs in: not in ours.
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run([str(part) for part in command], cwd=folder, check=False).returncode


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--examples", type=int, default=25, help="requests made up for each route")
    examples = arguments.parse_args().examples
    with tempfile.TemporaryDirectory() as folder:
        server, url = start(folder)
        try:
            first = fuzz(url, "ayu", examples, ["--exclude-path-regex", ENDING])
            second = fuzz(url, "budi", examples, ["--include-path-regex", ENDING])
            alive = server.poll() is None
        finally:
            server.terminate()
            server.wait(timeout=20)
    if not alive:
        sys.exit("the server ended")
    sys.exit(first or second)


if __name__ == "__main__":
    main()
