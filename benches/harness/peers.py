"""Who is measured: how each is started, filled, asked, and how its right replies look."""

import copy
import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from . import tools
from .client import UNIQUE, Request
from .process import Server, free_port

ACCOUNTS = 32
# The documented request, whose documented answer is INFJ.
ANSWERS = [int(answer) for answer in (
    "0 0 1 2 -1 2 1 0 1 0 0 0 3 1 -1 0 0 2 -1 2 0 0 0 0 3 1 -2 0 -3 -1 "
    "1 0 -1 0 -1 3 1 2 0 1 1 -2 -1 -1 -1 0 0 0 -1 -1 0 1 0 0 2 0 0 1 2 1"
).split()]
SECRET = "a secret of the benchmark, thirty-two bytes or more"


@dataclass
class Account:
    number: int
    token: str = ""
    refresh: str = ""
    id: str = ""
    username: str = ""

    @property
    def email(self) -> str:
        return f"person{self.number:03}@example.com"

    @property
    def password(self) -> str:
        return f"password{self.number:03}"

    @property
    def front(self) -> str:
        return f"Person{self.number:03}"

    @property
    def bearer(self) -> str:
        return f"Bearer {self.token}"


class Peer:
    """One server. What a peer has not is `None`: the case is left out for it."""

    name = title = ""
    # What it does less (or more) than FirstStep, by the case's name or "all".
    notes: dict[str, str] = {}

    def __init__(self, cost: int, work: Path):
        self.cost = cost
        self.folder = work / self.name
        self.folder.mkdir(exist_ok=True)
        self.accounts = [Account(number) for number in range(ACCOUNTS)]
        self.server: Server | None = None
        self.signed_in_at = 0.0

    # How it is started.

    def command(self, port: int) -> list[str]:
        raise NotImplementedError

    def env(self) -> dict[str, str]:
        return {}

    def cwd(self) -> Path:
        return self.folder

    def before_first_start(self) -> None:
        pass

    def start(self, log: Path | None = None, more: list[str] | None = None) -> Server:
        port = free_port()
        env = {name: str(value) for name, value in self.env().items()}
        self.server = Server(self.command(port) + (more or []), env, self.cwd(), port, self.health(), log)
        return self.server

    def stop(self) -> None:
        if self.server:
            self.server.stop()
            self.server = None

    @property
    def port(self) -> int:
        assert self.server, f"{self.title} is not running"
        return self.server.port

    def make_schema(self, module: str) -> None:
        env = os.environ | {name: str(value) for name, value in self.env().items()}
        code = f"import {module}; {module}.make_schema()"
        tools.run(tools.VENV / "bin" / "python", "-c", code, cwd=self.cwd(), env=env)

    # How it is filled.

    def seed(self) -> None:
        """The accounts, each with a prediction and a small photo where it has such things."""
        for account in self.accounts:
            self.register(account).ask(self.port)
        self.sign_in()
        small = tools.SMALL_PHOTO.read_bytes()
        for account in self.accounts:
            for request in (self.create(account), self.photo(account, small)):
                if request:
                    request.ask(self.port)

    def sign_in(self) -> None:
        """A fresh token for each account."""
        for account in self.accounts:
            self.take_token(account, self.login(account).ask(self.port).json())
        self.signed_in_at = time.monotonic()

    # What is asked of it.

    def health(self) -> Request:
        return Request("GET", "/health", right=lambda reply: reply.json()["status"] == "healthy")

    def register(self, account: Account | None) -> Request:
        """Signs up this account, or with `None` one that nobody has yet."""
        raise NotImplementedError

    def login(self, account: Account) -> Request:
        raise NotImplementedError

    def take_token(self, account: Account, reply: dict) -> None:
        raise NotImplementedError

    def profile(self, account: Account) -> Request:
        raise NotImplementedError

    def create(self, account: Account) -> Request | None:
        return None

    def try_out(self, account: Account) -> Request | None:
        """A prediction without its write."""
        return None

    def refresh(self, account: Account) -> Request | None:
        """A fresh token for an old one; where the old one is used up by it, one that is still good."""
        return None

    # Whether a refresh token does only once, so that each must be taken from the reply before.
    refresh_rotates = False

    def photo(self, account: Account, photo: bytes) -> Request | None:
        return None

    def upload(self, account: Account):
        """A job that uploads the 12-megapixel photo and sees to it that there is a thumbnail."""
        request = self.photo(account, tools.PHOTO.read_bytes())
        return request and (lambda port: request.ask(port))


