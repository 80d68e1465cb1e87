"""Looks at what Windows shows of a program: its icon and its version.

    python3 deploy/resources.py FILE.exe

It prints the icon's sides and the version, and fails if one of them isn't there.
"""

import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# https://learn.microsoft.com/windows/win32/menurc/resource-types
ICON, GROUP, VERSION = 3, 14, 16


def resources(program: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Kind, number and bytes of each (https://learn.microsoft.com/windows/win32/debug/pe-format, "The .rsrc Section")."""
    head = struct.unpack_from("<I", program, 0x3C)[0]
    sections, optional = struct.unpack_from("<H", program, head + 6)[0], struct.unpack_from("<H", program, head + 20)[0]
    for at in range(sections):
        place = head + 24 + optional + 40 * at
        if program[place:place + 8].rstrip(b"\0") == b".rsrc":
            _, address, _, begins = struct.unpack_from("<4I", program, place + 8)
            yield from below(program, begins, begins, begins - address, [])


def below(program: bytes, place: int, begins: int, shift: int, path: list[int]) -> Iterator[tuple[int, int, bytes]]:
    named, numbered = struct.unpack_from("<HH", program, place + 12)
    for at in range(named + numbered):
        number, offset = struct.unpack_from("<II", program, place + 16 + 8 * at)
        if offset >> 31:
            yield from below(program, begins + (offset & 0x7FFFFFFF), begins, shift, [*path, number])
        else:
            address, length = struct.unpack_from("<II", program, begins + offset)
            yield path[0], path[1], program[address + shift:address + shift + length]


def main() -> int:
    found = list(resources(Path(sys.argv[1]).read_bytes()))
    icons = {number: content for kind, number, content in found if kind == ICON}
    sides = []
    for content in (content for kind, _, content in found if kind == GROUP):
        for at in range(struct.unpack_from("<H", content, 4)[0]):
            side, number = content[6 + 14 * at], struct.unpack_from("<H", content, 18 + 14 * at)[0]
            length, width, height, _, bits = struct.unpack_from("<IIIHH", icons[number])
            assert (length, width, height, bits) == (40, side, 2 * side, 32), f"the image of {side} pixels is no bitmap"
            sides.append(side)
    version = re.search(r'(?m)^version = "(.*)"$', (ROOT / "Cargo.toml").read_text())[1]
    versions = [content for kind, _, content in found if kind == VERSION]
    assert sides, "it has no icon"
    said = [re.findall(r"FileVersion\0+([^\0]+)", content.decode("utf-16-le", "replace")) for content in versions]
    assert said == [[version]], f"its version is {said}"
    print(f"an icon of {', '.join(map(str, sides))} pixels, version {version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
