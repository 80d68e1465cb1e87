"""Firefox as these tests find it and start it.

    python3 tests/browser/firefox.py      says which one they would take; fails if there is none

Playwright speaks WebDriver BiDi with the Firefox that people have, and needs no driver beside it.
"""

import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager

NAMES = ("firefox-esr", "firefox")

# The first of Debian's that knows all that Playwright asks by that protocol: 140 doesn't.
OLDEST = 153

WANTING = f"there is no Firefox of version {OLDEST} or newer"

# What a start may take, in milliseconds. A second try costs little: a busy machine has missed the first one's word.
START = 60_000


def find():
    """The Firefox to test in, or None."""
    for path in filter(None, map(shutil.which, NAMES)):
        if version(path) >= OLDEST:
            return path
    return None


def version(path):
    """The number before the first point; 0 of what isn't a Firefox."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"Firefox (\d+)\.", done.stdout)
    return int(found[1]) if found else 0


@contextmanager
def started(playwright, path, folder, seconds):
    """A Firefox without windows that is ended, by its id, after so many seconds: whatever waits for it then fails."""
    # Playwright doesn't tell the id. The shell becomes Firefox, so that its own is Firefox's.
    script, written = folder / "firefox", folder / "firefox.id"
    script.write_text(f'#!/bin/sh\necho $$ >"{written}"\nexec "{path}" "$@"\n')
    script.chmod(0o755)
    late = threading.Timer(seconds, end, [written])
    late.start()
    try:
        browser = launch(playwright, script)
        yield browser
        browser.close()
    finally:
        late.cancel()


def launch(playwright, script):
    options = {"channel": "moz-firefox", "executable_path": script, "timeout": START}
    try:
        return playwright.firefox.launch(**options)
    except Exception as problem:
        print(f"Firefox didn't start, once more: {problem}", file=sys.stderr)
        return playwright.firefox.launch(**options)


def end(written):
    """Whatever Firefox is about."""
    subprocess.run(["kill", "-KILL", written.read_text().strip()], check=False)


if __name__ == "__main__":
    found = find()
    print(found or WANTING)
    sys.exit(found is None)
