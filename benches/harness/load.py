"""The load: wrk, and for photos a few threads of our own."""

import json
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from .client import Request, WrongReply

LUA = Path(__file__).with_name("load.lua")
CHAIN = Path(__file__).with_name("chain.lua")
NEWCOMERS = 500


class Wrk:
    """One run of wrk, begun at once; `result` waits for its end."""

    _number = 0

    def __init__(self, port: int, requests: list[Request], connections: int, seconds: float, chain: bool = False, cores: set[int] | None = None):
        self._file = tempfile.NamedTemporaryFile(prefix="firststep-bench-", suffix=".requests")
        for request in requests:
            raw = request.raw(port)
            self._file.write(b"%d\n%s" % (len(raw), raw))
        self._file.flush()
        # Numbers are never used twice in a run, however fast a server is.
        Wrk._number += 100_000
        # One thread: it shall leave the server more than half of two cores. A chain needs one for each
        # connection, since a script can't tell connections apart.
        threads, script = (connections, CHAIN) if chain else (1, LUA)
        command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", "-s", str(script)]
        command += [f"http://127.0.0.1:{port}/", "--", self._file.name, str(Wrk._number)]
        if cores:
            command = ["taskset", "--cpu-list", ",".join(map(str, sorted(cores))), *command]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def result(self) -> dict:
        try:
            output, _ = self._process.communicate(timeout=300)
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            self._file.close()
        line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
        if line is None:
            raise RuntimeError(f"wrk said: {output}")
        result = json.loads(line.removeprefix("RESULT "))
        result["bad"] = result["bad_status"] + result["bad_link"] + result["timeouts"]
        result["rate"] = max(0, result["requests"] - result["bad_status"]) / result["seconds"]
        result["mean_bytes"] = result["bytes"] / max(1, result["requests"])
        return result


def repeat(port: int, jobs: list, seconds: float) -> dict:
    """A thread a job, each doing its job again and again; a job is a function of the port that asks
    and insists on right replies. For what is slow and large, where wrk has no way to ask for one
    thing and then for another that the first one's reply names."""
    times: list[float] = []
    faults: list[str] = []
    start = time.perf_counter()

    def work(job) -> None:
        while time.perf_counter() - start < seconds:
            began = time.perf_counter()
            try:
                job(port)
                times.append(time.perf_counter() - began)
            except (WrongReply, OSError) as fault:
                faults.append(str(fault))
                time.sleep(0.05)

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - start
    times.sort()
    at = lambda share: 1000 * times[min(len(times) - 1, int(share * len(times)))] if times else 0.0  # noqa: E731
    return {
        "requests": len(times) + len(faults),
        "seconds": elapsed,
        "bad": len(faults),
        "fault": faults[0] if faults else None,
        "rate": len(times) / elapsed,
        "p50_ms": at(0.5),
        "p99_ms": at(0.99),
    }


def idle_connections(peer, count: int) -> dict:
    """Opens so many connections, each answered once and then left open; then new ones, one after the other, each
    closed after its answer. Client addresses are spread over the loopback network, so that no limit of one client's
    is met."""
    health = peer.health()
    raw = health.raw(peer.port)
    kept: list[socket.socket] = []

    def connect(number: int) -> socket.socket:
        one = socket.create_connection(("127.0.0.1", peer.port), 10, (f"127.0.{1 + number // 200}.1", 0))
        one.sendall(raw)
        if not one.recv(4096).startswith(b"HTTP/1.1 200"):
            raise WrongReply("an idle connection's only request was refused")
        return one

    try:
        for number in range(count):
            kept.append(connect(number))
        time.sleep(1)
        times = []
        for number in range(NEWCOMERS):
            began = time.perf_counter()
            connect(count + number).close()
            times.append(1000 * (time.perf_counter() - began))
        weight = peer.server.memory()
        # Those that were kept are still served.
        for one in kept[:: max(1, count // 100)]:
            one.sendall(raw)
            if not one.recv(4096).startswith(b"HTTP/1.1 200"):
                raise WrongReply("a connection that was kept open was not served again")
    finally:
        for one in kept:
            one.close()
    times.sort()
    return weight | {"p50_ms": times[len(times) // 2], "p99_ms": times[int(0.99 * len(times))]}
