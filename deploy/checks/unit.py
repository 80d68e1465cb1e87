"""The systemd unit: sound, strict, and with room for what the program really does."""

import os
import re
import resource
from collections.abc import Iterator
from pathlib import Path

from .story import tell
from .support import DEPLOY, Client, eventually, free_port, must, run, running

NEEDS = {"systemd-analyze": "systemd", "strace": "strace", "setpriv": "util-linux"}
UNIT = DEPLOY / "firststep.service"
# systemd's score, in tenths: 0 is nothing allowed, 100 everything.
MOST_EXPOSED = 20
# Somebody without rights.
NOBODY = 65532


def check(binary: Path, scratch: Path) -> Iterator[str]:
    # The unit names where the program will lie; here it lies elsewhere.
    copy = scratch / UNIT.name
    copy.write_text(UNIT.read_text().replace("/usr/local/bin/firststep", str(binary)))
    said = run("systemd-analyze", "verify", "--man=no", copy)
    # systemd also speaks of this machine's other units.
    ours = [line for line in said.splitlines() if UNIT.name in line]
    must(not ours, f"systemd-analyze verify says: {ours}")
    yield "systemd-analyze verify has nothing to say"
    said = run("systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", UNIT)
    yield re.search(r"Overall exposure level.*", said)[0]
    yield from what_it_does(binary, scratch)
    yield reloaded(binary, scratch)


def reloaded(binary: Path, scratch: Path) -> str:
    """Runs what `systemctl reload` runs."""
    folder, port = scratch / "reloaded", free_port()
    folder.mkdir()
    command = [binary, "serve", "--data-dir", folder / "data", "--port", port, "--log-file", folder / "log"]
    with running(command, port, scratch / "said") as process:
        (folder / "log").rename(folder / "log.1")
        (reload,) = settings("ExecReload")
        run(*reload.replace("$MAINPID", str(process.pid)).split())
        eventually("the log file is made anew", (folder / "log").exists)
        status, _ = Client(port).ask("GET", "/readyz")
        must(status == 200 and process.poll() is None, "a reload ended it")
    return f"{reload} made the log file anew, and it served on"


def settings(name: str) -> list[str]:
    return [line.split("=", 1)[1] for line in UNIT.read_text().splitlines() if line.startswith(f"{name}=")]


def group(name: str) -> set[str]:
    """The system calls of a group, and of those in it."""
    calls = set()
    for line in run("systemd-analyze", "--no-pager", "syscall-filter", name).splitlines()[1:]:
        word = line.strip()
        if word.startswith("@"):
            calls |= group(word)
        elif word and not word.startswith("#"):
            calls.add(word)
    return calls


def allowed() -> set[str]:
    calls = group("@default")
    for words in settings("SystemCallFilter"):
        named = set().union(*(group(word) if word.startswith("@") else {word} for word in words.lstrip("~").split()))
        calls = calls - named if words.startswith("~") else calls | named
    return calls


def what_it_does(binary: Path, scratch: Path) -> Iterator[str]:
    """Runs it under strace: no call, no family of sockets and no memory that the unit forbids."""
    files = min(int(settings("LimitNOFILE")[0]), resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    folder, port = scratch / "state", free_port()
    folder.mkdir()
    trace = folder / "trace"
    somebody = []
    if os.getuid() == 0:
        # As root, SQLite gives its files to the owner of the first; as anybody else it doesn't.
        somebody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        os.chown(folder, NOBODY, NOBODY)
    command = [*somebody, "strace", "--follow-forks", "--output", trace, binary, "serve"]
    limited = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files)), "cwd": folder}
    with running([*command, "--data-dir", folder / "data", "--port", port], port, scratch / "log", **limited):
        yield f"under strace: {tell(Client(port))}"
    text = trace.read_text(errors="replace")
    made = set(re.findall(r"^\d+ +(\w+)\(", text, re.M))
    must({"socket", "fdatasync"} & made and len(made) > 30, f"strace saw too little: {sorted(made)}")
    refused = made - allowed()
    must(not refused, f"the unit forbids what the program does: {sorted(refused)}")
    families = set(re.findall(r" socket\((AF_\w+)", text)) - set(settings("RestrictAddressFamilies")[0].split())
    must(not families, f"the unit forbids sockets that the program opens: {sorted(families)}")
    both = re.findall(r"(?:mmap|mprotect)\([^)]*PROT_WRITE\|PROT_EXEC[^)]*", text)
    must(not both, f"the unit forbids memory that is written and run: {both[:2]}")
    yield f"the unit allows all {len(made)} system calls that it made"
