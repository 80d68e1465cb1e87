"""The wheel of the static program, installed by pip in an environment of its own."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import wheel

from .story import tell
from .support import Client, free_port, must, run, running

NEEDS = {}


def check(binary: Path, scratch: Path) -> Iterator[str]:
    # Whatever program it is, a wheel is named by the system that it is for.
    program = scratch / f"firststep-{wheel.version()}-x86_64-unknown-linux-musl"
    program.write_bytes(binary.read_bytes())
    first = wheel.wheel(program)
    bytes_of_first = first.read_bytes()
    must(wheel.wheel(program).read_bytes() == bytes_of_first, "packed again it has other bytes")
    yield f"{first.name}: {len(bytes_of_first)} bytes, the same when it is packed again"

    environment = scratch / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    run(environment / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", first)
    installed = environment / "bin" / "firststep"
    must(installed.read_bytes() == binary.read_bytes(), "what was installed is another program")
    port = free_port()
    with running([installed, "serve", "--data-dir", scratch / "data", "--port", port], port, scratch / "log"):
        yield f"installed by pip: {tell(Client(port))}"
    run(environment / "bin" / "pip", "uninstall", "--quiet", "--yes", "firststep")
    must(not installed.exists(), "pip leaves it behind")
