"""A store, and whether Litestream is here."""

import logging
import shutil
import uuid

import boto3
import pytest
from moto.server import ThreadedMotoServer

from machines import KEYS, LITESTREAM

logging.getLogger("werkzeug").setLevel(logging.ERROR)


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


@pytest.fixture
def store(moto):
    return Store(moto, f"b-{uuid.uuid4().hex}")


class Folder:
    """A folder on another disk, as it were."""

    def __init__(self, path):
        path.mkdir()
        self.url, self.env = str(path / "copy"), {}

    def empty(self):
        # Litestream may be writing there.
        shutil.rmtree(self.url, ignore_errors=True)


@pytest.fixture(params=["folder", "store"])
def place(request, tmp_path):
    if request.param == "folder":
        return Folder(tmp_path / "disk")
    return request.getfixturevalue("store")