class DocumentedApi(Peer):
    """Whatever speaks FirstStep's document: FirstStep, and the axum and Flask peers."""

    def register(self, account):
        email = account.email if account else f"new{UNIQUE.decode()}@example.com"
        front, password = (account.front, account.password) if account else ("Person", "password123")
        body = {"frontName": front, "lastName": "Sample", "email": email, "password": password}
        return Request.json("POST", "/api/register", body, lambda reply: reply.json() == {"error": False, "msg": "Registrasi Berhasil"})

    def login(self, account):
        body = {"email": account.email, "password": account.password}
        right = lambda reply: reply.json()["loginResult"]["email"] == account.email and len(reply.json()["loginResult"]["token"]) > 60  # noqa: E731
        return Request.json("POST", "/api/login", body, right)

    def take_token(self, account, reply):
        account.token, account.username = reply["loginResult"]["token"], reply["loginResult"]["username"]

    def profile(self, account):
        def right(reply):
            result = reply.json()["profileResult"]
            wanted = {"mbti": "INFJ", "name": f"{account.front} Sample", "status": "User", "username": account.username}
            has_photo = str(result.pop("profilePicture")).endswith(".jpg")
            return has_photo and result == wanted

        return Request("GET", "/api/profile", {"Authorization": account.bearer}, right=right)

    def create(self, account):
        right = lambda reply: reply.json()["predicted_class"] == 7 and reply.json()["predicted_label"] == "INFJ"  # noqa: E731
        return Request.json("POST", "/api/predict", {"input": ANSWERS}, right, account.bearer)

    def try_out(self, account):
        request = self.create(account)
        request.path += "?keep=false"
        return request

    def photo(self, account, photo):
        right = lambda reply: reply.json()["photo_url"].endswith(".jpg")  # noqa: E731
        return Request.photo("POST", "/api/uploadphoto", "photo_profile", photo, right, account.bearer)


class FirstStep(DocumentedApi):
    name, title = "firststep", "FirstStep"
    binary: Path
    notes = {
        "all": "token, session row and account status checked at each request; WAL with `synchronous=FULL`; a log line a request",
        "health": "a log line a request",
        "create": "inference, two writes, on disk at the reply; commits grouped",
        "try-out": "inference (`?keep=false`)",
        "login": "a session row on disk at the reply",
        "photo": "three JPEGs (1024, 256, 64 px) and a row, synced; the original is not kept",
        "refresh": "both tokens new, the old refresh token used up, on disk at the reply (`/api/v1/auth/refresh`)",
    }
    log_level = "info"
    refresh_rotates = True

    def command(self, port):
        return [str(self.binary), "serve", "--port", str(port), "--data-dir", str(self.folder), "--bcrypt-cost",
                str(self.cost), "--log-level", self.log_level]

    def env(self):
        return {"SECRET_KEY": SECRET}

    def refresh(self, account):
        """By way of the API family that has refresh tokens, if this server has it."""
        body = {"email": account.email, "password": account.password}
        reply = Request.json("POST", "/api/v1/auth/login", body, lambda reply: True).send(self.port)
        if reply.status != 200:
            return None
        token = reply.json()["refresh_token"]
        right = lambda reply: len(reply.json()["access_token"]) > 60 and reply.json()["refresh_token"] != token  # noqa: E731
        return Request.json("POST", "/api/v1/auth/refresh", {"refresh_token": token}, right)


class Axum(DocumentedApi):
    name, title = "axum", "axum + rusqlite"
    notes = {
        "all": "the same checks and settings, a log line a request; no security headers, limits or deadlines",
        "health": "a log line a request",
        "create": "no inference; the same two writes, on disk at the reply; a commit for each",
        "try-out": "no inference",
        "login": "a session row on disk at the reply",
        "photo": "three JPEGs and a row, synced; the original is not kept",
    }
    log_level, reads = "info", "spawn"

    def command(self, port):
        return [str(tools.AXUM), "serve", str(port), str(self.folder), str(self.cost), self.log_level, self.reads]


