"""Runs the program from the first start to the return of a backup where people carry it.

    python tests/systems/story.py wine PROGRAM.exe     the program that deploy/build makes for Windows, under wine
    python tests/systems/story.py exfat PROGRAM        with its data on a stick formatted so
    python tests/systems/story.py ntfs PROGRAM         likewise

Every step is looked at from outside, by HTTP and by what the commands print. Wine isn't Windows: what a console, a
firewall and an editor of rights do there is seen by nobody here. A stick is a file, mounted by FUSE: it needs
/dev/fuse, and Debian's exfat-fuse and exfatprogs, or ntfs-3g.
"""

import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

DEADLINE = 120
ANSWERS = [3, -3, 2, -2, 1, -1] * 10
PASSWORD = "password123"
HERE = pathlib.Path(__file__).resolve().parent.parent.parent


class Machine:
    """Where the program runs: its data lie in a folder of there."""

    # What commands are to say of removing files, and of who may read the data.
    removing = "rm -r"
    rights = "without rights, as sticks have"

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.env = dict(os.environ)
        for name in [name for name in self.env if name.startswith("FIRSTSTEP_") or name in ("HOST", "PORT")]:
            del self.env[name]

    def command(self, *words):
        return [self.program, *map(str, words)]

    def run(self, *words, code=0):
        """A command that ends; what it printed."""
        done = subprocess.run(self.command(*words), cwd=self.folder, env=self.env, capture_output=True, timeout=DEADLINE)
        text = (done.stdout + done.stderr).decode("utf-8", "replace")
        assert done.returncode == code, (words, done.returncode, text)
        return text


class Wine(Machine):
    """Under wine, in a prefix of its own, on a drive of wine's."""

    removing = "Remove-Item"
    rights = "has the rights of the folder that it is in"

    def __init__(self, program, folder):
        super().__init__(program, folder)
        shutil.copy(program, folder / "firststep.exe")
        lend_random_bytes(folder)
        self.env |= {"WINEPREFIX": str(folder / "prefix"), "WINEDEBUG": "-all", "DISPLAY": ""}

    def command(self, *words):
        wine = shutil.which("wine64") or shutil.which("wine")
        return [wine, "firststep.exe", *map(str, words)]

    def end(self):
        subprocess.run(["wineserver", "--kill"], env=self.env, check=False)
        subprocess.run(["wineserver", "--wait"], env=self.env, check=False, timeout=DEADLINE)


class Stick(Machine):
    """On a file system that sticks have."""

    MAKE = {"exfat": ["mkfs.exfat"], "ntfs": ["mkfs.ntfs", "-F", "-Q"]}
    MOUNT = {"exfat": "mount.exfat-fuse", "ntfs": "ntfs-3g"}

    def __init__(self, program, folder, kind):
        self.place = folder / "stick"
        super().__init__(program, self.place)
        self.place.mkdir()
        image = folder / "image"
        with open(image, "wb") as file:
            file.truncate(512 << 20)
        subprocess.run([*self.MAKE[kind], image], check=True, stdout=subprocess.DEVNULL)
        # exFAT's program takes a device alone.
        self.device = subprocess.run(["losetup", "--find", "--show", image], check=True, capture_output=True, text=True).stdout.strip()
        subprocess.run([self.MOUNT[kind], self.device, self.place], check=True)

    def end(self):
        subprocess.run(["umount", self.place], check=True)
        subprocess.run(["losetup", "--detach", self.device], check=True)


def lend_random_bytes(folder):
    """wine before 9 lacks a library that every Windows since 8 has; ours stands in for it, beside the program."""
    source = HERE / "tests/systems/bcryptprimitives.c"
    subprocess.run(["x86_64-w64-mingw32-gcc", "-shared", "-o", folder / "bcryptprimitives.dll", source, "-ladvapi32"],
                   check=True)


class Server:
    """A running server, and one connection's worth of questions to it."""

    def __init__(self, machine, *words):
        self.process = subprocess.Popen(
            machine.command(*words), cwd=machine.folder, env=machine.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.printed = b""
        self.heard = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()
        banner = self.until("Stop with Ctrl-C.")
        self.url = re.search(r"Open +(http://\S+)", banner)[1]
        self.banner = banner
        self.token = None

    def listen(self):
        for line in self.process.stdout:
            with self.heard:
                self.printed += line
                self.heard.notify_all()
        with self.heard:
            self.heard.notify_all()

    def until(self, words):
        """What it printed, once these words are among it."""
        ends = time.monotonic() + DEADLINE
        with self.heard:
            while words.encode() not in self.printed:
                left = ends - time.monotonic()
                assert left > 0 and self.process.poll() is None, self.printed.decode("utf-8", "replace")
                self.heard.wait(min(left, 1))
            return self.printed.decode("utf-8", "replace")

    def ask(self, method, path, fields=None, body=None, kind="application/json", status=200, accept="*/*"):
        place = urllib.parse.urlsplit(self.url)
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=DEADLINE)
        headers = {"Accept": accept} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        if fields is not None:
            body = json.dumps(fields)
        if body is not None:
            headers["Content-Type"] = kind
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        content = reply.read()
        assert reply.status == status, (method, path, reply.status, content[:500])
        return json.loads(content) if "json" in reply.headers["Content-Type"] else content

    def sign_in(self, email, password=PASSWORD):
        self.token = self.ask("POST", "/api/login", {"email": email, "password": password})["loginResult"]["token"]

    def kill(self):
        self.process.kill()
        self.process.wait(DEADLINE)


