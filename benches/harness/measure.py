"""The measurement: fills the peers, then goes round and round."""

import os
import tempfile
import time
from pathlib import Path

from . import tools
from .cases import CASES, FLOOD, Case, logins
from .client import Reply, Request, WrongReply
from .load import Wrk, idle_connections, repeat
from .peers import ALL, Axum, FirstStep, Peer, variant
from .tools import say

# Tokens of half an hour exist; none may end within a case.
FRESH = 10 * 60
# Servers notice closed connections before the next ones come: caps count both.
BETWEEN = 0.3
# Our server serves so many connections of one client; samples on one more must wait for their turn.
CAP = 256

IDLE = (1_000, 10_000)


class Measurement:
    def __init__(self, options, work: Path):
        self.options = options
        self.work = work
        self.peers: list[Peer] = [kind(options.cost, work) for kind in ALL]
        self.variants: list[Peer] = []
        self.results: dict = {"cases": {}, "start": {}, "memory": {}, "bare_hash": []}

    # The whole of it.

    def run(self) -> dict:
        wanted = [case for case in CASES if self.is_wanted(case.name)]
        self.fill()
        if self.is_wanted("start"):
            self.time_starts()
        if any(case.variants for case in wanted):
            self.make_variants()
        for peer in self.peers:
            peer.start()
        for case in wanted:
            if case.variants:
                self.measure_variants(case)
            elif case.pinned:
                self.measure(case, self.rust())
            else:
                self.measure(case, self.peers)
        for peer in self.peers:
            peer.stop()
        if self.is_wanted("photo"):
            self.time_pillow()
        if self.is_wanted("idle"):
            self.weigh_idle()
        if self.is_wanted("build"):
            self.results["build"] = tools.cold_build()
        return self.results

    def rust(self) -> list[Peer]:
        return [peer for peer in self.peers if peer.name in (FirstStep.name, Axum.name)]

    def is_wanted(self, name: str) -> bool:
        return not self.options.only or any(name.startswith(begin) for begin in self.options.only)

    def fill(self) -> None:
        for peer in self.peers:
            say(f"filling {peer.title}")
            peer.before_first_start()
            peer.start(log=self.work / f"{peer.name}.log")
            try:
                peer.seed()
            except Exception:
                say((self.work / f"{peer.name}.log").read_text()[-2000:])
                raise
            peer.stop()

    # From the spawn to the first right answer, on data that is there already.

    def time_starts(self) -> None:
        for number in range(2 * self.options.rounds + 1):
            for peer in self.peers:
                server = peer.start()
                if number:  # the first one warms the disk's cache
                    entry = self.results["start"].setdefault(peer.name, {"start_ms": [], "idle": []})
                    entry["start_ms"].append(1000 * server.start_seconds)
                    if number <= 3:
                        time.sleep(1)
                        entry["idle"].append(server.memory())
                peer.stop()
        for peer in self.peers:
            entry = self.results["start"][peer.name]
            say(f"start  {peer.title:18} {median(entry['start_ms']):8.1f} ms  idle {median([m['pss_mib'] for m in entry['idle']]):7.1f} MiB")

    # One case, all peers in turn.

    def measure(self, case: Case, peers: list[Peer]) -> None:
        # Of a few replies a second, one second would count too few.
        seconds = max(3.0, self.options.seconds) if case.slow else self.options.seconds
        taking_part = []
        for peer in peers:
            if time.monotonic() - peer.signed_in_at > FRESH:
                peer.sign_in()
            if case.how == "photo":
                able = peer.photo(peer.accounts[0], b"") is not None
            else:
                able = case.ask(peer) is not None
            if able:
                taking_part.append(peer)
        for peer in taking_part:
            self.attempt(case, peer, min(1.0, seconds))  # warm
        rounds = self.results["cases"].setdefault(case.name, {})
        for _ in range(self.options.rounds):
            if case.name == "login":
                self.time_bare_hash()
            for peer in taking_part:
                result = self.attempt(case, peer, seconds)
                rounds.setdefault(peer.name, []).append(result)
                if "memory" in result:
                    self.results["memory"].setdefault(case.name, {}).setdefault(peer.name, []).append(result.pop("memory"))
        for peer in taking_part:
            got = rounds[peer.name]
            bad = sum(result["bad"] for result in got)
            line = f"{case.name:12} {peer.title:18} {median([r['rate'] for r in got]):10.1f} /s   p99 {median([r['p99_ms'] for r in got]):8.2f} ms"
            say(line + (f"   {bad} BAD" if bad else ""))

    def attempt(self, case: Case, peer: Peer, seconds: float) -> dict:
        """A round that ends in a wrong reply counts as failed; the peer is started anew."""
        try:
            return self.once(case, peer, seconds)
        except (WrongReply, OSError, RuntimeError) as fault:
            say(f"{case.name:12} {peer.title:18} FAILED: {fault}")
            peer.stop()
            peer.start()
            return {"requests": 0, "bad": 1, "rate": 0.0, "p50_ms": 0.0, "p99_ms": 0.0, "failed": str(fault)}

    def once(self, case: Case, peer: Peer, seconds: float) -> dict:
        time.sleep(BETWEEN)
        if case.how == "photo":
            return self.once_photo(case, peer, seconds)
        every = os.sched_getaffinity(0)
        servers, clients = ({min(every)}, every - {min(every)}) if case.pinned and len(every) > 1 else (every, None)
        peer.server.run_on(servers)
        chain = case.how == "chain" and peer.refresh_rotates
        requests = case.ask(peer)
        # What does only once can't be tried beforehand.
        samples = [] if chain or case.name == "register" else requests[:3]
        size = self.sample(peer, samples)
        flood = None
        if case.how == "flood":
            flood = Wrk(peer.port, logins(peer), FLOOD, seconds + 2)
            time.sleep(1)
        before = peer.server.cpu()
        wrk = Wrk(peer.port, requests, case.connections, seconds, chain, clients)
        time.sleep(max(0.2, min(seconds, 20) / 2))
        weight = peer.server.memory()
        if case.connections < CAP:
            self.sample(peer, samples[:1])
        result = wrk.result()
        result["cpu_us"] = 1e6 * (peer.server.cpu() - before) / max(1, result["requests"])
        if flood:
            flooded = flood.result()
            result["flood"] = {"rate": flooded["rate"], "bad": flooded["bad"]}
        time.sleep(BETWEEN)
        self.sample(peer, case.ask(peer)[:1] if chain else samples)
        # Replies as long as the right one, on average: a wrong one with a right status would be seen.
        if size and result["requests"] > 20 and abs(result["mean_bytes"] / size - 1) > 0.15 and not result["bad"]:
            raise WrongReply(f"{case.name} of {peer.title}: replies of {result['mean_bytes']:.0f} bytes, the right one has {size:.0f}")
        if case.weigh:
            result["memory"] = weight
        return result

    def sample(self, peer: Peer, requests: list[Request]) -> float:
        """Asks a few for once and insists on right replies; their mean length."""
        lengths = [self.ask_in_time(request, peer).raw_length for request in requests]
        return sum(lengths) / len(lengths) if lengths else 0

    def ask_in_time(self, request: Request, peer: Peer) -> Reply:
        """A server with a cap may still count connections that wrk has just closed."""
        end = time.monotonic() + 5
        while (reply := request.send(peer.port)).status == 503 and time.monotonic() < end:
            time.sleep(0.1)
        request.insist(reply)
        return reply

    def once_photo(self, case: Case, peer: Peer, seconds: float) -> dict:
        jobs = [peer.upload(account) for account in peer.accounts[: case.connections]]
        heaviest = {"pss_mib": 0.0, "rss_mib": 0.0, "anon_mib": 0.0}

        def weighed(job):
            def work(port):
                job(port)
                weight = peer.server.memory()
                for name in heaviest:
                    heaviest[name] = max(heaviest[name], weight[name])

            return work

        before = peer.server.cpu()
        result = repeat(peer.port, [weighed(jobs[0]), *jobs[1:]], seconds)
        result["cpu_us"] = 1e6 * (peer.server.cpu() - before) / max(1, result["requests"])
        result["memory"] = heaviest
        return result

    # What no other server is asked for.

    def time_pillow(self) -> None:
        """Pillow makes the three sizes of the same photo, reading it at the least scale that is enough."""
        self.results["pillow_cpu_us"] = [1e6 * tools.pillow_time() for _ in range(self.options.rounds)]
        say(f"photo        Pillow, three sizes  {median(self.results['pillow_cpu_us']) / 1000:8.1f} ms of CPU")

    def weigh_idle(self) -> None:
        """Connections that were answered once and are kept open without a request, and how fast a new one is served."""
        peer = self.peers[0]
        for count in IDLE:
            peer.start(more=["--threads", str(count + 100)])
            try:
                found = self.results.setdefault("idle_connections", {})[str(count)] = idle_connections(peer, count)
            finally:
                peer.stop()
            say(f"idle         {count:6} connections {found['pss_mib']:8.1f} MiB   a new one p99 {found['p99_ms']:8.2f} ms")

    def time_bare_hash(self) -> None:
        cores = self.results.get("cores") or tools.machine()["cores"]
        share = max(1.5, self.options.seconds / 2)
        one = tools.hash_time(self.options.cost, 1, share)
        every = tools.hash_time(self.options.cost, cores, share)
        self.results["bare_hash"].append({"seconds_per_hash": one["seconds_per_hash"], "limit": cores / one["seconds_per_hash"], "all_cores": every["hashes_per_second"]})

    # The same peers set up otherwise.

    def make_variants(self) -> None:
        by_name = {peer.name: peer for peer in self.peers}
        ours, axum = by_name[FirstStep.name], by_name[Axum.name]
        self.variants = [
            variant(axum, "axum-inline", "axum, reads on the async threads", reads="inline"),
            variant(ours, "firststep-quiet", "FirstStep, no log lines", log_level="warn"),
            variant(axum, "axum-quiet", "axum, no log lines", log_level="warn"),
            variant(axum, "axum-inline-quiet", "axum, no log lines, reads on the async threads", log_level="warn", reads="inline"),
        ]

    def measure_variants(self, case: Case) -> None:
        try:
            for peer in self.variants:
                peer.signed_in_at = time.monotonic()
                peer.start()
            self.measure(case, self.rust() + self.variants)
        finally:
            for peer in self.variants:
                peer.stop()