class Flask(DocumentedApi):
    name, title = "flask", "Flask + gunicorn"
    notes = {
        "all": "no session row; no keep-alive (gunicorn's sync workers have none); no log line a request",
        "health": "no log line a request, no keep-alive",
        "create": "no inference; one update instead of update and insert, on disk at the reply",
        "login": "no session row, writes nothing",
        "photo": "one thumbnail (256 px), decoded at reduced scale (Pillow does so by itself), no file synced; the row is",
    }

    def command(self, port):
        workers = 2 * len(os.sched_getaffinity(0)) + 1
        return [str(tools.VENV / "bin" / "gunicorn"), "app:app", "--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--no-control-socket"]

    def try_out(self, account):
        return None

    def cwd(self):
        return tools.BENCHES / "peers" / "flask"

    def env(self):
        return python_env(self)

    def before_first_start(self):
        self.make_schema("app")


class FastApi(Peer):
    name, title = "fastapi", "FastAPI + uvicorn"
    notes = {
        "all": "no session row; an access-log line a request",
        "health": "an access-log line a request",
        "create": "one row of another kind (a therapy session), on disk at the reply",
        "login": "no session row, writes nothing",
        "photo": "the original has none",
    }

    def command(self, port):
        return [str(tools.VENV / "bin" / "uvicorn"), "main:app", "--host", "127.0.0.1", "--port", str(port),
                "--workers", str(len(os.sched_getaffinity(0)))]

    def cwd(self):
        return tools.BENCHES / "peers" / "fastapi"

    def env(self):
        return python_env(self)

    def before_first_start(self):
        self.make_schema("main")

    def register(self, account):
        email = account.email if account else f"new{UNIQUE.decode()}@example.com"
        front, password = (account.front, account.password) if account else ("Person", "password123")
        body = {"email": email, "password": password, "first_name": front, "last_name": "Sample", "role": "user"}
        return Request.json("POST", "/api/v1/auth/register", body, lambda reply: reply.json()["status"] == "active" and reply.json()["id"] > 0)

    def login(self, account):
        body = {"email": account.email, "password": account.password}
        return Request.json("POST", "/api/v1/auth/login", body, lambda reply: len(reply.json()["access_token"]) > 60)

    def take_token(self, account, reply):
        account.token, account.refresh = reply["access_token"], reply["refresh_token"]

    def profile(self, account):
        right = lambda reply: reply.json()["email"] == account.email and reply.json()["first_name"] == account.front  # noqa: E731
        return Request("GET", "/api/v1/auth/me", {"Authorization": account.bearer}, right=right)

    def create(self, account):
        right = lambda reply: reply.json()["id"] > 0 and reply.json()["end_time"] is None  # noqa: E731
        return Request("POST", "/api/v1/sessions/", {"Authorization": account.bearer}, right=right)

    def refresh(self, account):
        return Request.json("POST", "/api/v1/auth/refresh", {"refresh_token": account.refresh}, lambda reply: len(reply.json()["access_token"]) > 60)


