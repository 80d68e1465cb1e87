"""Requests as plain bytes, which wrk repeats, and a small client that checks what comes back."""

import itertools
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, field

# Stands in a body where each request needs something of its own; wrk's script puts a number there.
UNIQUE = b"@@@@@@@@"
# PocketBase tells devices apart by this; ours and wrk's shall be one.
AGENT = "firststep-bench"
_numbers = itertools.count()


class WrongReply(Exception):
    """A reply that isn't the right one."""


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes
    raw_length: int

    def json(self):
        return json.loads(self.body)


@dataclass
class Request:
    """One request, and how its right reply looks."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    right: Callable[[Reply], bool] = lambda reply: True

    @staticmethod
    def json(method: str, path: str, value, right, token: str | None = None) -> "Request":
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = token
        return Request(method, path, headers, json.dumps(value).encode(), right)

    @staticmethod
    def photo(method: str, path: str, field_name: str, photo: bytes, right, token: str) -> "Request":
        edge = "----------------firststep-bench"
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="{field_name}"; filename="photo.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        )
        body = head.encode() + photo + f"\r\n--{edge}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "Authorization": token}
        return Request(method, path, headers, body, right)

    def raw(self, port: int) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"User-Agent: {AGENT}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body or self.method != "GET":
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body

    def send(self, port: int, timeout: float = 60) -> Reply:
        """Sends it on a connection of its own and reads the reply."""
        with socket.create_connection(("127.0.0.1", port), timeout) as link:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            raw = self.raw(port)
            if len(raw) < 4096:
                # From the top: wrk's numbers begin at the bottom.
                raw = raw.replace(UNIQUE, b"%08d" % (99_999_999 - next(_numbers)))
            link.sendall(raw)
            return read_reply(link)

    def ask(self, port: int) -> Reply:
        """Sends it and insists on the right reply."""
        reply = self.send(port)
        self.insist(reply)
        return reply

    def insist(self, reply: Reply) -> None:
        try:
            right = reply.status in (200, 201) and self.right(reply)
        except (ValueError, LookupError, TypeError):
            right = False
        if not right:
            raise WrongReply(f"{self.method} {self.path} got {reply.status} {reply.body[:300]!r}")


def read_reply(link: socket.socket) -> Reply:
    stream = link.makefile("rb")
    status_line = stream.readline()
    if not status_line.startswith(b"HTTP/1."):
        raise WrongReply(f"no reply: {status_line!r}")
    length, headers = len(status_line), {}
    while (line := stream.readline()) not in (b"\r\n", b""):
        length += len(line)
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    length += 2
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while (size := int((line := stream.readline()).split(b";")[0], 16)) > 0:
            body += stream.read(size)
            length += len(line) + size + len(stream.readline())
        length += len(line) + len(stream.readline())
    elif "content-length" in headers:
        body = stream.read(int(headers["content-length"]))
        length += len(body)
    else:
        body = stream.read()
        length += len(body)
    return Reply(int(status_line.split()[1]), headers, body, length)
