"""The static program for aarch64, under qemu."""

from collections.abc import Iterator
from pathlib import Path

from .story import DOCUMENTED, tell
from .support import Client, free_port, must, run, running

NEEDS = {"qemu-aarch64-static": "qemu-user-static", "readelf": "binutils"}


def check(binary: Path, scratch: Path) -> Iterator[str]:
    about = run("readelf", "--file-header", "--program-headers", "--dynamic", "--wide", binary)
    must("AArch64" in about, "it isn't for aarch64")
    must("INTERP" not in about and "NEEDED" not in about, "it needs a loader or libraries")
    yield f"{binary.stat().st_size} bytes; it names no loader and no library"
    yield run("qemu-aarch64-static", binary, "--version").strip()
    answers = scratch / "answers.json"
    answers.write_text(str(DOCUMENTED))
    said = run("qemu-aarch64-static", binary, "predict", answers)
    must(said.startswith("INFJ"), f"the documented answers made {said}")
    port = free_port()
    command = ["qemu-aarch64-static", binary, "serve", "--data-dir", scratch / "data", "--port", port]
    with running(command, port, scratch / "log"):
        yield tell(Client(port), pixels=(400, 300))
