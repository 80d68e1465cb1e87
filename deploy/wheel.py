"""Packs a finished program into a wheel, so that `pip install FILE.whl` puts it on the path.

    deploy/build wheel                      of all programs that were built
    python3 deploy/wheel.py target/dist/firststep-0.1.0-x86_64-unknown-linux-musl

It writes the wheel beside the program and prints its name. A wheel is a zip of fixed names
(https://packaging.python.org/en/latest/specifications/binary-distribution-format/); the same program gives the same
bytes. No Python is in it, and none runs when the program does.
"""

import base64
import hashlib
import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "firststep"
# The static programs need no C library, so they fit both kinds of Linux.
PLATFORMS = {
    "x86_64-unknown-linux-musl": ["manylinux2014_x86_64", "manylinux_2_17_x86_64", "musllinux_1_1_x86_64"],
    "aarch64-unknown-linux-musl": ["manylinux2014_aarch64", "manylinux_2_17_aarch64", "musllinux_1_1_aarch64"],
    "x86_64-pc-windows-gnu": ["win_amd64"],
}
# The oldest that a zip can say: when it was packed is nobody's business, and would change the bytes.
THEN = (1980, 1, 1, 0, 0, 0)
EXECUTABLE, PLAIN = 0o100755, 0o100644


def wheel(program: Path) -> Path:
    release, target = re.fullmatch(rf"{NAME}-([0-9.]+)-(.+?)(?:\.exe)?", program.name).groups()
    platforms = PLATFORMS[target]
    info = f"{NAME}-{release}.dist-info"
    tags = "".join(f"Tag: py3-none-{platform}\n" for platform in platforms)
    files = {
        f"{NAME}-{release}.data/scripts/{NAME}{program.suffix if target.endswith('gnu') else ''}": program.read_bytes(),
        f"{info}/METADATA": (f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {release}\nSummary: {manifest('description')}\n"
                             "License: MIT\nLicense-File: LICENSE\n").encode(),
        f"{info}/licenses/LICENSE": (ROOT / "LICENSE").read_bytes(),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: {NAME}\nRoot-Is-Purelib: false\n{tags}".encode(),
    }
    record = f"{info}/RECORD"
    files[record] = "".join([*map(entry, files, files.values()), f"{record},,\n"]).encode()
    path = program.with_name(f"{NAME}-{release}-py3-none-{'.'.join(platforms)}.whl")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, THEN)
            member.create_system = 3
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = (EXECUTABLE if "/scripts/" in name else PLAIN) << 16
            archive.writestr(member, content)
    return path


def version() -> str:
    return manifest("version")


def manifest(key: str) -> str:
    return re.search(rf'(?m)^{key} = "(.*)"$', (ROOT / "Cargo.toml").read_text())[1]


def entry(name: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


if __name__ == "__main__":
    for one in sys.argv[1:]:
        print(wheel(Path(one)).name)
