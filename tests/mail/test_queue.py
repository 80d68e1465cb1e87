"""The mail queue against a real mail server (aiosmtpd) that defers, refuses, drops and stalls.

    pytest tests/mail      (tests/run sets this up)
"""

import asyncio
import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / (os.environ.get("CARGO_TARGET_DIR") or "target")
PROGRAM = TARGET / "release" / "firststep"
# Longer than anything here takes: a server that stalls is waited for 20 seconds.
PATIENCE = 90


class Postbox:
    """A handler that keeps what it takes, and treats some recipients badly."""

    def __init__(self):
        self.mails = {}
        self.tries = []
        self.hello = self.sender = None
        self.signed_in = []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.hello = session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.sender = envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 fine"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tries.append(address)
        kind = address.split("@")[0].rstrip("0123456789")
        if kind == "full":
            return "450 4.2.2 mailbox full"
        if kind == "nobody":
            return "550 5.1.1 no such user"
        if kind == "dropped":
            server.transport.abort()
        if kind == "stalled":
            await asyncio.sleep(PATIENCE)
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        if any(address.startswith("late") for address in envelope.rcpt_tos):
            return "451 4.3.0 try again later"
        for address in envelope.rcpt_tos:
            self.mails[address] = envelope.content
        return "250 kept"

    def authenticate(self, server, session, envelope, mechanism, data):
        self.signed_in.append((data.login, data.password))
        return AuthResult(success=data.password == b"right")


def eventually(what, attempt):
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        found = attempt()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"in vain: {what}")


@contextlib.contextmanager
def mail_server(postbox, **options):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


class Server:
    """The program, sending through this port."""

    def __init__(self, folder, port, **variables):
        self.folder = folder
        set_here = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_EMAIL": "house@example.org"}
        self.env = set_here | variables
        command = [PROGRAM, "--port", "0", "--data-dir", folder, "--bcrypt-cost", "10"]
        self.log = open(folder / "log", "wb")
        self.process = subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, stderr=self.log, text=True)
        lines = list(iter(self.process.stdout.readline, "Stop with Ctrl-C.\n"))
        [self.url] = [line.split()[1] for line in lines if line.split()[:1] == ["Open"]]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=PATIENCE)
        finally:
            self.process.kill()  # where it didn't end: nobody else does it
        self.process.stdout.close()
        self.log.close()

    def sign_up(self, *addresses):
        for address in addresses:
            person = {"email": address, "password": "password123", "first_name": "A", "last_name": "B"}
            body = json.dumps(person).encode()
            asked = urllib.request.Request(f"{self.url}/api/v1/auth/register", body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
                assert answer.status == 200

    def mails(self):
        """`firststep mail list`, by recipient."""
        command = [PROGRAM, "mail", "list", "--json", "--data-dir", self.folder]
        listed = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        return {mail["to"]: mail for mail in listed}

    def retry(self):
        subprocess.run([PROGRAM, "mail", "retry", "--data-dir", self.folder], capture_output=True, check=True)


GOOD = [f"good{number}@example.org" for number in range(8)]


@pytest.mark.parametrize("odd", ["full", "nobody", "dropped", "late", "stalled"])
def test_one_that_can_not_go_holds_no_other_up(tmp_path, odd):
    postbox = Postbox()
    with mail_server(postbox) as port, Server(tmp_path, port) as server:
        server.sign_up(f"{odd}@example.org", *GOOD)
        eventually("the others go out", lambda: set(GOOD) <= set(postbox.mails))
        state = "refused" if odd == "nobody" else "delayed"
        left = eventually("it is told apart", lambda: [m for m in server.mails().values() if m["tries"] == 1])
        assert [(mail["to"], mail["state"]) for mail in left] == [(f"{odd}@example.org", state)]
        assert left[0]["why"]


def test_what_was_deferred_goes_out_when_the_server_takes_it(tmp_path):
    postbox = Postbox()
    with mail_server(postbox) as port, Server(tmp_path, port) as server:
        server.sign_up("full@example.org")
        eventually("it is tried", lambda: server.mails()["full@example.org"]["tries"] == 1)
        # Nobody's mail wakes it before its time.
        server.sign_up("good0@example.org")
        eventually("another goes out", lambda: "good0@example.org" in postbox.mails)
        assert postbox.tries.count("full@example.org") == 1
        postbox.handle_RCPT = lambda *_: accept(*_)
        server.retry()
        server.sign_up("good1@example.org")
        eventually("it goes out", lambda: "full@example.org" in postbox.mails)
        eventually("nothing is left", lambda: not server.mails())
        assert not list((tmp_path / "outbox").iterdir())


async def accept(server, session, envelope, address, options):
    envelope.rcpt_tos.append(address)
    return "250 fine"


def test_a_local_part_beyond_ascii_goes_where_it_is_taken(tmp_path):
    postbox = Postbox()
    with mail_server(postbox, enable_SMTPUTF8=True) as port, Server(tmp_path, port) as server:
        server.sign_up("jürgen@example.org", "ayu@bücher.example")
        eventually("both go out", lambda: {"jürgen@example.org", "ayu@xn--bcher-kva.example"} == set(postbox.mails))
        assert "To: jürgen@example.org".encode() in postbox.mails["jürgen@example.org"]


def test_and_is_set_aside_with_a_reason_where_it_is_not(tmp_path):
    postbox = Postbox()
    with mail_server(postbox, enable_SMTPUTF8=False) as port, Server(tmp_path, port) as server:
        server.sign_up("jürgen@example.org", *GOOD)
        eventually("the others go out", lambda: set(GOOD) <= set(postbox.mails))
        [left] = server.mails().values()
        assert left["state"] == "refused" and "SMTPUTF8" in left["why"]
        assert "jürgen@example.org" not in postbox.tries


def test_login_sender_and_greeting_are_apart(tmp_path):
    postbox = Postbox()
    names = {"FIRSTSTEP_SMTP_USER": "apikey", "FIRSTSTEP_SMTP_FROM": "quiz@example.org",
             "FIRSTSTEP_SMTP_HELLO": "quiz.example.org", "SMTP_PASSWORD": "right"}
    signing = {"authenticator": postbox.authenticate, "auth_required": True, "auth_require_tls": False}
    with mail_server(postbox, **signing) as port, Server(tmp_path, port, **names) as server:
        server.sign_up("good@example.org")
        eventually("it goes out", lambda: "good@example.org" in postbox.mails)
        assert postbox.signed_in == [(b"apikey", b"right")]
        assert (postbox.sender, postbox.hello) == ("quiz@example.org", "quiz.example.org")
        assert b"From: FirstStep <quiz@example.org>" in postbox.mails["good@example.org"]


def test_a_wrong_password_costs_no_mail_a_try(tmp_path):
    postbox = Postbox()
    signing = {"authenticator": postbox.authenticate, "auth_required": True, "auth_require_tls": False}
    with mail_server(postbox, **signing) as port:
        with Server(tmp_path, port, SMTP_PASSWORD="wrong") as server:
            server.sign_up("good@example.org")
            eventually("it says so", lambda: b"mail server can't be used" in (tmp_path / "log").read_bytes())
            assert server.mails()["good@example.org"]["tries"] == 0
        # Corrected; the sender, too: what was written under another goes out under the new one.
        corrected = {"SMTP_PASSWORD": "right", "FIRSTSTEP_SMTP_FROM": "quiz@example.org"}
        with Server(tmp_path, port, **corrected):
            eventually("it goes out", lambda: "good@example.org" in postbox.mails)
            assert postbox.sender == "quiz@example.org"
