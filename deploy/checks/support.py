"""What the checks share: programs that are started and ended, and requests."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
# Longer than anything here takes, on however busy a machine.
GENEROUS = 60.0


class Wrong(Exception):
    """A check that didn't hold."""


def must(holds: object, otherwise: str) -> None:
    if not holds:
        raise Wrong(otherwise)


def run(*command: object, **more: object) -> str:
    """What a command prints, both ways; wrong if it fails."""
    ended = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **more)
    said = ended.stdout + ended.stderr
    must(ended.returncode == 0, f"{' '.join(map(str, command))} ended with {ended.returncode}: {said.strip()}")
    return said


def install(packages: dict[str, str]) -> None:
    """Installs the Debian packages whose programs are missing."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    os.environ["PATH"] = path
    missing = sorted({package for program, package in packages.items() if not shutil.which(program)})
    if not missing:
        return
    must(os.getuid() == 0 and shutil.which("apt-get"), f"please install what Debian calls {' '.join(missing)}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", env=quiet)
    run("apt-get", "install", "--yes", "--no-install-recommends", *missing, env=quiet)


def version() -> str:
    return re.search(r'^version = "(.+)"', (ROOT / "Cargo.toml").read_text(), re.M)[1]


def made() -> Path:
    """Where Cargo puts what it builds; its variable is relative to the folder that it runs in."""
    return ROOT / (os.environ.get("CARGO_TARGET_DIR") or "target")


def built() -> Path:
    """The release build."""
    return made() / "release" / "firststep"


def product(processor: str) -> Path:
    """What `deploy/build` makes."""
    return made() / "dist" / f"firststep-{version()}-{processor}-unknown-linux-musl"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(what: str, attempt: Callable[[], object]) -> object:
    """Tries until there is something."""
    begun = time.monotonic()
    while time.monotonic() - begun < GENEROUS:
        with contextlib.suppress(OSError, http.client.HTTPException):
            found = attempt()
            if found:
                return found
        time.sleep(0.02)
    raise Wrong(f"never: {what}")


@contextlib.contextmanager
def running(command: list[object], port: int, log: Path, **more: object) -> Iterator[subprocess.Popen]:
    """A program that listens on this port, ended when left; what it says goes into `log`."""
    with log.open("wb") as out:
        words = [str(word) for word in command]
        streams = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out}
        process = subprocess.Popen(words, start_new_session=True, **streams, **more)
    try:

        def ready() -> bool:
            if process.poll() is not None:
                raise Wrong(f"{command[0]} ended with {process.returncode}: {log.read_text().strip()}")
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return True

        eventually(f"{command[0]} listens", ready)
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen) -> None:
    """Ends it and whatever it started."""
    for ending in [signal.SIGTERM, signal.SIGKILL]:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, ending)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GENEROUS)
            return


class Client:
    """Asks a server on this machine, from an address of its own if it has one."""

    def __init__(self, port: int, source: str = "127.0.0.1"):
        self.port, self.source = port, source
        self.token: str | None = None
        self.headers: http.client.HTTPMessage | None = None

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=GENEROUS, source_address=(self.source, 0))

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        connection = self.connection()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            named["Authorization"] = f"Bearer {self.token}"
        try:
            # Who refuses a long body may answer before its end.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, path, body, named)
            answer = connection.getresponse()
            self.headers = answer.headers
            return answer.status, answer.read()
        finally:
            connection.close()

    def json(self, method: str, path: str, body: object = None, **headers: str) -> dict:
        encoded = None if body is None else json.dumps(body).encode()
        status, answer = self.ask(method, path, encoded, Content_Type="application/json", **headers)
        must(status == 200, f"{method} {path} answered {status}: {answer[:300]!r}")
        return json.loads(answer)