def upload(server, photo):
    boundary = "a-boundary"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="photo_profile"; filename="me.png"\r\n\r\n'
    body = head.encode() + photo + f"\r\n--{boundary}--\r\n".encode()
    return server.ask("POST", "/api/uploadphoto", body=body, kind=f"multipart/form-data; boundary={boundary}")


def told(step):
    print(f"{time.strftime('%H:%M:%S')} {step}", flush=True)


def story(machine):
    # A blank, an umlaut and an emoji, as people call their folders.
    data = "Meine Dätä 🙂"
    # Links to photos name it, before and after.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serve = ["--port", port, "--data-dir", data, "--bcrypt-cost", "10"]
    told(machine.run("--version").splitlines()[0])
    server = Server(machine, *serve)
    told("it serves")
    assert b"<html" in server.ask("GET", "/", accept="text/html")
    server.ask("POST", "/api/register",
               {"frontName": "Ayu", "lastName": "Lestari", "email": "ayu@example.com", "password": PASSWORD})
    server.sign_in("ayu@example.com")
    server.ask("POST", "/api/predict", {"input": ANSWERS})
    upload(server, (HERE / "static/icon-512.png").read_bytes())
    profile = server.ask("GET", "/api/profile")
    photo = server.ask("GET", urllib.parse.urlsplit(profile["profileResult"]["profilePicture"]).path)
    told("an account, a result and a photo are made")
    second = machine.run(*serve, code=1)
    assert "Another FirstStep is using the folder" in second, second
    told("a second server on the folder is refused")
    backup = machine.run("backup", "create", "--data-dir", data, "--to", "copy.zip")
    assert (machine.folder / "copy.zip").exists(), backup
    machine.run("backup", "verify", "copy.zip")
    told("a backup is made beside the server, and is sound")
    doctor = machine.run("doctor", "--data-dir", data)
    assert machine.rights in doctor, doctor
    told("the doctor finds nothing, and says who may read the data")
    server.kill()
    server = Server(machine, *serve)
    server.sign_in("ayu@example.com")
    assert server.ask("GET", "/api/profile") == profile
    assert server.ask("GET", urllib.parse.urlsplit(profile["profileResult"]["profilePicture"]).path) == photo
    told("killed and back: all is there")
    server.ask("POST", "/api/register",
               {"frontName": "Ben", "lastName": "B", "email": "ben@example.com", "password": PASSWORD})
    server.kill()
    print(doctor)
    restored = machine.run("backup", "restore", "copy.zip", "--data-dir", data, "--force")
    assert machine.removing in restored and "\\?" not in restored, restored
    server = Server(machine, *serve)
    server.sign_in("ayu@example.com")
    server.token = None
    server.ask("POST", "/api/login", {"email": "ben@example.com", "password": PASSWORD}, status=401)
    server.kill()
    told("restored: who came after the backup is gone, and who was before is there")
    (machine.folder / "people.csv").write_text("email,name\r\ncici@example.com,Cici\r\n", encoding="utf-8")
    imported = machine.run("import", "people.csv", "--table", "users", "--data-dir", data)
    assert "1" in imported, imported
    exported = machine.run("export", "--data-dir", data, "--format", "csv", "--what", "users")
    assert "cici@example.com" in exported, exported
    told("people are imported and exported")
    demo = Server(machine, "demo", "--no-browser", "--port", "0", "--bcrypt-cost", "10")
    room = re.search(r"/#/rooms/(\w+)", demo.banner)[1]
    assert demo.ask("GET", f"/rooms/{room}")["state"] == "open"
    demo.kill()
    told("a demo opens a room")


def misnamed(wine):
    """Folders that can't be: a sentence for each, and an end."""
    for data in ("Q:\\data", r"\\nobody\share\data", "CON", "NUL", "a*b"):
        refused = wine.run("serve", "--port", "0", "--data-dir", data, code=1)
        assert "--data-dir" in refused or "--secret-file" in refused, (data, refused)
    told("a missing drive, a share of nobody and names that mean something else are refused")
    refused = wine.run("serve", "--port", "0", "--data-dir", "own", "--replica", "copy", code=1)
    assert "on Linux alone" in refused, refused
    told("a copy elsewhere, which only Linux keeps, is refused")


def main():
    kind, program = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        machine = Wine(program, folder) if kind == "wine" else Stick(program, folder, kind)
        try:
            story(machine)
            if kind == "wine":
                misnamed(machine)
        finally:
            machine.end()


if __name__ == "__main__":
    main()
