"""The page in a real browser, against the built program: what every test here shares. It is Chromium, but for the one
story that test_firefox.py tells.

    pytest tests/browser                  all of them (tests/run sets this up)
    SHOTS=folder pytest tests/browser     and pictures of every screen in that folder

A test's browser may say nothing on its console, throw nothing, and ask nobody but the server: what
it did is looked at when the test ends.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tomllib

import pytest
from playwright.sync_api import expect, sync_playwright

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / (os.environ.get("CARGO_TARGET_DIR") or "target")
PROGRAM = TARGET / "release" / "firststep"
SHOTS = os.environ.get("SHOTS")
PASSWORD = "a password for the tests"

# Long enough for a busy machine; nothing waits for it that isn't broken.
PATIENCE = int(os.environ.get("FIRSTSTEP_PATIENCE", "30000"))

# It has five seconds of its own, which several tests at once can use up.
expect.set_options(timeout=PATIENCE)

# A request as the page makes it.
CALL = """async ([method, path, body]) => {
    const me = await (await fetch("/app/me")).json();
    const headers = { "X-CSRF-Token": me.csrf ?? "", "Content-Type": "application/json" };
    const reply = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status}`);
    return reply.json();
}"""

# What it is called, the best first.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


# The defect of the page's scripts that this run is to see: mutants/run.py.
MUTANT = None
if number := os.environ.get("FIRSTSTEP_PAGE_MUTANT"):
    listed = tomllib.loads((pathlib.Path(__file__).parent / "mutants" / "list.toml").read_text())
    MUTANT = listed["mutant"][int(number)]


def break_script(route):
    """Makes that defect in the script that is asked for."""
    reply = route.fetch()
    text = reply.text()
    # What isn't changed has no text to change.
    assert reply.status != 200 or MUTANT["old"] in text
    route.fulfill(response=reply, body=text.replace(MUTANT["old"], MUTANT["new"]))


class Server:
    """The program on a folder of its own. It can be stopped and started again at the same address."""

    def __init__(self, folder, *arguments):
        self.folder = folder
        self.arguments = arguments
        self.port = "0"
        self.process = None
        self.start()

    def start(self):
        command = [PROGRAM, "--port", self.port, "--data-dir", self.folder, "--bcrypt-cost", "10",
                   "--log-level", "warn", *self.arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if line.split()[:1] == ["Open"]:
                self.url = line.split()[1]
                self.port = self.url.rsplit(":", 1)[1]
            if "/setup#" in line:
                self.set_up_key = line.strip().split("#")[1]
            if line.startswith("Stop with"):
                return
        self.process.kill()
        raise AssertionError("the server didn't start")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(timeout=30)
        finally:
            self.process.kill()  # where it didn't end: nobody else does it
        self.process.stdout.close()

    def user(self, *words):
        """`firststep user …`"""
        done = subprocess.run([PROGRAM, "user", "--data-dir", self.folder, *words],
                              capture_output=True, text=True, check=True)
        return done.stdout

    def mail_to(self, address):
        """The text of the only mail to this address."""
        mails = [path.read_text() for path in (self.folder / "outbox").glob("*.eml")]
        [mail] = [mail for mail in mails if f"To: {address}\n" in mail.replace("\r\n", "\n")]
        return mail.replace("\r\n", "\n").split("\n\n", 1)[1]


class Visitor:
    """Somebody at a browser of his own, and what his browser complained of."""

    def __init__(self, browser, server, lang="en", width=1280, theme="light", worker=False, **options):
        locale = {"en": "en-GB", "id": "id-ID"}[lang]
        self.lang, self.width, self.theme = lang, width, theme
        self.server = server
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=theme, locale=locale,
            service_workers="allow" if worker else "block", **options)
        self.context.set_default_timeout(PATIENCE)
        self.complaints = []
        # Faults that the test brings about on purpose: the browser itself reports them.
        self.expected = [] if worker else ["Service Worker registration blocked"]
        self.context.on("page", self.watch)
        if MUTANT is not None:
            self.context.route(f"**/{MUTANT['file']}", break_script)
        self.page = self.context.new_page()

    def watch(self, page):
        page.on("console", lambda message: self.complain(message.type, message.text))
        page.on("pageerror", lambda error: self.complain("error", f"thrown: {error}"))
        page.on("request", self.look_at)

    def look_at(self, request):
        own = (self.server.url, "data:", f"blob:{self.server.url}")
        if not request.url.startswith(own):
            self.complaints.append(f"left the origin: {request.url}")

    def complain(self, kind, text):
        if kind in ("error", "warning") and not any(part in text for part in self.expected):
            self.complaints.append(f"{kind}: {text}")

    def expect(self, *parts):
        """Whatever has one of these in it is no complaint from now on."""
        self.expected.extend(parts)

    def turn(self, theme):
        """The system's theme, light or dark, is another from now on."""
        self.theme = theme
        self.page.emulate_media(color_scheme=theme)

    def open(self, path="/"):
        self.page.goto(f"{self.server.url}/#{path}")
        self.page.get_by_role("heading", level=1).wait_for()

    def go(self, path):
        """To another screen of the page that is open."""
        self.page.evaluate("path => { location.hash = path; }", path)

    def call(self, method, path, body=None):
        """A request as the page makes it, for what a test needs and isn't about."""
        return self.page.evaluate(CALL, [method, path, body])

    def sign_up(self, email, first="Ayu"):
        """Somebody new, signed in without the form: the page is loaded once, after it."""
        person = {"email": email, "password": PASSWORD, "front_name": first, "last_name": "Lestari"}
        reply = self.context.request.post(f"{self.server.url}/app/sign-up", data=person)
        assert reply.ok, f"{reply.status}: {reply.text()}"
        self.page.goto("about:blank")
        self.open()

    def shot(self, name):
        if SHOTS:
            pathlib.Path(SHOTS).mkdir(parents=True, exist_ok=True)
            # Pictures of moving things differ from run to run.
            self.page.wait_for_timeout(300)
            file = f"{name}-{self.width}-{self.theme}-{self.lang}.png"
            self.page.screenshot(path=pathlib.Path(SHOTS) / file, full_page=True)

    def close(self):
        self.context.close()
        assert self.complaints == []


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright):
    # The shell is Chromium without the windows that nobody looks at: half the work.
    executable = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    assert executable, "these tests need Chromium"
    browser = playwright.chromium.launch(
        executable_path=executable,
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"])
    yield browser
    browser.close()


@pytest.fixture
def browser(chromium):
    """What people come with; a module that brings another has a fixture of this name."""
    return chromium


@pytest.fixture
def serve(tmp_path):
    """Starts a server with these arguments."""
    running = []

    def start(*arguments):
        running.append(Server(tmp_path / f"data{len(running)}", *arguments))
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def server(serve):
    return serve()


@pytest.fixture
def visit(browser, server, request):
    """Opens a browser; `visit(lang="id", width=360)`.

    A service worker fetches every file of the page anew, half as much work again as the page itself: it is let in
    by `worker=True`, and for all visitors of a module that says WORKER.
    """
    visitors = []
    worker = getattr(request.module, "WORKER", False)

    def come(at=server, **options):
        visitors.append(Visitor(browser, at, **{"worker": worker} | options))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.close()
