"""The copy that a server keeps elsewhere, with the real Litestream, in a folder and in a store (moto).

    pytest tests/replica      (tests/run sets this up)

FIRSTSTEP_CUTS says how many times each part is killed: once by default, 50 times with `tests/run --long`.
"""

import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import time
import urllib.request

import pytest

import cuts
from machines import KEYS, PATIENCE, Server, answers, eventually, free_port, mark, results_in, run
from proxies import proxy

CUTS = int(os.environ.get("FIRSTSTEP_CUTS", "1"))
PASSPHRASE = "sixty statements on a shelf"


def restore(place, folder, *flags):
    return run("backup", "restore", "--replica", place.url, "--data-dir", folder, *flags, **place.env)


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
    said = restore(place, tmp_path / "new", "--passphrase", PASSPHRASE)
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
    said = restore(place, tmp_path / "third", "--passphrase", PASSPHRASE)
    assert results_in(tmp_path / "third") == {mark(number) for number in [*range(40), 41]}


def test_copy_has_what_is_answered_while_the_server_ends(tmp_path, place):
    with Server(tmp_path / "old", "--replica", place.url, **place.env) as server:
        token = server.sign_up("sari")
        server.wait_until_whole()
        body = json.dumps({"input": answers(1)}).encode()
        late = http.client.HTTPConnection(server.address, timeout=PATIENCE)
        late.putrequest("POST", "/api/predict")
        for name, value in [("Authorization", f"Bearer {token}"), ("Content-Type", "application/json")]:
            late.putheader(name, value)
        late.putheader("Content-Length", str(len(body)))
        late.endheaders(body[:1])
        time.sleep(0.5)  # It is being read.
        server.process.send_signal(signal.SIGTERM)
        time.sleep(2)  # Longer than the last round takes.
        late.send(body[1:])
        assert late.getresponse().status == 200
        late.close()
        # A second signal would end it at once.
        server.process.wait(timeout=PATIENCE)
    restore(place, tmp_path / "new", "--without-secret")
    assert results_in(tmp_path / "new") == {mark(1)}


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
        assert "Name another place" in refused.stderr


@pytest.mark.parametrize("kind", cuts.KINDS)
@pytest.mark.parametrize("number", range(CUTS))
def test_copy_lacks_a_moment_at_most_whatever_is_killed(tmp_path, place, kind, number):
    cut = cuts.KINDS[kind](place, tmp_path)
    print(f"\n{type(place).__name__}, {kind}: {cut}")
    assert not cut.problem
    if kind == "machine":
        # Some tenths of a second are what is measured (docs/scaling.md); a busy machine may take longer.
        assert cut.age < 5
    else:
        assert cut.lost == 0, "its disk is still there"


def test_copy_has_what_was_written_while_none_was_kept(tmp_path, place):
    flags = ["--replica", place.url]
    numbers = iter(range(10000))
    old = Server(tmp_path / "data", *flags, **place.env)
    token = old.sign_up("sari")
    for number in range(150):
        assert old.predict(token, next(numbers))
    old.wait_until_whole()
    child = old.litestream()
    os.kill(child, signal.SIGKILL)
    old.end(signal.SIGKILL)
    # The log is moved into the database and begun anew by one who leaves none of it to Litestream, and crashes.
    log = tmp_path / "data" / "firststep.db-wal"
    alone = Server(tmp_path / "data", **place.env)
    before = log.read_bytes()[16:24]
    while log.read_bytes()[16:24] == before:
        assert alone.predict(token, next(numbers))
    for number in range(3):
        assert alone.predict(token, next(numbers))
    alone.end(signal.SIGKILL)
    with Server(tmp_path / "data", *flags, **place.env) as again:
        assert again.predict(token, next(numbers))
        again.wait_until_whole()
        restore(place, tmp_path / "new", "--without-secret")
    assert results_in(tmp_path / "new") == {mark(number) for number in range(next(numbers))}


def test_copy_goes_on_when_litestream_hangs(tmp_path, place):
    with Server(tmp_path / "data", "--replica", place.url, **place.env) as server:
        token = server.sign_up("sari")
        server.wait_until_whole()
        hung, begun = server.litestream(), time.monotonic()
        os.kill(hung, signal.SIGSTOP)
        assert server.predict(token, 1)
        eventually("it is told", lambda: server.told("Litestream doesn't answer, and was ended"))
        print(f"\n{type(place).__name__}: noticed after {time.monotonic() - begun:.1f} s")
        eventually("another runs", lambda: server.litestream() != hung)
        server.wait_until_whole()
        restore(place, tmp_path / "new", "--without-secret")
    assert results_in(tmp_path / "new") == {mark(1)}


