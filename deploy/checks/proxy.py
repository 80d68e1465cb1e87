"""The program behind Caddy and behind nginx, with the files of this folder."""

import contextlib
import http.client
import json
import os
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

from .story import photo, sign_up, tell, upload
from .support import DEPLOY, GENEROUS, Client, eventually, free_port, must, run, running

NEEDS = {"nginx": "nginx-light", "caddy": "caddy", "openssl": "openssl", "curl": "curl"}
# A sub-domain, as the files of this folder have it; here it has an odd port, too.
NAME = "quiz.example.org"
# Whom the proxy sees; the program sees only the proxy, at 127.0.0.1.
VISITOR = "127.0.0.2"
# A photo in base64 may be a third longer than its 8 MiB; nothing may be as long as this.
TOO_LONG = 14_000_000


def check(binary: Path, scratch: Path) -> Iterator[str]:
    for name, start in {"Caddy": caddy, "nginx": nginx}.items():
        folder = scratch / name
        folder.mkdir()
        upstream, port, tls = free_port(), free_port(), free_port()
        public = f"https://{NAME}:{tls}"
        command = [binary, "serve", "--data-dir", folder / "data", "--port", upstream, "--log", "json"]
        trusting = ["--trusted-proxy", "127.0.0.1", "--public-url", f"{public}/"]
        with running([*command, *trusting], upstream, folder / "log"), start(folder, port, tls, upstream) as (said, trusted):
            yield f"{name}: {said}"
            yield f"{name}: {through(port)}"
            yield f"{name}: {on_the_page(Page(tls, trusted), public)}"
            text = ["curl", "--silent", "--show-error", "--fail", "--http2", "--cacert", trusted]
            run(*text, "--interface", VISITOR, "--resolve", f"{NAME}:{tls}:127.0.0.1", f"{public}/app/me")
            log = (folder / "log").read_text()
        clients = {json.loads(line)["client"] for line in log.splitlines() if '"request"' in line}
        must(clients == {VISITOR}, f"behind {name} the log has the clients {sorted(clients)}")
        yield f"{name}: the log knows who asked, and not whom they claimed to be"


def through(port: int) -> str:
    client = Client(port, VISITOR)
    said = tell(client, pixels=(1800, 1500))
    # Somebody who claims to be somebody else, to be counted as them.
    liar = Client(port, VISITOR)
    sign_up(liar, "liar@example.org")
    liar.json("GET", "/api/profile", X_Forwarded_For="6.6.6.6")
    # The program's own answer, in its own words, not the proxy's.
    status, answer = upload(client, b"\x89PNG" + bytes(9_000_000))
    must(status == 413 and json.loads(answer)["error"] is True, f"a photo of 9 MB: {status} {answer[:200]!r}")
    with contextlib.suppress(ConnectionError):
        status, answer = upload(client, bytes(TOO_LONG))
        must(status == 413, f"{TOO_LONG} bytes: {status}")
    status, _ = upload(client, photo(300, 300))
    must(status == 200, f"a small photo after them: {status}")
    return said


