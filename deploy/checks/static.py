"""The static program in an empty folder that it can't leave."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from .story import DOCUMENTED, tell
from .support import Client, free_port, must, run, running

NEEDS = {"readelf": "binutils", "chroot": "coreutils", "unshare": "util-linux"}
MOST_BYTES = 25_000_000


def confined(folder: Path, user: str | None = None) -> list[object]:
    """What to put before a command, so that `folder` is all it sees."""
    if os.getuid() == 0:
        return [shutil.which("chroot"), *([f"--userspec={user}"] if user else []), folder]
    return [shutil.which("unshare"), "--map-root-user", shutil.which("chroot"), folder]


def check(binary: Path, scratch: Path) -> Iterator[str]:
    size = binary.stat().st_size
    must(size <= MOST_BYTES, f"{size} bytes are more than {MOST_BYTES}")
    about = run("readelf", "--program-headers", "--dynamic", "--wide", binary)
    must("INTERP" not in about and "NEEDED" not in about, "it needs a loader or libraries")
    yield f"{size} bytes; it names no loader and no library"

    folder = scratch / "empty"
    (folder / "data").mkdir(parents=True)
    shutil.copy(binary, folder / "firststep")
    (folder / "answers.json").write_text(str(DOCUMENTED))
    empty = {"env": {}}
    yield run(*confined(folder), "/firststep", "--version", **empty).strip()
    said = run(*confined(folder), "/firststep", "predict", "/answers.json", **empty)
    must(said.startswith("INFJ"), f"the documented answers made {said}")
    (folder / "answers.json").unlink()

    port = free_port()
    command = [*confined(folder), "/firststep", "serve", "--data-dir", "/data", "--port", port]
    with running(command, port, scratch / "log", **empty):
        yield f"in an empty folder: {tell(Client(port))}"
        run(*confined(folder), "/firststep", "healthcheck", "--address", f"127.0.0.1:{port}", **empty)
    left = sorted(path.name for path in folder.iterdir())
    must(left == ["data", "firststep"], f"it left {left}")
    log = (scratch / "log").read_text()
    must("WARN" not in log and "ERROR" not in log, f"its log complains: {log}")
