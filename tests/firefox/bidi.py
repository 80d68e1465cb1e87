"""Firefox, spoken to by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/) with nothing but Python: it needs no driver."""

import base64
import itertools
import json
import os
import re
import select
import shutil
import socket
import struct
import subprocess
import time

FIREFOXES = ("firefox-esr", "firefox")
PATIENCE = int(os.environ.get("FIRSTSTEP_PATIENCE", "30000")) / 1000
# Keys that have no letter, as WebDriver writes them.
TAB, ENTER, SPACE, RIGHT = "\ue004", "\ue007", " ", "\ue014"


class Socket:
    """The client's half of a WebSocket (RFC 6455), for texts."""

    def __init__(self, url):
        host, port, path = re.fullmatch(r"ws://([^:/]+):(\d+)(/.*)", url).groups()
        self.socket = socket.create_connection((host, int(port)), PATIENCE)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.socket.recv(1) or refuse(head)
        assert b" 101 " in head.split(b"\r\n")[0], head

    def send(self, text):
        self.frame(1, text.encode())

    def frame(self, kind, data):
        mask = os.urandom(4)
        size = len(data)
        length = bytes([128 | size]) if size < 126 else b"\xfe" + struct.pack(">H", size) if size < 1 << 16 else b"\xff" + struct.pack(">Q", size)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
        self.socket.sendall(bytes([128 | kind]) + length + mask + masked)

    def read(self, count):
        data = b""
        while len(data) < count:
            data += self.socket.recv(count - len(data)) or refuse(data)
        return data

    def waits(self):
        """Whether something came that isn't read yet."""
        return bool(select.select([self.socket], [], [], 0)[0])

    def receive(self):
        whole = b""
        while True:
            first, second = self.read(2)
            size = second & 127
            if size > 125:
                size = int.from_bytes(self.read(2 if size == 126 else 8))
            data, kind = self.read(size), first & 15
            if kind == 9:
                self.frame(10, data)
            elif kind == 8:
                refuse(data)
            elif kind < 3:
                whole += data
                if first & 128:
                    return whole.decode()


def refuse(data):
    raise ConnectionError(f"Firefox hung up: {data!r}")


class Firefox:
    """A Firefox without windows, in a profile of its own, and what it complained of."""

    def __init__(self, profile, languages="en-GB"):
        executable = next(filter(None, map(shutil.which, FIREFOXES)), None)
        assert executable, "this test needs Firefox"
        profile.mkdir()
        # It asks nobody for anything by itself.
        settings = {
            "intl.accept_languages": languages, "app.normandy.enabled": False, "datareporting.policy.dataSubmissionEnabled": False,
            "browser.safebrowsing.update.enabled": False, "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
            "browser.shell.checkDefaultBrowser": False, "extensions.update.enabled": False, "app.update.enabled": False,
        }
        (profile / "user.js").write_text("".join(f'user_pref("{name}", {json.dumps(value)});\n' for name, value in settings.items()))
        command = [executable, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        for line in self.process.stderr:
            if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                break
        else:
            raise AssertionError("Firefox didn't start")
        self.numbers = itertools.count(1)
        self.complaints = []
        self.socket = Socket(found[1].rstrip("/") + "/session")
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded"])

    def ask(self, method, **parameters):
        """What a command brings; what happened meanwhile is noted."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (told := json.loads(self.socket.receive())).get("id") != number:
            self.note(told)
        if told["type"] == "error":
            raise AssertionError(f"{method}: {told['message']}")
        return told["result"]

    def note(self, told):
        if told.get("method") == "log.entryAdded" and told["params"]["level"] in ("error", "warn"):
            self.complaints.append(told["params"]["text"])

    def page(self, width=1280, height=800):
        context = self.ask("browsingContext.create", type="tab")["context"]
        self.ask("browsingContext.setViewport", context=context, viewport={"width": width, "height": height})
        return Page(self, context)

    def version(self):
        return subprocess.run([self.process.args[0], "--version"], capture_output=True, text=True, check=True).stdout.strip()

    def close(self):
        while self.socket.waits():
            self.note(json.loads(self.socket.receive()))
        self.process.terminate()
        self.process.wait(timeout=30)


class Page:
    """A tab."""

    def __init__(self, firefox, context):
        self.firefox, self.context = firefox, context

    def goto(self, url):
        self.firefox.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def call(self, function, *arguments):
        """What a function of JavaScript comes to: JSON in, JSON out."""
        wrapped = f"async (text) => JSON.stringify(await ({function})(...JSON.parse(text)) ?? null)"
        told = self.firefox.ask(
            "script.callFunction", functionDeclaration=wrapped, awaitPromise=True, target={"context": self.context},
            arguments=[{"type": "string", "value": json.dumps(arguments)}])
        assert told["type"] == "success", told
        return json.loads(told["result"]["value"])

    def until(self, function, *arguments):
        """Waits until a function comes to something true."""
        end = time.monotonic() + PATIENCE
        while not (found := self.call(function, *arguments)):
            assert time.monotonic() < end, f"in vain: {function} {arguments}: {self.call('() => document.body.innerText')}"
            time.sleep(0.02)
        return found

    def keys(self, text):
        """Presses these keys, one after the other, as a keyboard does."""
        presses = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self.firefox.ask("input.performActions", context=self.context, actions=[{"type": "key", "id": "keys", "actions": presses}])

    def press(self, selector, text=None):
        """Presses what this selector and this text name with the pointer, in its middle."""
        self.until("(selector, text) => [...document.querySelectorAll(selector)].some((one) => (!text || one.innerText.trim() === text) && one.checkVisibility())", selector, text)
        at = self.call("""(selector, text) => {
            const one = [...document.querySelectorAll(selector)].find((one) => (!text || one.innerText.trim() === text) && one.checkVisibility());
            one.scrollIntoView({ block: "center", behavior: "instant" });
            const { left, top, width, height } = one.getBoundingClientRect();
            return [Math.round(left + width / 2), Math.round(top + height / 2)];
        }""", selector, text)
        move = {"type": "pointerMove", "x": at[0], "y": at[1]}
        pointer = [move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.firefox.ask("input.performActions", context=self.context, actions=[{"type": "pointer", "id": "mouse", "actions": pointer}])

    def fill(self, selector, text):
        self.press(selector)
        self.call("(selector) => document.querySelector(selector).select()", selector)
        self.keys(text)

    def choose(self, selector, value):
        self.call("""(selector, value) => {
            const menu = document.querySelector(selector);
            menu.value = value;
            menu.dispatchEvent(new Event("change", { bubbles: true }));
        }""", selector, value)

    def picture(self, path):
        told = self.firefox.ask("browsingContext.captureScreenshot", context=self.context, origin="document")
        path.write_bytes(base64.b64decode(told["data"]))
