"""Two machines and a store as network namespaces: what happens when one loses its way to the store, and not its people.

The test runs this file as a program in namespaces of its own, which end with it. Where a machine lets it make none, it is
skipped, and says why.
"""

import contextlib
import json
import pathlib
import subprocess
import sys

import pytest

from machines import PATIENCE, Server, eventually, mark, results_in, run

UNSHARE = ["unshare", "--user", "--map-root-user", "--net"]
# The store's own address, which each machine reaches over its cable.
STORE = "10.90.9.1"


def test_copy_of_a_server_that_was_cut_off_is_taken_over_and_it_turns_read_only(tmp_path):
    tried = subprocess.run([*UNSHARE, "ip", "link", "set", "lo", "up"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"there are no network namespaces to be had here: {tried.stderr.strip()}")
    command = [*UNSHARE, sys.executable, "-B", __file__, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3 * PATIENCE)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    before, apart, after = (set(map(mark, found[name])) for name in ["before", "apart", "after"])
    # What the old server took while it was cut off is in its own folder, and nowhere else.
    assert set(found["copy"]) == before | after
    assert set(found["old"]) == before | apart


def ip(*words, machine=None):
    inside = ["nsenter", "--target", str(machine), "--net"] if machine else []
    subprocess.run([*inside, "ip", *words], check=True)


@contextlib.contextmanager
def a_machine(number):
    """A namespace with a cable to ours, as the id of a process in it; it has the address 10.90.NUMBER.2."""
    with subprocess.Popen(["unshare", "--net", "sh", "-c", "echo; exec sleep 600"], stdout=subprocess.PIPE) as holder:
        try:
            holder.stdout.readline()
            ip("link", "add", f"cable{number}", "type", "veth", "peer", "name", "cable", "netns", str(holder.pid))
            ip("addr", "add", f"10.90.{number}.1/24", "dev", f"cable{number}")
            ip("link", "set", f"cable{number}", "up")
            ip("link", "set", "lo", "up", machine=holder.pid)
            ip("addr", "add", f"10.90.{number}.2/24", "dev", "cable", machine=holder.pid)
            ip("link", "set", "cable", "up", machine=holder.pid)
            ip("route", "add", f"{STORE}/32", "via", f"10.90.{number}.1", machine=holder.pid)
            yield holder.pid
        finally:
            holder.kill()


def on(machine):
    return ["nsenter", "--target", str(machine), "--net"]


def go(folder):
    from conftest import Store  # brings moto
    from moto.server import ThreadedMotoServer

    ip("link", "set", "lo", "up")
    ip("addr", "add", f"{STORE}/32", "dev", "lo")
    moto = ThreadedMotoServer(ip_address=STORE, port=0, verbose=False)
    moto.start()
    store = Store("http://{}:{}".format(*moto.get_host_and_port()), "a-bucket")
    flags = ["--replica", store.url, "--host"]
    before, apart, after = range(20), range(20, 40), range(40, 60)
    with a_machine(1) as one, a_machine(2) as two:
        with Server(folder / "old", *flags, "10.90.1.2", inside=on(one), **store.env) as old:
            token = old.sign_up("sari")
            assert all(old.predict(token, number) for number in before)
            old.wait_until_whole()
            ip("route", "replace", "unreachable", f"{STORE}/32", machine=one)
            # Its people are served on, and it says that the copy falls behind.
            assert all(old.predict(token, number) for number in apart)
            eventually("it says so", lambda: "problem" in (old.behind() or {}))
            assert old.ask("GET", "/readyz")[0] == 200
            run("backup", "restore", "--replica", store.url, "--data-dir", folder / "new", **store.env)
            with Server(folder / "new", *flags, "10.90.2.2", inside=on(two), **store.env) as new:
                theirs = new.sign_up("ayu")
                assert all(new.predict(theirs, number) for number in after)
                new.wait_until_whole()
                ip("route", "replace", f"{STORE}/32", "via", "10.90.1.1", machine=one)
                eventually("the old one is read-only", lambda: not old.predict(token, apart[0]))
                eventually("it says why", lambda: old.told("ANOTHER SERVER GOES ON"))
                new.wait_until_whole()
    run("backup", "restore", "--replica", store.url, "--data-dir", folder / "third", **store.env)
    found = {"before": list(before), "apart": list(apart), "after": list(after)}
    found |= {"copy": sorted(results_in(folder / "third")), "old": sorted(results_in(folder / "old"))}
    print(json.dumps(found))
    moto.stop()


if __name__ == "__main__":
    go(pathlib.Path(sys.argv[1]))
