"""Starting and ending servers, and what memory they take."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from .client import Request, WrongReply

_running: list["Server"] = []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server at work, with whatever processes it starts itself."""

    def __init__(self, command: list[str], env: dict[str, str], cwd: Path, port: int, health: Request, log: Path | None):
        self.port = port
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        out = open(log, "ab") if log else subprocess.DEVNULL
        start = time.perf_counter()
        self.process = subprocess.Popen(
            command, env=keep | env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
        _running.append(self)
        if log:
            out.close()
        try:
            self._await(health)
        except BaseException:
            self.stop()
            raise
        self.start_seconds = time.perf_counter() - start

    def _await(self, health: Request) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.process.args[0]} ended at its start with status {self.process.returncode}")
            with contextlib.suppress(OSError, WrongReply, ValueError):
                if health.send(self.port, 5).status == 200:
                    return
            time.sleep(0.0005)
        raise RuntimeError(f"{self.process.args[0]} did not come up in a minute")

    def processes(self) -> list[int]:
        """Its process and all that descend from it."""
        parents = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                with contextlib.suppress(OSError, IndexError, ValueError):
                    stat = Path("/proc", entry, "stat").read_text()
                    parents[int(entry)] = int(stat.rpartition(")")[2].split()[1])
        family = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= more
        return sorted(family)

    def memory(self) -> dict[str, float]:
        """MiB of its processes together: PSS shares out what they share, RSS counts it for each; `anon`
        is the part of the PSS that they made themselves, the rest are pages of files, programs above all."""
        sums = {"Pss": 0, "Rss": 0, "Pss_Anon": 0}
        for pid in self.processes():
            with contextlib.suppress(OSError):
                for line in Path("/proc", str(pid), "smaps_rollup").read_text().splitlines():
                    name, _, rest = line.partition(":")
                    if name in sums:
                        sums[name] += int(rest.split()[0])
        return {"pss_mib": sums["Pss"] / 1024, "rss_mib": sums["Rss"] / 1024, "anon_mib": sums["Pss_Anon"] / 1024}

    def cpu(self) -> float:
        """Seconds of processor time that its processes have used, in user and in kernel code, to a clock tick each."""
        ticks = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                fields = Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def run_on(self, cores: set[int]) -> None:
        """Keeps every thread that it has to these cores; threads to come inherit that from theirs."""
        for pid in self.processes():
            for thread in os.listdir(f"/proc/{pid}/task"):
                with contextlib.suppress(OSError):
                    os.sched_setaffinity(int(thread), cores)

    def stop(self) -> None:
        """Asks it to end, waits, and ends what is left of its group."""
        if self not in _running:
            return
        _running.remove(self)
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        # Its own session, made by us: nobody else's processes are in it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def stop_all() -> None:
    for server in list(_running):
        server.stop()
