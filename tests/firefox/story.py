"""The main story in Firefox, against the built program: the quiz by the keyboard, its result, an account, a link, a post,
signing out and in, and what an administrator does.

    python3 tests/firefox/story.py            SHOTS=folder keeps pictures of the screens
"""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "tests" / "browser")]

from bidi import ENTER, RIGHT, TAB, Firefox  # noqa: E402
from samples import ANSWERS  # noqa: E402
from words import word  # noqa: E402

PROGRAM = ROOT / (os.environ.get("CARGO_TARGET_DIR") or "target") / "release" / "firststep"
SHOTS = os.environ.get("SHOTS")
PASSWORD = "a password for the tests"


class Story:
    def __init__(self, page, url, lang):
        self.page, self.url, self.lang = page, url, lang

    def say(self, module, key):
        return word(module, key, self.lang)

    def press(self, module, key, kind="button"):
        self.page.press(kind, self.say(module, key))

    def heading(self, text):
        self.page.until("(text) => document.querySelector('main h1')?.innerText === text", text)

    def at(self, path):
        self.page.until("(path) => location.hash.split('?')[0] === `#${path}`", path)

    def go(self, path):
        self.page.call("(path) => { location.hash = path; }", path)
        self.at(path)

    def shot(self, name):
        if SHOTS:
            pathlib.Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.picture(pathlib.Path(SHOTS) / f"firefox-{name}-{self.lang}.png")

    def quiz(self):
        """Sixty answers by the keyboard alone, and the result."""
        page = self.page
        page.goto(self.url)
        self.heading(self.say("start", "heading"))
        self.shot("start")
        self.press("start", "start", "a")
        for at, answer in enumerate(ANSWERS):
            page.until("(at) => document.querySelector('fieldset.question')?.dataset.at === String(at)", at)
            if at == 3:
                # The arrow keys go over the points as in any group, and Enter confirms.
                page.call("() => document.querySelector('fieldset.question input').focus()")
                page.keys(RIGHT * 2 + ENTER)
                continue
            page.keys(str(answer + 4))
        page.until("() => document.querySelector('.quiz-end')?.checkVisibility()")
        self.press("quiz-end", "finish")
        self.at("/result")
        kind = page.until("() => document.querySelector('.big-type')?.innerText")
        self.shot("result")
        return kind

    def sign_up(self, kind):
        """Keeps the result in an account; by the keyboard from field to field."""
        page = self.page
        self.press("guest-keep", "sign_up", "a")
        page.press("input[name=front_name]")
        page.keys(f"Ayu{TAB}Lestari{TAB}ayu@example.com")
        page.fill("input[type=password]", PASSWORD)
        page.press("input[name=along]")
        self.press("sign-up", "submit")
        page.until("() => document.querySelector('.big-type')?.innerText && document.querySelector('#way button')")
        latest = page.call("async () => (await (await fetch('/app/results/latest', { headers: { 'X-CSRF-Token': (await (await fetch('/app/me')).json()).csrf } })).json()).mbti")
        assert latest == kind, (latest, kind)

    def share(self, stranger, kind):
        self.press("result", "share")
        self.press("shares", "make")
        link = self.page.until("() => document.querySelector('input[readonly]')?.value")
        stranger.goto(link)
        stranger.until("(kind) => document.body.innerText.includes(kind)", kind)
        assert "Lestari" not in stranger.call("() => document.body.innerText")

    def post(self):
        """Text is text, whatever stands in it."""
        nasty = '<img src=x onerror="alert(1)">'
        self.go("/profile")
        self.page.press("main a[href='#/community']")
        self.press("community", "write")
        self.page.fill("textarea[name=content]", nasty)
        self.press("community", "publish")
        self.page.until("(text) => document.querySelector('.post .prose')?.innerText === text", nasty)

    def sign_out_and_in(self):
        page = self.page
        self.press("main", "sign_out")
        page.until("() => document.querySelector('#way a[href=\"#/sign-in\"]')")
        assert page.call("() => Object.keys(localStorage).filter((key) => /answer|finish/.test(key))") == []
        self.go("/sign-in")
        page.fill("main input[name=name]", "ayu@example.com")
        page.fill("main input[type=password]", PASSWORD)
        self.press("sign-in", "submit")
        page.until("() => document.querySelector('#way button')")

    def administration(self, program):
        """Somebody is invited and found; the log says so."""
        page = self.page
        program("user", "role", "ayu@example.com", "admin")
        page.goto("about:blank")
        page.goto(f"{self.url}/#/admin/users")
        self.press("admin-invite", "open")
        page.fill("dialog input[name=email]", "budi@example.com")
        page.fill("dialog input[name=front_name]", "Budi")
        page.press("dialog button[type=submit]")
        page.until("() => document.querySelectorAll('.found tbody tr').length === 2")
        page.press("[data-sort=email]")
        page.until("() => document.querySelector('th[aria-sort=ascending] [data-sort=email]')")
        self.shot("users")
        page.press("[data-user='2']")
        self.at("/admin/users/2")
        page.until("() => document.querySelector('main h1').innerText === 'Budi'")
        self.shot("user")
        self.go("/admin/log")
        page.until("() => document.querySelectorAll('.found tbody tr').length === 2")
        self.shot("log")


def serve(folder):
    command = [PROGRAM, "--port", "0", "--data-dir", folder, "--bcrypt-cost", "10", "--log-level", "warn"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if line.split()[:1] == ["Open"]:
            return server, line.split()[1]
    sys.exit("the server didn't start")


def tell(lang, folder):
    server, url = serve(folder / "data")
    try:
        firefox = Firefox(folder / "profile", {"en": "en-GB", "id": "id-ID"}[lang])
        try:
            story = Story(firefox.page(), url, lang)
            kind = story.quiz()
            story.sign_up(kind)
            story.share(firefox.page(width=360), kind)
            story.post()
            story.sign_out_and_in()
            story.administration(lambda *words: subprocess.run([PROGRAM, words[0], "--data-dir", folder / "data", *words[1:]], check=True, capture_output=True))
            version = firefox.version()
        finally:
            firefox.close()
        assert firefox.complaints == [], firefox.complaints
    finally:
        server.terminate()
        server.wait(timeout=30)
    print(f"the story in {version}, {lang}: well")


if __name__ == "__main__":
    for language in ("en", "id"):
        with tempfile.TemporaryDirectory() as name:
            tell(language, pathlib.Path(name))
