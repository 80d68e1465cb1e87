"""Stores, and whether Litestream is here.

moto's S3 store is always tried; it takes any signature. s3s-fs, a server that checks them, is tried where it is installed
(cargo install s3s-fs --features binary) or named by FIRSTSTEP_S3S_FS. Where it isn't, its tests are skipped and counted.
"""

import logging
import os
import shutil
import socket
import subprocess
import uuid

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from machines import KEYS, LITESTREAM, eventually, free_port

logging.getLogger("werkzeug").setLevel(logging.ERROR)
STORES = ["moto", "s3s_fs"]


def pytest_collection_modifyitems(items):
    if not LITESTREAM.exists():
        for item in items:
            if "copy" in item.name:
                item.add_marker(pytest.mark.skip(reason="there is no Litestream for this machine on PyPI"))


@pytest.fixture(scope="session")
def moto():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture(scope="session")
def s3s_fs(tmp_path_factory):
    program = os.environ.get("FIRSTSTEP_S3S_FS") or shutil.which("s3s-fs")
    if not program:
        pytest.skip("there is no s3s-fs (cargo install s3s-fs --features binary)")
    folder, port = tmp_path_factory.mktemp("s3s-fs"), free_port()
    keys = ["--access-key", KEYS["AWS_ACCESS_KEY_ID"], "--secret-key", KEYS["AWS_SECRET_ACCESS_KEY"]]
    command = [program, "--host", "127.0.0.1", "--port", str(port), *keys, folder]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:

        def listens():
            assert server.poll() is None, "it ended"
            with socket.socket() as client:
                return client.connect_ex(("127.0.0.1", port)) == 0

        try:
            eventually("s3s-fs listens", listens)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


class Store:
    """A bucket of its own, how the program reaches it, and boto3's view of it."""

    def __init__(self, endpoint, bucket):
        self.endpoint, self.bucket = endpoint, bucket
        self.env = KEYS | {"AWS_ENDPOINT_URL_S3": endpoint, "AWS_REGION": "us-east-1"}
        self.client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            config=Config(request_checksum_calculation="when_required", response_checksum_validation="when_required"),
        )
        self.client.create_bucket(Bucket=bucket)
        self.url = f"s3://{bucket}/a/copy"

    def names(self, prefix=""):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [one["Key"] for page in pages for one in page.get("Contents", [])]

    def empty(self):
        for name in self.names():
            self.client.delete_object(Bucket=self.bucket, Key=name)

    def read(self, name):
        return self.client.get_object(Bucket=self.bucket, Key=name)["Body"].read()


def a_store(request, name):
    return Store(request.getfixturevalue(name), f"b-{uuid.uuid4().hex}")


@pytest.fixture(params=STORES)
def store(request):
    return a_store(request, request.param)


class Folder:
    """A folder on another disk, as it were."""

    def __init__(self, path):
        path.mkdir()
        self.url, self.env = str(path / "copy"), {}

    def empty(self):
        # Litestream may be writing there.
        shutil.rmtree(self.url, ignore_errors=True)


@pytest.fixture(params=["folder", *STORES])
def place(request, tmp_path):
    if request.param == "folder":
        return Folder(tmp_path / "disk")
    return a_store(request, request.param)
