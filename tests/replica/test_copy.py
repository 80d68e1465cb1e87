"""The copy that a server keeps elsewhere, with the real Litestream, in a folder and in a store (moto).

    pytest tests/replica      (tests/run sets this up)

FIRSTSTEP_CUTS says how many times the power is cut: once by default, 50 times with `tests/run --long`.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import stat
import time
import urllib.request

import pytest

from machines import KEYS, Server, Writers, eventually, free_port, lost, mark, results_in, run

CUTS = int(os.environ.get("FIRSTSTEP_CUTS", "1"))
PASSPHRASE = "sixty statements on a shelf"


def restore(place, folder, *flags):
    begun = time.monotonic()
    said = run("backup", "restore", "--replica", place.url, "--data-dir", folder, *flags, **place.env)
    return said, time.monotonic() - begun


def test_copy_comes_back_after_an_orderly_end_and_the_old_server_is_read_only(tmp_path, place):
    flags = ["--replica", place.url]
    sealed = place.env | {"FIRSTSTEP_BACKUP_PASSPHRASE": PASSPHRASE}
    with Server(tmp_path / "old", *flags, **sealed) as old:
        token = old.sign_up("sari")
        for number in range(20):
            assert old.predict(token, number)
        old.upload(token, 1)
        old.upload(token, 2)
        old.wait_until_whole()
        # These come just before the end.
        for number in range(20, 40):
            assert old.predict(token, number)
    # Without its passphrase the sealed secret doesn't come back, and nothing is changed.
    refused = run("backup", "restore", "--replica", place.url, "--data-dir", tmp_path / "new", check=False, **place.env)
    assert refused.returncode == 1 and "sealed" in refused.stderr and not (tmp_path / "new").exists()
    said, _ = restore(place, tmp_path / "new", "--passphrase", PASSPHRASE)
    assert "1 photo" in said and "secret was restored" in said
    assert results_in(tmp_path / "new") == {mark(number) for number in range(40)}
    with Server(tmp_path / "new", *flags, **sealed) as new:
        # Signed in still, with the photo: it is the old one's.
        status, me = new.ask("GET", "/api/profile", token=token)
        assert status == 200, me
        assert new.predict(token, 41)
        # The old one wakes up, and finds the newer owner.
        with Server(tmp_path / "old", *flags, **sealed) as old:
            assert old.told("ANOTHER SERVER GOES ON WITH THIS DATA")
            assert old.ask("GET", "/readyz")[0] == 503
            assert old.ask("GET", "/livez")[0] == 200
            assert not old.predict(token, 42)
        # And still does where it can't ask.
        away = {"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"} if "AWS_REGION" in place.env else {}
        with Server(tmp_path / "old", *flags, **sealed | away) as old:
            assert not old.predict(token, 43)
        doctor = run("doctor", "--data-dir", tmp_path / "old", check=False, **place.env)
        assert "Another server has taken over" in doctor.stdout
        new.wait_until_whole()
    said, _ = restore(place, tmp_path / "third", "--passphrase", PASSPHRASE)
    assert results_in(tmp_path / "third") == {mark(number) for number in [*range(40), 41]}


def test_copy_is_taken_over_from_a_server_that_still_runs(tmp_path, place):
    with Server(tmp_path / "old", "--replica", place.url, **place.env) as old:
        token = old.sign_up("sari")
        old.wait_until_whole()
        restore(place, tmp_path / "new")
        with Server(tmp_path / "new", "--replica", place.url, **place.env):
            eventually("the old one is read-only", lambda: not old.predict(token, 1))
            eventually("it says why", lambda: old.told("ANOTHER SERVER GOES ON"))


def test_copy_of_another_database_or_server_is_not_written_over(tmp_path, place):
    with Server(tmp_path / "one", "--replica", place.url, **place.env) as one:
        one.wait_until_whole()
        other = run("serve", "--port", "0", "--data-dir", tmp_path / "other", "--replica", place.url, check=False, **place.env)
        assert other.returncode == 1 and "is of another database" in other.stderr
        shutil.copytree(one.folder, tmp_path / "twin", ignore=shutil.ignore_patterns("replica", "*.lock"))
        twin = ["serve", "--port", "0", "--data-dir", tmp_path / "twin", "--replica", place.url]
        refused = run(*twin, check=False, **place.env)
        assert refused.returncode == 1 and "Another server keeps the copy" in refused.stderr
        assert "--replica-take-over" in refused.stderr


def test_copy_goes_on_after_the_server_alone_was_killed(tmp_path, place):
    server = Server(tmp_path / "data", "--replica", place.url, **place.env)
    writers = Writers(server)
    server.wait_until_whole()
    writers.wait_for(100)
    server.end(signal.SIGKILL)
    writers.stop()
    # Litestream ends with its server, and the next server on the same folder goes on with the same copy.
    server.wait_for_litestreams_end()
    with Server(tmp_path / "data", "--replica", place.url, **place.env) as again:
        again.wait_until_whole()
        restore(place, tmp_path / "new", "--without-secret")
    assert lost(writers, tmp_path / "new") == []


@pytest.mark.parametrize("cut", range(CUTS))
def test_copy_lacks_a_second_at_most_after_a_power_cut(tmp_path, place, cut):
    server = Server(tmp_path / "data", "--replica", place.url, **place.env)
    writers = Writers(server)
    server.wait_until_whole()
    writers.wait_for(300)
    child = server.litestream()
    # Both at once, as a cut does.
    os.kill(child, signal.SIGSTOP)
    at = time.monotonic()
    server.end(signal.SIGKILL)
    os.kill(child, signal.SIGKILL)
    writers.stop()
    _, seconds = restore(place, tmp_path / "new", "--without-secret")
    begun = time.monotonic()
    with Server(tmp_path / "new", "--replica", place.url, **place.env) as new:
        seconds += time.monotonic() - begun
        missing = lost(writers, new.folder)
    age = at - missing[0] if missing else 0
    print(
        f"\n{type(place).__name__}: {len(writers.acknowledged)} acknowledged, {len(missing)} lost of the last {age:.2f} s, "
        f"{seconds:.1f} s until it served again, longest wait {writers.longest * 1000:.0f} ms"
    )
    # A second is what is measured (docs/scaling.md); a busy machine may take longer.
    assert age < 5


def test_copy_goes_on_when_litestream_is_killed_and_no_other_version_is_taken(tmp_path, store):
    with Server(tmp_path / "data", "--replica", store.url, **store.env) as server:
        token = server.sign_up("sari")
        server.wait_until_whole()
        first = server.litestream()
        os.kill(first, signal.SIGKILL)
        assert server.predict(token, 1)
        eventually("another runs", lambda: server.litestream() != first)
        server.wait_until_whole()
    restore(store, tmp_path / "new", "--without-secret")
    assert results_in(tmp_path / "new") == {mark(1)}
    older = tmp_path / "older"
    older.write_text("#!/bin/sh\necho v0.3.13\n")
    older.chmod(0o755)
    for program, sentence in [(older, "no Litestream of version 0.5"), (tmp_path / "none", "There is no Litestream")]:
        env = store.env | {"FIRSTSTEP_LITESTREAM": str(program)}
        refused = run("serve", "--port", "0", "--data-dir", tmp_path / "data", "--replica", store.url, check=False, **env)
        assert refused.returncode == 1 and sentence in refused.stderr, refused.stderr


def test_copy_shows_how_it_is_and_the_drill_tells(tmp_path, store):
    metrics = free_port()
    flags = ["--replica", store.url, "--metrics", f"127.0.0.1:{metrics}"]
    with Server(tmp_path / "data", *flags, **store.env) as server:
        token = server.sign_up("sari")
        server.upload(token, 1)
        server.wait_until_whole()
        eventually("the photo is there", lambda: len(store.names("a/copy/photos/")) == 3)
        said = run("replicate", "drill", "--data-dir", server.folder, **store.env)
        assert re.search(r"came back whole, \d+\.\d s old at most, in \d+\.\d s. All its photos are there.", said), said
        told = json.loads(run("replicate", "drill", "--data-dir", server.folder, "--json", **store.env))
        assert told["problem"] is None and told["age"] < 60 and told["missing_photos"] == 0
        doctor = run("doctor", "--data-dir", server.folder, **store.env)
        assert "has every photo, and no other" in doctor and "came back whole" in doctor
        # The photo that took its place, and none of the first.
        before = set(store.names("a/copy/photos/"))
        server.upload(token, 2)

        def is_replaced():
            now = store.names("a/copy/photos/")
            return len(now) == 3 and not set(now) & before

        eventually("it is replaced", is_replaced)

        def shown():
            text = urllib.request.urlopen(f"http://127.0.0.1:{metrics}/metrics").read().decode()
            return dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("firststep_replica_"))

        assert int(shown()["firststep_replica_behind_seconds"]) < 60
        eventually("the drill is in the metrics", lambda: int(shown()["firststep_replica_drill_timestamp_seconds"]) > 0)
        assert shown()["firststep_replica_drill_failed"] == "0"
        # A copy that lost its files has no way back, and that is told.
        for name in store.names("a/copy/db-"):
            store.client.delete_object(Bucket=store.bucket, Key=name)
        failed = run("replicate", "drill", "--data-dir", server.folder, check=False, **store.env)
        assert failed.returncode == 1 and "can't be used" in failed.stderr, failed.stderr
        assert "failed" in run("doctor", "--data-dir", server.folder, **store.env)


def test_copy_keeps_its_keys_to_itself(tmp_path, store):
    with Server(tmp_path / "data", "--replica", store.url, SMTP_PASSWORD="hunter2", **store.env) as server:
        server.wait_until_whole()
        child = pathlib.Path(f"/proc/{server.litestream()}")
        hidden = KEYS["AWS_SECRET_ACCESS_KEY"].encode()
        assert hidden in (child / "environ").read_bytes()
        assert b"hunter2" not in (child / "environ").read_bytes(), "it is none of Litestream's business"
        for process in [child, pathlib.Path(f"/proc/{server.process.pid}")]:
            assert hidden not in (process / "cmdline").read_bytes()
        config = server.folder / "replica" / "litestream.yml"
        assert stat.S_IMODE(config.stat().st_mode) == 0o600
        # The log, the configuration, and whatever else lies there.
        files = [server.log, *(path for path in server.folder.rglob("*") if path.is_file())]
        assert config in files and not [path for path in files if hidden in path.read_bytes()]


def test_copy_in_a_half_written_state_is_refused(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    url = str(disk / "copy")
    with Server(tmp_path / "data", "--replica", url) as server:
        server.sign_up("sari")
        server.wait_until_whole()
    for path in (disk / "copy").rglob("*.ltx"):
        with open(path, "r+b") as file:
            file.truncate(path.stat().st_size * 2 // 3)
    refused = run("backup", "restore", "--replica", url, "--data-dir", tmp_path / "new", check=False)
    assert refused.returncode == 1 and "can't be used" in refused.stderr, refused.stderr
    assert not (tmp_path / "new").exists(), "nothing is changed"
