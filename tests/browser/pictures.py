"""Takes the README's pictures of the page anew, of the people of `firststep demo`; the room's is not among them.

    target/tests/python-…/bin/python tests/browser/pictures.py           all of them, into docs/images
    target/tests/python-…/bin/python tests/browser/pictures.py compare   some

The environment is the browser tests' (`tests/run --prepare`), the program target/release/firststep. In the demo nothing
is left to chance but its password and the day, so that a picture changes only with the page.
"""

import re
import shutil
import subprocess
import sys

from conftest import CALL, CHROMIUMS, PATIENCE, PROGRAM, ROOT
from playwright.sync_api import sync_playwright

IMAGES = ROOT / "docs" / "images"


class Guide:
    """Somebody at a browser of their own, signed in as one of the demo's people."""

    def __init__(self, browser, url, password, name=None, size=(900, 570), theme="light", locale="en-GB", **options):
        self.url = url
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme, locale=locale,
                                      reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()
        self.page.goto(url)
        if name:
            self.call("POST", "/app/sign-in", {"name": name, "password": password})

    def call(self, method, path, body=None):
        return self.page.evaluate(CALL, [method, path, body])

    def take(self, name, path, top=None):
        """A picture of a screen, from this part of it on."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}/#{path}")
        self.page.wait_for_function(
            "() => document.querySelector('main h1') && !document.querySelector('main [aria-busy=true]')")
        # What it says, the pictures' captions do.
        self.page.evaluate("() => { document.getElementById('banner').hidden = true; }")
        if top:
            self.page.evaluate("top => document.querySelector(top).scrollIntoView()", top)
        self.page.screenshot(path=IMAGES / f"{name}.png")
        print(IMAGES / f"{name}.png")


def latest(guide):
    return guide.call("GET", "/app/results")["results"][-1]["id"]


def compare(visit):
    noor, emma = visit("noor"), visit("emma", size=(980, 1200))
    asked = noor.call("POST", "/app/comparisons", {"result": latest(noor), "days": 7})
    found = emma.call("POST", f"/app/compare/{asked['key']}", {"result": latest(emma)})
    emma.take("compare", f"/compare/{found['id']}")


def shared(visit):
    citra = visit("citra")
    link = citra.call("POST", "/app/shares", {"result": latest(citra), "days": 7})
    visit(size=(390, 760), locale="id-ID").take("shared", f"/shared/{link['key']}")


PICTURES = {
    "quiz": lambda visit: visit(size=(390, 760), locale="id-ID", has_touch=True, is_mobile=True).take("quiz", "/quiz"),
    "result": lambda visit: visit("ayu", size=(980, 800), theme="dark").take("result", "/result"),
    "types": lambda visit: visit(size=(900, 750)).take("types", "/types"),
    "compare": compare,
    "shared": shared,
    "admin": lambda visit: visit("ratna", size=(1200, 760)).take("admin", "/admin"),
}


def main(wanted):
    server = subprocess.Popen([PROGRAM, "demo", "--no-browser", "--host", "127.0.0.1", "--port", "0"],
                              stdout=subprocess.PIPE, text=True)
    try:
        told = ""
        for line in server.stdout:
            told += line
            if line.startswith("Stop with"):
                break
        url = re.search(r"Open +(\S+)", told)[1]
        password = re.search(r"the password +(\S+)", told)[1]
        with sync_playwright() as playwright:
            executable = next(filter(None, map(shutil.which, CHROMIUMS)))
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
            for name in wanted or PICTURES:
                PICTURES[name](lambda *who, **options: Guide(browser, url, password, *who, **options))
            browser.close()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