class Page(Client):
    """The page in a browser: at the public name, by TLS."""

    def __init__(self, port: int, trusted: Path):
        super().__init__(port, VISITOR)
        self.context = ssl.create_default_context(cafile=str(trusted))

    def connection(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPSConnection(NAME, self.port, context=self.context)
        plain = socket.create_connection(("127.0.0.1", self.port), GENEROUS, (self.source, 0))
        connection.sock = self.context.wrap_socket(plain, server_hostname=NAME)
        return connection

    def send(self, path: str, body: dict, origin: str, **more: str) -> tuple[int, dict]:
        sent = json.dumps(body).encode()
        about = {"Content_Type": "application/json", "Origin": origin, "Sec_Fetch_Site": "same-origin"}
        status, answer = self.ask("POST", path, sent, **about, **more)
        return status, json.loads(answer)


def on_the_page(page: Page, public: str) -> str:
    """Signs up on the page, and sends a photo with its cookie."""
    for path in ["/", "/health", "/health/"]:
        status, _ = page.ask("GET", path)
        must(status == 200, f"{public}{path}: {status}")
        kept = page.headers.get_all("Strict-Transport-Security")
        must(len(kept or []) == 1 and "max-age=31536000" in kept[0], f"{path} has the HSTS headers {kept}")
    person = {"front_name": "Sari", "email": "sari@example.org", "password": "a-lake-in-autumn"}
    status, me = page.send("/app/sign-up", person, public)
    must(status == 200, f"a sign-up on the page: {status} {me}")
    cookie, *about = page.headers["Set-Cookie"].split("; ")
    must(cookie.startswith("__Host-firststep_session="), f"the cookie is {cookie.split('=')[0]}")
    must({"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(about), f"the cookie has {about}")
    known = {"name": "sari@example.org", "password": person["password"]}
    for other in [f"https://{NAME}", f"http://{NAME}:{page.port}", "https://evil.example.org", "https://example.org"]:
        status, _ = page.send("/app/sign-in", known, other)
        must(status == 403, f"a sign-in from {other}: {status}")
    forged = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "http", "Forwarded": "host=evil.example;proto=http"}
    signed_in = {"Cookie": cookie, "X_CSRF_Token": me["csrf"]}
    status, answer = upload(page, photo(40, 30), Origin=public, **signed_in, **forged)
    must(status == 200, f"a photo with the cookie: {status} {answer!r}")
    link = json.loads(answer)["photo_url"]
    must(link.startswith(f"{public}/photos/"), f"the photo's link is {link}")
    status, _ = page.ask("GET", link.removeprefix(public))
    must(status == 200, f"{link}: {status}")
    return "signed up on the page at a sub-domain and an odd port; cookie, links and HSTS are those of TLS"


def put(text: str, changes: dict[str, str]) -> str:
    """The file with what must differ here; each must be there to be changed."""
    for old, new in changes.items():
        must(old in text, f"the file has no {old!r} any more")
        text = text.replace(old, new)
    return text


@contextlib.contextmanager
def caddy(folder: Path, port: int, tls: int, upstream: int) -> Iterator[tuple[str, Path]]:
    site = DEPLOY / "Caddyfile"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "FIRSTSTEP_SITE": f"http://127.0.0.1:{port}, https://{NAME}:{tls}",
        "FIRSTSTEP_UPSTREAM": f"127.0.0.1:{upstream}",
    }
    # Without these it would ask others for a certificate, and listen at fixed ports.
    alone = "{\n\tadmin off\n\tauto_https disable_redirects\n\tlocal_certs\n\tskip_install_trust\n}\n"
    (folder / "Caddyfile").write_text(alone + site.read_text())
    run("caddy", "validate", "--adapter", "caddyfile", "--config", site, env={"PATH": environment["PATH"], "HOME": str(folder)})
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    with running(command, port, folder / "caddy.log", env=environment):
        authority = folder / ".local/share/caddy/pki/authorities/local/root.crt"
        eventually("Caddy has a certificate", lambda: greets(tls, authority))
        yield "caddy validate takes it as it stands", authority


def greets(port: int, authority: Path) -> bool:
    return authority.exists() and Page(port, authority).ask("GET", "/livez")[0] == 200


@contextlib.contextmanager
def nginx(folder: Path, port: int, tls: int, upstream: int) -> Iterator[tuple[str, Path]]:
    certificate, key = folder / "cert.pem", folder / "key.pem"
    request = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", f"/CN={NAME}"]
    request += ["-addext", f"subjectAltName=DNS:{NAME}"]
    run("openssl", "req", *request, "-keyout", key, "-out", certificate)
    plain = free_port()
    changes = {
        "server 127.0.0.1:5000;": f"server 127.0.0.1:{upstream};",
        "    listen 80;\n    listen [::]:80;\n": f"    listen 127.0.0.1:{plain};\n",
        # TLS as it stands, and the same without it, for this check's client.
        "    listen 443 ssl http2;\n    listen [::]:443 ssl http2;\n": f"    listen 127.0.0.1:{tls} ssl http2;\n    listen 127.0.0.1:{port};\n",
        "/etc/letsencrypt/live/quiz.example.org/fullchain.pem": str(certificate),
        "/etc/letsencrypt/live/quiz.example.org/privkey.pem": str(key),
    }
    site = put((DEPLOY / "nginx.conf").read_text(), changes)
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
    user = "user root;\n" if os.getuid() == 0 else ""
    around = f"{user}daemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{places}{site}}}\n"
    whole = folder / "nginx.conf"
    whole.write_text(around)
    run("nginx", "-t", "-e", "stderr", "-p", folder, "-c", whole)
    with running(["nginx", "-e", "stderr", "-p", folder, "-c", whole], port, folder / "nginx.log"):
        without_tls(plain)
        own_pages(port)
        yield "nginx -t takes it; without TLS pages are led to it and programs refused", certificate


def without_tls(port: int) -> None:
    for path, expected in {"/": 301, "/docs?page": 301, "/setup": 301, "/api/profile": 403, "/photos/a/b.jpg": 403}.items():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GENEROUS)
        connection.request("GET", path, headers={"Host": "evil.example"})
        answer = connection.getresponse()
        place = answer.getheader("Location")
        must(answer.status == expected, f"{path} without TLS: {answer.status}")
        must(place in (None, f"https://quiz.example.org{path}"), f"{path} without TLS leads to {place}")


def own_pages(port: int) -> None:
    """What the proxy answers by itself is hardened, and what the program answers no more than once."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GENEROUS, source_address=(VISITOR, 0))
    for method, path, length in [("POST", "/api/login", TOO_LONG), ("GET", "/health", 0)]:
        connection.request(method, path, headers={"Content-Length": str(length)})
        answer = connection.getresponse()
        answer.read()
        for name in ["X-Content-Type-Options", "Content-Security-Policy"]:
            count = len(answer.headers.get_all(name, []))
            must(count == 1, f"{method} {path} behind nginx ({answer.status}): {count} times {name}")
        connection.close()