def test_copy_that_is_gone_is_told_and_begun_by_nobody_but_who_says_so(tmp_path, place):
    flags = ["--replica", place.url, "--replica-drill-every", "never"]
    with Server(tmp_path / "data", *flags, **place.env) as server:
        token = server.sign_up("sari")
        assert server.predict(token, 1)
        server.upload(token, 1)
        server.wait_until_whole()
        # Its disk may just have been taken away.
        place.empty()
        eventually("it is told", lambda: server.told("Nothing is left in"))
        eventually("it is shown", lambda: "problem" in server.behind())
        assert server.predict(token, 2)
    place.empty()
    with Server(tmp_path / "data", *flags, **place.env) as server:
        eventually("it is shown", lambda: "problem" in server.behind())
        assert server.predict(token, 3)
    shutil.rmtree(tmp_path / "data" / "replica")
    with Server(tmp_path / "data", *flags, **place.env) as server:
        server.wait_until_whole()
        has_all = lambda: "has every photo, and no other" in run("doctor", "--data-dir", server.folder, **place.env)
        eventually("the photo is carried again", has_all)
        run("replicate", "drill", "--data-dir", server.folder, **place.env)
        restore(place, tmp_path / "new", "--without-secret")
    assert results_in(tmp_path / "new") == {mark(1), mark(2), mark(3)}


def test_copy_goes_to_another_place_with_all_its_photos(tmp_path):
    for number in [1, 2]:
        copy = str(tmp_path / f"copy-{number}")
        with Server(tmp_path / "data", "--replica", copy) as server:
            if number == 1:
                server.upload(server.sign_up("sari"), 1)
            server.wait_until_whole()
            has_all = lambda: "has every photo, and no other" in run("doctor", "--data-dir", server.folder)
            eventually("the photo is there", has_all)


def test_copy_is_kept_by_no_other_version_of_litestream(tmp_path, store):
    older = tmp_path / "older"
    older.write_text("#!/bin/sh\necho v0.5.16\n")
    silent = tmp_path / "silent"
    # The shell is killed; what it waits for holds the output open, and ends by itself.
    silent.write_text("#!/bin/sh\nsleep 30\n")
    for program in [older, silent]:
        program.chmod(0o755)
    wrong = "no Litestream of version 0.5"
    for program, sentence in [(older, wrong), (silent, wrong), (tmp_path / "none", "There is no Litestream")]:
        env = store.env | {"FIRSTSTEP_LITESTREAM": str(program)}
        refused = run("serve", "--port", "0", "--data-dir", tmp_path / "data", "--replica", store.url, check=False, **env)
        assert refused.returncode == 1 and sentence in refused.stderr, refused.stderr


def test_copy_that_would_go_with_the_data_is_refused(tmp_path):
    words = ["serve", "--port", "0", "--data-dir", tmp_path / "data", "--replica", tmp_path / "data" / "copy"]
    refused = run(*words, check=False)
    assert refused.returncode == 1 and "would be lost with the data folder" in refused.stderr, refused.stderr


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


def test_copy_is_tried_by_itself_unless_that_is_switched_off(tmp_path):
    flags, drill = ["--replica", str(tmp_path / "copy")], tmp_path / "data" / "replica" / "drill.json"
    with Server(tmp_path / "data", *flags) as server:
        server.wait_until_whole()
    with Server(tmp_path / "data", *flags, "--replica-drill-every", "never") as server:
        server.wait_until_whole()
    assert not drill.exists()
    with Server(tmp_path / "data", *flags, "--replica-drill-every", "1s") as server:
        eventually("it is tried", lambda: server.told("the way back from the copy was tried: it works"))
        eventually("it is written down", drill.exists)
        assert json.loads(drill.read_text())["problem"] is None


def test_copy_says_why_it_falls_behind_and_what_to_do(tmp_path, store):
    faults = []
    with proxy(store.endpoint, faults) as endpoint:
        with Server(tmp_path / "data", "--replica", store.url, **store.env | {"AWS_ENDPOINT_URL_S3": endpoint}) as server:
            token = server.sign_up("sari")
            server.wait_until_whole()
            faults += [(403, "InvalidAccessKeyId")] * 100_000
            assert server.predict(token, 1)
            eventually("it is told", lambda: server.told("falls behind: s3://"))
            log = server.log.read_text()
            assert "doesn't know these keys" in log and "Check AWS_ACCESS_KEY_ID" in log, log
            assert KEYS["AWS_SECRET_ACCESS_KEY"] not in log and "X-Amz" not in log, log
            faults.clear()
            eventually("it has all again", lambda: "problem" not in server.behind())


def test_copy_goes_to_a_store_with_a_certificate_of_ones_own(tmp_path, store):
    pem = tmp_path / "store.pem"
    subject = ["-subj", "/CN=a store", "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", pem, "-out", tmp_path / "own.pem"]
    subprocess.run([*make, *subject], check=True, capture_output=True)
    pem.write_text(pem.read_text() + (tmp_path / "own.pem").read_text())
    with proxy(store.endpoint, [], tls=pem) as endpoint:
        env = store.env | {"AWS_ENDPOINT_URL_S3": endpoint, "AWS_CA_BUNDLE": str(tmp_path / "own.pem")}
        with Server(tmp_path / "data", "--replica", store.url, **env) as server:
            assert server.predict(server.sign_up("sari"), 1)
            server.wait_until_whole()
        run("backup", "restore", "--replica", store.url, "--data-dir", tmp_path / "new", "--without-secret", **env)
    assert results_in(tmp_path / "new") == {mark(1)}


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
