"""Servers, stores and clients for the tests of the copy elsewhere."""

import contextlib
import fcntl
import hashlib
import http.client
import json
import os
import pathlib
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / (os.environ.get("CARGO_TARGET_DIR") or "target")
PROGRAM = TARGET / "release" / "firststep"
LITESTREAM = pathlib.Path(sys.executable).parent / "litestream"
# Longer than anything here takes.
PATIENCE = float(os.environ.get("FIRSTSTEP_PATIENCE", "90000")) / 1000
KEYS = {"AWS_ACCESS_KEY_ID": "a-key", "AWS_SECRET_ACCESS_KEY": "the-hidden-part-of-the-key"}


def eventually(what, attempt, patience=PATIENCE):
    begun = time.monotonic()
    while time.monotonic() - begun < patience:
        found = attempt()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"in vain: {what}")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def run(*words, check=True, **variables):
    """The program; its output, and its exit code where it may fail."""
    env = {"PATH": os.environ["PATH"], "FIRSTSTEP_LITESTREAM": str(LITESTREAM)} | variables
    done = subprocess.run([PROGRAM, *map(str, words)], env=env, capture_output=True, text=True, timeout=PATIENCE)
    if check:
        assert done.returncode == 0, done.stderr
        return done.stdout
    return done


class Server:
    """The program on a data folder, perhaps in another network namespace: `inside` is what brings it there."""

    def __init__(self, folder, *flags, inside=(), **variables):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.log = self.folder.parent / f"{self.folder.name}.log"
        env = {"PATH": os.environ["PATH"], "FIRSTSTEP_LITESTREAM": str(LITESTREAM)} | variables
        command = [*inside, PROGRAM, "--port", "0", "--data-dir", folder, "--bcrypt-cost", "10", *map(str, flags)]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=log, text=True)
        lines = []
        for line in self.process.stdout:
            if line.startswith("Stop with Ctrl-C"):
                break
            lines.append(line)
        urls = [line.split()[1] for line in lines if line.split()[:1] == ["Open"]]
        self.url = urls[0] if urls else None
        self.address = self.url.removeprefix("http://") if self.url else None

    def __enter__(self):
        if not self.url:
            self.process.kill()
        assert self.url, self.log.read_text()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(timeout=PATIENCE)
        finally:
            self.process.kill()  # where it didn't end: nobody else does it
        self.process.stdout.close()

    def told(self, text):
        return text in self.log.read_text(errors="replace")

    def ask(self, method, path, body=None, token=None, kind="application/json"):
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        try:
            headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
            data = body if body is None or isinstance(body, bytes) else json.dumps(body)
            connection.request(method, path, data, headers)
            reply = connection.getresponse()
            text = reply.read()
            return reply.status, json.loads(text) if reply.headers.get_content_type().endswith("json") else text
        finally:
            connection.close()

    def sign_up(self, name):
        person = {"frontName": "Sari", "lastName": "Dewi", "email": f"{name}@example.org", "password": "a long password"}
        status, said = self.ask("POST", "/api/register", person)
        assert status in (200, 201), said
        status, said = self.ask("POST", "/api/login", person)
        assert status == 200, said
        return said["loginResult"]["token"]

    def predict(self, token, number):
        return self.ask("POST", "/api/predict", {"input": answers(number)}, token)[0] == 200

    def upload(self, token, number):
        boundary = "the-boundary"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="photo_profile"; filename="a.png"\r\n'
        head += "Content-Type: image/png\r\n\r\n"
        body = head.encode() + png(number) + f"\r\n--{boundary}--\r\n".encode()
        status, said = self.ask("POST", "/api/uploadphoto", body, token, f"multipart/form-data; boundary={boundary}")
        assert status == 200, said

    def behind(self):
        """What `/readyz` says of the copy."""
        return self.ask("GET", "/readyz")[1].get("replica")

    def wait_until_whole(self):
        """Until all that was written before this is in the copy."""
        begun = time.monotonic()

        def is_whole():
            note = self.behind()
            # Nothing is said of it before the server has begun it.
            return note and "problem" not in note and note["behind"] < time.monotonic() - begun - 1

        eventually("the copy is whole", is_whole)

    def litestream(self):
        """Litestream's process, once it runs."""

        def child():
            # Threads and children come and go.
            for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
                with contextlib.suppress(OSError):
                    for pid in (task / "children").read_text().split():
                        if pathlib.Path(f"/proc/{pid}/exe").resolve() == LITESTREAM.resolve():
                            return int(pid)
            return None

        return eventually("Litestream runs", child)

    def wait_for_litestreams_end(self):
        """Litestream holds a lock as long as it lives."""
        path = self.folder / "replica" / "litestream.lock"

        def is_free():
            with open(path) as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return True
                except BlockingIOError:
                    return False

        eventually("Litestream ended", is_free)


def answers(number):
    """Sixty answers that only this number has."""
    return [(number // 7**digit) % 7 - 3 for digit in range(60)]


def mark(number):
    """What is kept of them."""
    return hashlib.sha256(bytes(answer % 256 for answer in answers(number))).hexdigest()


def png(number):
    """A small picture, another for each number."""
    rows = b"".join(b"\0" + bytes([number % 256, row % 256, 7]) * 40 for row in range(30))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Writers:
    """Eight people who predict as fast as they can, what was acknowledged to them when, and how long it took."""

    def __init__(self, server, people=8):
        self.server = server
        self.tokens = [server.sign_up(f"writer{number}") for number in range(people)]
        self.acknowledged = {}
        self.longest = 0.0
        self.stopped = threading.Event()
        self.next = iter(range(random.randrange(10**6), 10**9))
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.work, args=(token,)) for token in self.tokens]
        for thread in self.threads:
            thread.start()

    def work(self, token):
        connection = http.client.HTTPConnection(self.server.address, timeout=PATIENCE)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        while not self.stopped.is_set():
            with self.lock:
                number = next(self.next)
            begun = time.monotonic()
            try:
                connection.request("POST", "/api/predict", json.dumps({"input": answers(number)}), headers)
                reply = connection.getresponse()
                reply.read()
            except (OSError, http.client.HTTPException):
                return
            now = time.monotonic()
            if reply.status == 200:
                self.acknowledged[number] = now
                self.longest = max(self.longest, now - begun)

    def wait_for(self, count):
        before = len(self.acknowledged)
        eventually(f"{count} more are acknowledged", lambda: len(self.acknowledged) >= before + count)

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join(PATIENCE)


def results_in(folder):
    """The marks of all results in a data folder."""
    lines = run("export", "--what", "results", "--data-dir", folder).splitlines()
    return {json.loads(line)["answers_hash"] for line in lines}


def lost(writers, folder):
    """When what isn't in a data folder was acknowledged."""
    held = results_in(folder)
    return sorted(at for number, at in writers.acknowledged.items() if mark(number) not in held)
