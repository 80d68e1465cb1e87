"""The export as SQL, taken by a real PostgreSQL and a real MariaDB, where they are installed (Debian: postgresql,
mariadb-server)."""

import contextlib
import glob
import json
import os
import pathlib
import shutil
import subprocess

import pytest

from machines import PATIENCE, Server, eventually, free_port, run

ODD = "O'Brien\\'; drop table users; -- \u2603 \U0001f600 \"quoted\"\n$1 %s"


@pytest.fixture
def data(tmp_path):
    with Server(tmp_path / "data") as server:
        for name in ["sari", "budi"]:
            token = server.sign_up(name)
            assert server.predict(token, 7)
    return tmp_path / "data"


@pytest.fixture
def posts(data, tmp_path):
    """With texts that quoting could get wrong."""
    rows = tmp_path / "posts.jsonl"
    made = "2026-11-01T10:00:00Z"
    user = {"table": "users", "id": 7, "email": "wati@example.org", "username": "wati", "created_at": made}
    post = {"table": "posts", "id": 1, "user_id": 7, "title": "Odd", "content": ODD, "created_at": made, "updated_at": made}
    rows.write_text(json.dumps(user) + "\n" + json.dumps(post) + "\n")
    run("import", rows, "--data-dir", data)
    return data


def as_nobody(*command):
    """Neither server runs as root."""
    if os.getuid() == 0:
        return ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", *map(str, command)]
    return list(map(str, command))


def done(command, **options):
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, **options)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@contextlib.contextmanager
def running(command):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


@pytest.fixture
def home():
    """A folder that nobody may use, with a path short enough for a socket."""
    path = pathlib.Path(done(["mktemp", "--directory", "/tmp/sql-XXXXXX"]).strip())
    path.chmod(0o777)
    yield path
    shutil.rmtree(path)


def test_postgresql_takes_it(posts, home):
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not programs:
        pytest.skip("PostgreSQL isn't installed")
    programs = pathlib.Path(programs[-1]).parent
    done(as_nobody(programs / "initdb", "--pgdata", home / "data", "--username", "tester", "--no-sync"))
    dump = run("export", "--to-sql", "postgresql", "--with-hashes", "--data-dir", posts)
    ask = ["psql", "--host", home, "--username", "tester", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "postgres"]
    with running(as_nobody(programs / "postgres", "-D", home / "data", "-k", home, "-h", "")):
        eventually("it runs", lambda: subprocess.run([*ask, "--command", "select 1"], capture_output=True).returncode == 0)
        done(ask, input=dump)
        value = lambda sql: done([*ask, "--tuples-only", "--no-align", "--command", sql]).removesuffix("\n")
        assert value("select count(*) from users where created_at < now() + interval '1 day'") == "3"
        assert value("select content from posts") == ODD
        assert value("select jsonb_array_length(probabilities) from results limit 1") == "16"


def test_mariadb_takes_it(posts, home):
    if not shutil.which("mariadb-install-db") or not shutil.which("mariadbd"):
        pytest.skip("MariaDB isn't installed")
    store, link = home / "data", home / "socket"
    done(as_nobody("mariadb-install-db", "--no-defaults", f"--datadir={store}", "--auth-root-authentication-method=normal"))
    dump = run("export", "--to-sql", "mysql", "--with-hashes", "--data-dir", posts)
    flags = ["--no-defaults", f"--datadir={store}", f"--socket={link}", "--skip-networking", f"--pid-file={home / 'pid'}"]
    ask = ["mariadb", "--no-defaults", f"--socket={link}", "--user=root", "--default-character-set=utf8mb4", "--batch", "--raw", "--skip-column-names"]
    with running(as_nobody("mariadbd", *flags)):
        eventually("it runs", lambda: subprocess.run([*ask, "--execute", "select 1"], capture_output=True).returncode == 0)
        done([*ask, "--execute", "create database quiz"])
        done([*ask, "quiz"], input=dump)
        value = lambda sql: done([*ask, "--execute", sql, "quiz"]).removesuffix("\n")
        assert value("select count(*) from users where created_at > '2026-01-01'") == "3"
        assert value("select content from posts") == ODD
        assert value("select json_length(probabilities) from results limit 1") == "16"
