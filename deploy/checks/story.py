"""What somebody does on a server: signs up, takes the quiz, sends a photo."""

import os
import struct
import zlib

from .support import Client, must

# The answers of the API's document, and the type it documents for them.
DOCUMENTED = [
    0, 0, 1, 2, -1, 2, 1, 0, 1, 0, 0, 0, 3, 1, -1, 0, 0, 2, -1, 2, 0, 0, 0, 0, 3, 1, -2, 0, -3, -1,
    1, 0, -1, 0, -1, 3, 1, 2, 0, 1, 1, -2, -1, -1, -1, 0, 0, 0, -1, -1, 0, 1, 0, 0, 2, 0, 0, 1, 2, 1,
]  # fmt: skip


def photo(width: int, height: int) -> bytes:
    """A PNG of noise: about three bytes a pixel, for noise doesn't shrink."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + os.urandom(width * 3) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def upload(client: Client, image: bytes, **headers: str) -> tuple[int, bytes]:
    boundary = "a-boundary-that-noise-will-not-have"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="photo_profile"; filename="me.png"\r\n\r\n'
    body = head.encode() + image + f"\r\n--{boundary}--\r\n".encode()
    kind = f"multipart/form-data; boundary={boundary}"
    return client.ask("POST", "/api/uploadphoto", body, Content_Type=kind, **headers)


def sign_up(client: Client, email: str) -> None:
    person = {"frontName": "Ayu", "lastName": "Lestari", "email": email, "password": "a-lake-in-autumn"}
    client.json("POST", "/api/register", person)
    client.token = client.json("POST", "/api/login", person)["loginResult"]["token"]


def tell(client: Client, email: str = "ayu@example.org", pixels: tuple[int, int] = (1600, 1200)) -> str:
    """The whole of it; wrong if any of it isn't as documented."""
    status, answer = client.ask("GET", "/readyz")
    must(status == 200, f"/readyz answered {status}: {answer!r}")
    sign_up(client, email)
    said = client.json("POST", "/api/predict", {"input": DOCUMENTED})
    must(said["predicted_label"] == "INFJ", f"the documented answers made {said}")
    image = photo(*pixels)
    status, answer = upload(client, image)
    must(status == 200, f"a photo of {len(image)} bytes: {status} {answer!r}")
    address = client.json("GET", "/api/profile")["profileResult"]["profilePicture"]
    status, kept = client.ask("GET", "/" + address.split("/", 3)[3])
    must(status == 200 and kept.startswith(b"\xff\xd8"), f"{address} answered {status}")
    return f"signed up, took the quiz, sent a photo of {len(image) / 1e6:.1f} MB"
