"""What `cargo package` packs knows its commit: its build script is run where there is no git."""

import os
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

from .support import ROOT, Wrong, made, must, run, version

NEEDS = {}


def check(_: Path, scratch: Path) -> Iterator[str]:
    run("cargo", "package", "--no-verify", "--allow-dirty", "--offline", "--target-dir", scratch / "target", cwd=ROOT)
    with tarfile.open(scratch / "target" / "package" / f"firststep-{version()}.crate") as packed:
        packed.extractall(scratch, filter="data")
    unpacked, out = scratch / f"firststep-{version()}", scratch / "out"
    must(not (unpacked / ".git").exists(), "the package holds a repository")
    out.mkdir()
    env = {name: value for name, value in os.environ.items() if name != "FIRSTSTEP_COMMIT"}
    said = run(build_script(), cwd=unpacked, env=env | {"OUT_DIR": str(out), "CARGO_CFG_TARGET_OS": "linux"})
    commit = run("git", "rev-parse", "--short=12", "HEAD", cwd=ROOT).strip()
    changes = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, check=True).stdout
    wanted = commit + ("+changes" if changes else "")
    must(f"FIRSTSTEP_BUILD_COMMIT={wanted}\n" in said, f"the package doesn't know {wanted}: {said}")
    yield f"{len(list(unpacked.rglob('*')))} files; built from it, the program says commit {wanted}"


def build_script() -> Path:
    """The one of the last build."""
    found = sorted((made() / "release" / "build").glob("firststep-*/build-script-build"), key=lambda one: one.stat().st_mtime)
    if not found:
        raise Wrong("the program was never built here")
    return found[-1].resolve()