def median(values: list[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def check(options, work: Path) -> bool:
    """Starts every peer, looks at each endpoint's answer, stops; says what it found."""
    good = True
    for kind in ALL:
        peer = kind(options.cost, work)
        log = work / f"{peer.name}.log"
        try:
            peer.before_first_start()
            peer.start(log=log)
            peer.seed()
            found = []
            for case in CASES:
                if case.variants or case.pinned or case.name.endswith(("-1", "-256")):
                    continue
                if case.how == "photo":
                    job = peer.photo(peer.accounts[0], b"") and peer.upload(peer.accounts[0])
                    found.append(f"{case.name} {'right' if job else '—'}")
                    if job:
                        job(peer.port)
                    continue
                requests = case.ask(peer)
                if requests is None:
                    found.append(f"{case.name} —")
                    continue
                for request in requests[:2] if case.name != "register" else requests:
                    request.ask(peer.port)
                found.append(f"{case.name} right")
            refuse_strangers(peer)
            found.append("strangers refused")
            say(f"{peer.title:18} {', '.join(found)}")
        except Exception as fault:
            good = False
            say(f"{peer.title:18} FAILED: {fault}\n{log.read_text()[-2000:] if log.exists() else ''}")
        finally:
            peer.stop()
    return good


def refuse_strangers(peer: Peer) -> None:
    """A token that isn't right must not do: otherwise the case would measure nothing."""
    request = peer.profile(peer.accounts[0])
    request.headers = {"Authorization": request.headers["Authorization"][:-4] + "AAAA"}
    status = request.send(peer.port).status
    if status < 400:
        raise WrongReply(f"a forged token was answered with {status}")


def folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="run-", dir=tools.TARGET)
