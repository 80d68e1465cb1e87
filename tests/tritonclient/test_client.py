"""Triton's own client against the built server: what it asks with its defaults, and what it can be told.

    pytest tests/tritonclient
"""

import json
import os
import pathlib
import subprocess
import urllib.request

import numpy
import pytest
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parent.parent / (os.environ.get("CARGO_TARGET_DIR") or "target")

MODEL = "personality"
# What FirstStep's document shows, with its label.
DOCUMENTED = [
    0, 0, 1, 2, -1, 2, 1, 0, 1, 0, 0, 0, 3, 1, -1, 0, 0, 2, -1, 2, 0, 0, 0, 0, 3, 1, -2, 0, -3, -1,
    1, 0, -1, 0, -1, 3, 1, 2, 0, 1, 1, -2, -1, -1, -1, 0, 0, 0, -1, -1, 0, 1, 0, 0, 2, 0, 0, 1, 2, 1,
]
LABEL = b"INFJ"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A server on a free port, by its address."""
    command = [TARGET / "release" / "firststep", "--port", "0", "--bcrypt-cost", "10", "--log-level", "warn"]
    folder = tmp_path_factory.mktemp("data")
    server = subprocess.Popen([*command, "--data-dir", folder], stdout=subprocess.PIPE, text=True)
    try:
        lines = (line.split() for line in server.stdout)
        yield next(words[1] for words in lines if words[:1] == ["Open"])
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        finally:
            server.kill()  # where it didn't end: nobody else does it


def post(url, fields):
    request = urllib.request.Request(url, json.dumps(fields).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply)


@pytest.fixture(scope="module")
def token(url):
    """The token of somebody signed up for this."""
    fields = {"email": "ayu@example.com", "password": "password123"}
    post(f"{url}/api/register", {"frontName": "Ayu", "lastName": "", **fields})
    return post(f"{url}/api/login", fields)["loginResult"]["token"]


@pytest.fixture
def headers(token):
    """Credentials; a test has headers of its own, as the client writes its own into them."""
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def client(url):
    client = triton.InferenceServerClient(url.split("//")[1])
    yield client
    client.close()


def answers(rows, datatype="INT8", kind=numpy.int8, **how):
    given = triton.InferInput("answers", [len(rows), 60], datatype)
    given.set_data_from_numpy(numpy.array(rows, kind), **how)
    return given


def test_readiness_and_metadata(client):
    assert client.is_server_live() and client.is_server_ready()
    server = client.get_server_metadata()
    assert "binary_tensor_data" in server["extensions"]
    model = client.get_model_metadata(MODEL)
    config = client.get_model_config(MODEL)
    assert [one["name"] for one in config["output"]] == [one["name"] for one in model["outputs"]]
    (version,) = model["versions"]
    assert client.is_model_ready(MODEL) and client.is_model_ready(MODEL, version)
    assert client.get_model_metadata(MODEL, version) == model
    assert client.get_model_config(MODEL, version) == config


def test_other_models_and_versions_are_not_there(client, headers):
    for name, version in [("another", ""), (MODEL, "1")]:
        assert not client.is_model_ready(name, version)
        for ask in (client.get_model_metadata, client.get_model_config):
            with pytest.raises(InferenceServerException) as refused:
                ask(name, version)
            assert refused.value.status() == "404"
        with pytest.raises(InferenceServerException) as refused:
            client.infer(name, [answers([DOCUMENTED])], model_version=version, headers=headers)
        assert refused.value.status() == "404"


def test_its_defaults_are_bytes_both_ways(client, headers):
    (version,) = client.get_model_metadata(MODEL)["versions"]
    rows = [DOCUMENTED, [0] * 60]
    for asked in ("", version):
        result = client.infer(MODEL, [answers(rows)], model_version=asked, request_id="7", headers=headers)
        told = result.get_response()
        assert (told["id"], told["model_version"]) == ("7", version)
        assert all("data" not in output for output in told["outputs"])
        chances = result.as_numpy("probabilities")
        assert (chances.dtype, chances.shape) == (numpy.float32, (2, 16))
        assert numpy.allclose(chances.sum(axis=1), 1, atol=1e-5)
        assert result.as_numpy("label")[0] == LABEL


@pytest.mark.parametrize(("datatype", "kind"), [
    ("INT8", numpy.int8), ("INT16", numpy.int16), ("INT32", numpy.int32), ("INT64", numpy.int64),
    ("FP32", numpy.float32), ("FP64", numpy.float64),
])
@pytest.mark.parametrize("as_bytes", [True, False])
def test_every_datatype(client, headers, datatype, kind, as_bytes):
    given = answers([DOCUMENTED], datatype, kind, binary_data=as_bytes)
    assert client.infer(MODEL, [given], headers=headers).as_numpy("label")[0] == LABEL


def test_outputs_as_they_are_wanted(client, headers):
    whole = client.infer(MODEL, [answers([DOCUMENTED])], headers=headers)
    for chances_as_bytes in (True, False):
        for label_as_bytes in (True, False):
            wanted = [
                triton.InferRequestedOutput("label", binary_data=label_as_bytes),
                triton.InferRequestedOutput("probabilities", binary_data=chances_as_bytes),
            ]
            result = client.infer(MODEL, [answers([DOCUMENTED])], outputs=wanted, headers=headers)
            label, chances = result.get_response()["outputs"]
            assert (label["name"], "data" in label) == ("label", not label_as_bytes)
            assert (chances["name"], "data" in chances) == ("probabilities", not chances_as_bytes)
            assert numpy.allclose(result.as_numpy("probabilities"), whole.as_numpy("probabilities"))
            # In JSON a BYTES element is text, as bytes it is bytes.
            assert result.as_numpy("label")[0] in (LABEL, LABEL.decode())


@pytest.mark.parametrize("direction", ["request", "response"])
@pytest.mark.parametrize("algorithm", ["gzip", "deflate"])
def test_compression(client, headers, algorithm, direction):
    wanted = {f"{direction}_compression_algorithm": algorithm}
    result = client.infer(MODEL, [answers([DOCUMENTED] * 64)], headers=headers, **wanted)
    assert list(result.as_numpy("label")) == [LABEL] * 64


@pytest.mark.parametrize(("named", "options"), [
    ("sequence_id", {"sequence_id": 5}),
    ("priority", {"priority": 1}),
    ("timeout", {"timeout": 1000}),
    ("mood", {"parameters": {"mood": "good"}}),
    ("classification", {"outputs": [triton.InferRequestedOutput("label", class_count=3)]}),
])
def test_what_is_not_supported_is_named(client, headers, named, options):
    with pytest.raises(InferenceServerException) as refused:
        client.infer(MODEL, [answers([DOCUMENTED])], headers=headers, **options)
    assert refused.value.status() == "400"
    assert named in refused.value.message()


def test_shared_memory_is_named(client, headers):
    given = triton.InferInput("answers", [1, 60], "INT8")
    given.set_shared_memory("region", 60)
    wanted = triton.InferRequestedOutput("label")
    wanted.set_shared_memory("region", 60)
    for inputs, outputs in [([given], None), ([answers([DOCUMENTED])], [wanted])]:
        with pytest.raises(InferenceServerException) as refused:
            client.infer(MODEL, inputs, outputs=outputs, headers=headers)
        assert refused.value.status() == "400"
        assert "shared_memory" in refused.value.message()


def test_wrong_names_shapes_and_values(client, headers):
    def named(name):
        given = triton.InferInput(name, [1, 60], "INT8")
        given.set_data_from_numpy(numpy.zeros((1, 60), numpy.int8))
        return given

    narrow = triton.InferInput("answers", [1, 59], "INT8")
    narrow.set_data_from_numpy(numpy.zeros((1, 59), numpy.int8))
    outputs = [triton.InferRequestedOutput("mood")]
    for inputs, wanted, place in [
        ([named("questions")], None, "inputs.name"),
        ([narrow], None, "inputs.data"),
        ([answers([[0] * 60] * 65)], None, "inputs.data"),
        ([answers([[0.5] * 60], "FP32", numpy.float32)], None, "inputs.data"),
        ([answers([[4] * 60])], None, "data"),
        ([answers([DOCUMENTED]), named("more")], None, "inputs"),
        ([answers([DOCUMENTED])], outputs, "outputs.name"),
    ]:
        with pytest.raises(InferenceServerException) as refused:
            client.infer(MODEL, inputs, outputs=wanted, headers=headers)
        assert refused.value.status() == "400", place
        assert place in refused.value.message()


def test_nobody_infers_without_a_token(client):
    with pytest.raises(InferenceServerException) as refused:
        client.infer(MODEL, [answers([DOCUMENTED])])
    assert refused.value.status() == "401"
