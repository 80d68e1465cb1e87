"""The image's root folder, made and run as the Dockerfile's last stage says."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .static import confined
from .story import tell
from .support import DEPLOY, Client, Wrong, free_port, must, run, running

NEEDS = {"chroot": "coreutils", "unshare": "util-linux"}


def last_stage() -> list[tuple[str, str]]:
    """The instructions after the last FROM, with what follows them."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    starts = [at for at, line in enumerate(lines) if line.startswith("FROM ")]
    must(lines[starts[-1]] == "FROM scratch", f"the last stage begins with {lines[starts[-1]]}")
    words = (line.split(None, 1) for line in lines[starts[-1] + 1 :])
    return [(instruction, rest) for instruction, rest in words]


class Image:
    """What the instructions amount to."""

    def __init__(self, built: dict[str, Path], folder: Path):
        self.env: dict[str, str] = {}
        self.user = self.workdir = None
        self.health: list[str] = []
        self.entry: list[str] = []
        self.paths: list[str] = []
        for instruction, rest in last_stage():
            if instruction == "COPY":
                self.copy(rest, built, folder)
            elif instruction == "ENV":
                self.env |= dict(word.split("=", 1) for word in shlex.split(rest))
            elif instruction == "USER":
                self.user = rest.strip()
            elif instruction == "ENTRYPOINT":
                self.entry = json.loads(rest)
            elif instruction == "HEALTHCHECK":
                self.health = json.loads(rest.split("CMD ", 1)[1])
            elif instruction not in {"WORKDIR", "VOLUME", "EXPOSE", "STOPSIGNAL"}:
                raise Wrong(f"the Dockerfile has a {instruction}, which this check doesn't know")

    def copy(self, rest: str, built: dict[str, Path], folder: Path) -> None:
        source, target = [word for word in shlex.split(rest) if not word.startswith("--")]
        flags = dict(re.findall(r"--(\w+)=(\S+)", rest))
        must(source in built, f"nothing makes {source}")
        place = folder / target.strip("/")
        if built[source].is_dir():
            shutil.copytree(built[source], place)
        else:
            shutil.copyfile(built[source], place)
        place.chmod(int(flags["chmod"], 8))
        if os.getuid() == 0 and "chown" in flags:
            os.chown(place, *map(int, flags["chown"].split(":")))
        self.paths.append(target)


def check(binary: Path, scratch: Path) -> Iterator[str]:
    (scratch / "made/data").mkdir(parents=True)
    folder = scratch / "root"
    folder.mkdir(mode=0o755)
    image = Image({"/image/firststep": binary, "/image/data": scratch / "made/data"}, folder)
    must(image.user and not image.user.startswith("0"), "it would run as root")
    inside = confined(folder, image.user)
    yield f"the root folder holds {' and '.join(sorted(image.paths))}; it runs as {image.user}"

    must(image.env["HOST"] == "0.0.0.0", "it doesn't listen to other containers")
    port = free_port()
    # What many hosts set; the health check must hear it, too.
    asked = environment = image.env | {"HOST": "127.0.0.1", "PORT": str(port)}
    with running([*inside, *image.entry], port, scratch / "log", env=environment):
        yield f"{' '.join(image.entry)}: {tell(Client(port))}"
        run(*inside, *image.health, env=asked)
    gone = subprocess.run([str(word) for word in [*inside, *image.health]], env=asked, capture_output=True, check=False)
    must(gone.returncode == 1, f"the health check of a stopped server ended with {gone.returncode}")
    yield f"{' '.join(image.health)} ends with 0 while it runs and with 1 afterwards"
    left = sorted(f"/{path.name}" for path in folder.iterdir())
    must(left == sorted(image.paths), f"it left {left} in the root folder")
