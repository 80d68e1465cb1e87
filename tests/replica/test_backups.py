"""Backups in an S3-compatible store (moto), read by boto3, through a proxy that fails as networks do."""

import hashlib
import json

import pytest

from machines import KEYS, Server, eventually, mark, results_in, run
from proxies import proxy


@pytest.fixture
def data(tmp_path):
    with Server(tmp_path / "data") as server:
        token = server.sign_up("sari")
        assert server.predict(token, 7)
        server.upload(token, 1)
    return tmp_path / "data"


def test_a_backup_goes_to_a_store_and_comes_back(tmp_path, data, store):
    made = json.loads(run("backup", "create", "--to", store.url, "--json", "--data-dir", data, **store.env))
    assert made["path"].startswith(f"{store.url}/firststep-") and made["path"].endswith(".zip")
    name = made["path"].removeprefix(f"s3://{store.bucket}/")
    assert store.names() == [name, f"{name}.json"]
    archive, brief = store.read(name), json.loads(store.read(f"{name}.json"))
    assert (len(archive), hashlib.sha256(archive).hexdigest()) == (brief["bytes"], brief["sha256"])
    [listed] = json.loads(run("backup", "list", store.url, "--json", **store.env))
    assert (listed["path"], listed["photos"], listed["secret"]) == (made["path"], 1, "absent")
    secret = (data / "secret").read_bytes().strip()
    assert secret and secret not in archive
    assert name in run("backup", "list", store.url, **store.env)
    assert "is sound" in run("backup", "verify", made["path"], **store.env)
    run("backup", "restore", made["path"], "--data-dir", tmp_path / "new", **store.env)
    assert results_in(tmp_path / "new") == {mark(7)}
    # Changed in the store, it is refused.
    store.client.put_object(Bucket=store.bucket, Key=name, Body=archive[:-9] + b"123456789")
    assert run("backup", "verify", made["path"], check=False, **store.env).returncode == 1
    gone = run("backup", "restore", f"{store.url}/none.zip", "--data-dir", tmp_path / "x", check=False, **store.env)
    assert "There is no backup" in gone.stderr


def test_the_secret_goes_there_sealed_or_not_at_all(tmp_path, data, store):
    said = run("backup", "create", "--to", store.url, "--data-dir", data, **store.env)
    assert "The secret isn't in it" in said and "--passphrase-file" in said
    words = tmp_path / "words"
    words.write_text("words in a row, and then some")
    sealed = json.loads(run("backup", "create", "--to", f"{store.url}/sealed", "--passphrase-file", words, "--json",
                            "--data-dir", data, **store.env))
    assert sealed["secret"] == "sealed"
    secret = (data / "secret").read_bytes().strip()
    assert all(secret not in store.read(name) for name in store.names())
    run("backup", "restore", sealed["path"], "--data-dir", tmp_path / "new", "--passphrase-file", words, **store.env)
    assert (tmp_path / "new" / "secret").read_bytes().strip() == secret
    # Whoever has them made by the server is told at its start, and says that they know.
    env = store.env | {"FIRSTSTEP_BACKUP_DIR": store.url}
    with Server(data, "--backup-every", "24h", **env) as server:
        eventually("it is told", lambda: server.told("lack the secret"))


def test_scheduled_ones_are_made_there_and_the_oldest_go(data, store):
    env = store.env | {"FIRSTSTEP_BACKUP_DIR": store.url, "FIRSTSTEP_BACKUP_KEEP": "1"}
    # What another server or a person put there stays.
    run("backup", "create", "--to", store.url, "--data-dir", data, **store.env)
    by_hand = set(store.names())
    old = f"{store.url.removeprefix(f's3://{store.bucket}/')}/firststep-auto-20200101T000000Z.zip"
    brief = json.loads(store.read(next(name for name in by_hand if name.endswith(".json"))))
    store.client.put_object(Bucket=store.bucket, Key=old, Body=b"x" * brief["bytes"])
    brief["made_at"] = "2020-01-01T00:00:00Z"
    store.client.put_object(Bucket=store.bucket, Key=f"{old}.json", Body=json.dumps(brief))
    with Server(data, "--backup-every", "24h", **env):

        def is_made():
            names = set(store.names()) - by_hand
            return len(names) == 2 and old not in names

        eventually("one is made, and the old one goes", is_made)
    assert by_hand <= set(store.names())
    doctor = run("doctor", "--data-dir", data, **env)
    assert "2 backups, the latest of" in doctor, doctor


@pytest.mark.parametrize(
    "faults, short",
    [([(503, "SlowDown")] * 3, 0), (["cut"] * 3, 0), ([], 2), ([(500, "InternalError"), "cut", (429, "x")], 1)],
)
def test_a_store_that_stumbles_gets_it_whole(data, store, faults, short):
    with proxy(store.endpoint, list(faults), short) as endpoint:
        env = store.env | {"AWS_ENDPOINT_URL_S3": endpoint}
        run("backup", "create", "--to", store.url, "--json", "--data-dir", data, **env)
    [listed] = json.loads(run("backup", "list", store.url, "--json", **store.env))
    assert "is sound" in run("backup", "verify", listed["path"], **store.env)


@pytest.mark.parametrize(
    "status, code, words",
    [
        (403, "SignatureDoesNotMatch", "doesn't know these keys"),
        (403, "RequestTimeTooSkewed", "clock is wrong"),
        (403, "AccessDenied", "isn't allowed to these keys"),
        (503, "SlowDown", "has too much to do"),
    ],
)
def test_a_store_that_refuses_is_told_of_in_a_sentence(data, store, status, code, words):
    with proxy(store.endpoint, [(status, code)] * 50) as endpoint:
        env = store.env | {"AWS_ENDPOINT_URL_S3": endpoint}
        done = run("backup", "create", "--to", store.url, "--data-dir", data, check=False, **env)
    assert done.returncode == 1 and words in done.stderr, done.stderr
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in done.stderr and "X-Amz" not in done.stderr
    assert store.names() == []


def test_what_is_not_there_is_told(data, store):
    for url, env, words in [
        ("s3://no-such-bucket/a", store.env, "no bucket of this name"),
        (store.url, store.env | {"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"}, "can't be reached"),
        (store.url, {"AWS_ENDPOINT_URL_S3": store.endpoint}, "There are no keys"),
    ]:
        done = run("backup", "create", "--to", url, "--data-dir", data, check=False, **env)
        assert done.returncode == 1 and words in done.stderr, done.stderr
