"""The program behind Caddy and behind nginx, with the files of this folder."""

import contextlib
import http.client
import json
import os
from collections.abc import Iterator
from pathlib import Path

from .story import photo, sign_up, tell, upload
from .support import DEPLOY, GENEROUS, Client, free_port, must, run, running

NEEDS = {"nginx": "nginx-light", "caddy": "caddy", "openssl": "openssl"}
# Whom the proxy sees; the program sees only the proxy, at 127.0.0.1.
VISITOR = "127.0.0.2"
# A photo in base64 may be a third longer than its 8 MiB; nothing may be as long as this.
TOO_LONG = 14_000_000


def check(binary: Path, scratch: Path) -> Iterator[str]:
    for name, start in {"Caddy": caddy, "nginx": nginx}.items():
        folder = scratch / name
        folder.mkdir()
        upstream, port = free_port(), free_port()
        command = [binary, "serve", "--data-dir", folder / "data", "--port", upstream, "--log", "json"]
        trusting = ["--trusted-proxy", "127.0.0.1", "--public-url", f"http://127.0.0.1:{port}"]
        with running([*command, *trusting], upstream, folder / "log"), start(folder, port, upstream) as said:
            yield f"{name}: {said}"
            yield f"{name}: {through(port)}"
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


def put(text: str, changes: dict[str, str]) -> str:
    """The file with what must differ here; each must be there to be changed."""
    for old, new in changes.items():
        must(old in text, f"the file has no {old!r} any more")
        text = text.replace(old, new)
    return text


@contextlib.contextmanager
def caddy(folder: Path, port: int, upstream: int) -> Iterator[str]:
    site = DEPLOY / "Caddyfile"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "FIRSTSTEP_SITE": f"http://127.0.0.1:{port}",
        "FIRSTSTEP_UPSTREAM": f"127.0.0.1:{upstream}",
    }
    # Without these it would look for a certificate, and listen for orders at a fixed port.
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + site.read_text())
    run("caddy", "validate", "--adapter", "caddyfile", "--config", site, env={"PATH": environment["PATH"], "HOME": str(folder)})
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    with running(command, port, folder / "caddy.log", env=environment):
        yield "caddy validate takes it as it stands"


@contextlib.contextmanager
def nginx(folder: Path, port: int, upstream: int) -> Iterator[str]:
    certificate, key = folder / "cert.pem", folder / "key.pem"
    request = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=quiz.example.org"]
    run("openssl", "req", *request, "-keyout", key, "-out", certificate)
    plain, tls = free_port(), free_port()
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
        yield "nginx -t takes it; without TLS pages are led to it and programs refused"


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