class PocketBase(Peer):
    name, title = "pocketbase", "PocketBase"
    notes = {
        "all": "no session row; requests logged into a second database, in groups",
        "health": "requests logged into a second database, in groups",
        "create": "no inference; one row, **not synced** (`synchronous=NORMAL`)",
        "register": "not synced",
        "login": "no session row",
        "photo": "the original, kept, and one thumbnail (256 px) made when asked for; nothing synced",
        "refresh": "a new token; nothing written",
    }
    setup = json.loads((tools.BENCHES / "peers" / "pocketbase" / "collections.json").read_text())
    admin = {"identity": "admin@example.com", "password": "a password of the benchmark"}

    def command(self, port):
        return [str(tools.POCKETBASE), "serve", "--http", f"127.0.0.1:{port}", "--dir", str(self.folder)]

    def before_first_start(self):
        tools.run(tools.POCKETBASE, "superuser", "upsert", *self.admin.values(), "--dir", self.folder)

    def seed(self):
        anything = lambda reply: True  # noqa: E731
        login = Request.json("POST", "/api/collections/_superusers/auth-with-password", self.admin, anything)
        admin = login.ask(self.port).json()["token"]
        users = Request("GET", "/api/collections/users", {"Authorization": admin}).ask(self.port).json()
        for field in users["fields"]:
            if field["name"] == "password":
                field["cost"] = self.cost
            if field["name"] == "avatar":
                field["thumbs"] = self.setup["users"]["avatar_thumbs"]
        Request.json("PATCH", "/api/collections/users", {"fields": users["fields"]}, anything, admin).ask(self.port)
        Request.json("POST", "/api/collections", self.setup["predictions"], anything, admin).ask(self.port)
        super().seed()

    def health(self):
        return Request("GET", "/api/health", right=lambda reply: reply.json()["code"] == 200)

    def register(self, account):
        email = account.email if account else f"new{UNIQUE.decode()}@example.com"
        name, password = (f"{account.front} Sample", account.password) if account else ("Person Sample", "password123")
        body = {"email": email, "password": password, "passwordConfirm": password, "name": name}
        right = lambda reply: len(reply.json()["id"]) == 15 and reply.json()["name"] == name  # noqa: E731
        return Request.json("POST", "/api/collections/users/records", body, right)

    def login(self, account):
        body = {"identity": account.email, "password": account.password}
        right = lambda reply: reply.json()["record"]["email"] == account.email and len(reply.json()["token"]) > 60  # noqa: E731
        return Request.json("POST", "/api/collections/users/auth-with-password", body, right)

    def take_token(self, account, reply):
        account.token, account.id = reply["token"], reply["record"]["id"]

    def profile(self, account):
        right = lambda reply: reply.json()["id"] == account.id and reply.json()["name"] == f"{account.front} Sample"  # noqa: E731
        return Request("GET", f"/api/collections/users/records/{account.id}", {"Authorization": account.token}, right=right)

    def create(self, account):
        body = {"user": account.id, "mbti": "INFJ", "answers": ANSWERS}
        right = lambda reply: reply.json()["user"] == account.id and reply.json()["answers"] == ANSWERS  # noqa: E731
        return Request.json("POST", "/api/collections/predictions/records", body, right, account.token)

    def refresh(self, account):
        right = lambda reply: reply.json()["record"]["id"] == account.id and len(reply.json()["token"]) > 60  # noqa: E731
        return Request("POST", "/api/collections/users/auth-refresh", {"Authorization": account.token}, right=right)

    def photo(self, account, photo):
        right = lambda reply: reply.json()["avatar"].endswith(".jpg")  # noqa: E731
        path = f"/api/collections/users/records/{account.id}"
        return Request.photo("PATCH", path, "avatar", photo, right, account.token)

    def upload(self, account):
        send = super().upload(account)

        def job(port):
            name = send(port).json()["avatar"]
            is_jpeg = lambda reply: reply.body.startswith(b"\xff\xd8") and len(reply.body) < 200_000  # noqa: E731
            path = f"/api/files/users/{account.id}/{name}?thumb=256x256f"
            return Request("GET", path, right=is_jpeg).ask(port)

        return job


def python_env(peer: Peer) -> dict[str, str]:
    return {"PEER_DATA": peer.folder, "PEER_COST": peer.cost, "SECRET_KEY": SECRET,
            "PYTHONPYCACHEPREFIX": tools.TARGET / "pycache"}


def variant(base: Peer, name: str, title: str, **changes) -> Peer:
    """Another instance of a peer that was filled and stopped, with a copy of its data."""
    twin = type(name, (type(base),), {"name": name, "title": title, **changes})(base.cost, base.folder.parent)
    shutil.copytree(base.folder, twin.folder, dirs_exist_ok=True)
    # Its own: the tokens that the base takes later stand in the base's data only.
    twin.accounts = copy.deepcopy(base.accounts)
    return twin


ALL = [FirstStep, Axum, PocketBase, Flask, FastApi]
