"""What is measured."""

from collections.abc import Callable
from dataclasses import dataclass

from .client import Request
from .peers import Peer


# Signing in hashes as many passwords at once as there are cores; 20 connections are a flood.
LOGIN_CONNECTIONS, FLOOD, FLOOD_READERS = 8, 20, 32


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    # How: "wrk", "flood" (wrk reads profiles while another wrk signs in), "chain" (wrk, each request
    # with the token of the reply before where a peer wants that) or "photo".
    how: str
    connections: int
    # The requests that are repeated in turn; `None` for a peer without such a thing.
    ask: Callable[[Peer], list[Request] | None] | None = None
    # Which of a peer's notes belong to it.
    topic: str = "all"
    # Memory is looked at in the middle of it.
    weigh: bool = False
    # Only these peers and their variants, set up otherwise than the rest.
    variants: bool = False
    # The two Rust servers alone, each on one core with wrk on the other.
    pinned: bool = False

    @property
    def slow(self) -> bool:
        return self.topic in ("register", "login", "photo")


def of_each(request: Callable) -> Callable[[Peer], list[Request] | None]:
    """One request for each account, or none at all."""

    def ask(peer: Peer) -> list[Request] | None:
        first = request(peer, peer.accounts[0])
        return first and [first] + [request(peer, account) for account in peer.accounts[1:]]

    return ask


profiles = of_each(lambda peer, account: peer.profile(account))
creates = of_each(lambda peer, account: peer.create(account))
logins = of_each(lambda peer, account: peer.login(account))
try_outs = of_each(lambda peer, account: peer.try_out(account))


def refreshes(peer: Peer) -> list[Request] | None:
    """One for each connection."""
    first = peer.refresh(peer.accounts[0])
    return first and [first] + [peer.refresh(account) for account in peer.accounts[1:LOGIN_CONNECTIONS]]


def pinned(name: str, title: str, connections: int, ask: Callable, topic: str = "all") -> Case:
    return Case(f"{name}-pinned", title, "wrk", connections, ask, topic, pinned=True)


CASES = [
    Case("health", "Health", "wrk", 32, lambda peer: [peer.health()], "health"),
    Case("profile-1", "Profile, signed in", "wrk", 1, profiles),
    Case("profile-32", "Profile, signed in", "wrk", 32, profiles),
    Case("profile-256", "Profile, signed in", "wrk", 256, profiles, weigh=True),
    Case("variants", "Profile, other set-ups", "wrk", 32, profiles, variants=True),
    Case("create-1", "Predict with its write (peers: durable create)", "wrk", 1, creates, "create"),
    Case("create-32", "Predict with its write (peers: durable create)", "wrk", 32, creates, "create"),
    Case("create-256", "Predict with its write (peers: durable create)", "wrk", 256, creates, "create"),
    Case("try-out", "Predict without its write", "wrk", 32, try_outs, "try-out"),
    pinned("health-32", "Health", 32, lambda peer: [peer.health()], "health"),
    pinned("profile-32", "Profile, signed in", 32, profiles),
    pinned("profile-256", "Profile, signed in", 256, profiles),
    pinned("create-32", "Predict with its write (peers: durable create)", 32, creates, "create"),
    pinned("try-out-32", "Predict without its write", 32, try_outs, "try-out"),
    Case("register", "Registration", "wrk", LOGIN_CONNECTIONS, lambda peer: [peer.register(None)], "register"),
    Case("login", "Login", "wrk", LOGIN_CONNECTIONS, logins, "login"),
    Case("flood", f"Profile p99 while {FLOOD} connections log in", "flood", FLOOD_READERS, profiles, "login"),
    Case("refresh", "Refresh", "chain", LOGIN_CONNECTIONS, refreshes, "refresh"),
    Case("photo", "Photo upload with thumbnail (12 MP)", "photo", 2, None, "photo", weigh=True),
]
