//! The Open Inference Protocol, as clients of model servers speak it.

use serde_json::{Value, json};

use crate::common::{Reply, SignedIn, TestServer};
use crate::samples;

const INFER: &str = "/v2/models/personality/infer";

fn documented() -> Vec<Value> {
    let answers = samples::documented_answers();
    answers["input"].as_array().expect("a list").clone()
}

fn input(shape: [i64; 2], datatype: &str, data: &Value) -> Value {
    json!({"inputs": [{"name": "answers", "shape": shape, "datatype": datatype, "data": data}]})
}

fn infer(server: &TestServer, who: &SignedIn, body: &Value) -> Reply {
    server.post(INFER).token(&who.token).json(body).send()
}

#[test]
fn health_and_metadata_are_open() {
    let server = TestServer::start();
    let get = |path: &str| server.get(path).send().expect(200).json();
    assert_eq!(get("/v2/health/live"), json!({"live": true}));
    assert_eq!(get("/v2/health/ready"), json!({"ready": true}));
    assert_eq!(get("/v2")["name"], "firststep");
    assert_eq!(
        get("/v2/models/personality/ready"),
        json!({"name": "personality", "ready": true})
    );
    let model = get("/v2/models/personality");
    assert_eq!(
        model["inputs"],
        json!([{"name": "answers", "datatype": "INT8", "shape": [-1, 60]}])
    );
    assert_eq!(model["outputs"][0]["shape"], json!([-1, 16]));
    let reply = server.get("/v2/models/another").send().expect(404);
    assert!(reply.json()["error"].is_string());
}

#[test]
fn rows_are_inferred_as_one_predicts_them() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let predicted = server.post("/api/predict?keep=false").token(&ann.token);
    let predicted = predicted
        .json(&samples::documented_answers())
        .send()
        .expect(200)
        .json();
    let (row, zeros) = (documented(), vec![json!(0); 60]);
    let flat = [row.clone(), zeros.clone()].concat();
    for (datatype, data) in [("INT8", json!(flat)), ("INT64", json!([row, zeros]))] {
        let mut body = input([2, 60], datatype, &data);
        body["id"] = json!("7f");
        let told = infer(&server, &ann, &body).expect(200).json();
        assert_eq!(
            (&told["model_name"], &told["id"]),
            (&json!("personality"), &json!("7f"))
        );
        let chances = &told["outputs"][0];
        assert_eq!(chances["shape"], json!([2, 16]));
        let labels = predicted["probabilities"].as_object().expect("an object");
        let first: Vec<&Value> = chances["data"].as_array().expect("a list")[..16]
            .iter()
            .collect();
        assert_eq!(first, labels.values().collect::<Vec<_>>());
        let names = &told["outputs"][1];
        assert_eq!(
            (&names["datatype"], &names["data"][0]),
            (&json!("BYTES"), &json!("INFJ"))
        );
    }
    let reals: Vec<f64> = row
        .iter()
        .map(|value| value.as_f64().expect("a number"))
        .collect();
    let mut body = input([1, 60], "FP32", &json!(reals));
    body["outputs"] = json!([{"name": "label"}]);
    let told = infer(&server, &ann, &body).expect(200).json();
    assert_eq!(
        told["outputs"],
        json!([{"name": "label", "shape": [1], "datatype": "BYTES", "data": ["INFJ"]}])
    );
}

#[test]
fn nobody_infers_without_signing_in() {
    let server = TestServer::start();
    let body = input([1, 60], "INT8", &json!(documented()));
    let reply = server.post(INFER).json(&body).send().expect(401);
    assert_eq!(reply.json(), json!({"error": "missing bearer token"}));
}

#[test]
fn what_is_wrong_is_told() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let good = json!(documented());
    let mut named = input([1, 60], "INT8", &good);
    named["inputs"][0]["name"] = json!("pixels");
    let mut wanted = input([1, 60], "INT8", &good);
    wanted["outputs"] = json!([{"name": "logits"}]);
    for (body, part) in [
        (named, "answers"),
        (wanted, "probabilities, label"),
        (input([1, 60], "BYTES", &good), "INT8"),
        (input([2, 60], "INT8", &good), "120 elements"),
        (input([1, 61], "INT8", &good), "60 elements"),
        (input([-1, 60], "INT8", &good), "60 elements"),
        (input([0, 60], "INT8", &json!([])), "60 elements"),
        (input([1, 60], "INT8", &json!(vec![4; 60])), "from -3 to 3"),
        (
            input([1, 60], "FP32", &json!(vec![0.5; 60])),
            "from -3 to 3",
        ),
        (
            input([1, 60], "INT8", &json!(vec!["1"; 60])),
            "from -3 to 3",
        ),
        (
            input([65, 60], "INT8", &json!(vec![0; 65 * 60])),
            "at most 3840",
        ),
        (json!({"inputs": []}), "inputs"),
        (json!({}), "inputs is missing"),
    ] {
        let reply = infer(&server, &ann, &body).expect(400);
        let told = reply.json()["error"]
            .as_str()
            .expect("a sentence")
            .to_owned();
        assert!(told.contains(part), "{told}: no {part}");
    }
}

#[test]
fn the_announced_version_is_there_and_no_other() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let get = |path: String| server.get(&path).send();
    let model = get("/v2/models/personality".to_owned()).expect(200).json();
    let version = model["versions"][0].as_str().expect("a version").to_owned();
    for rest in ["", "/ready", "/config"] {
        let plain = get(format!("/v2/models/personality{rest}")).expect(200);
        let announced = format!("/v2/models/personality/versions/{version}{rest}");
        assert_eq!(get(announced).told(), plain.told());
        for other in [
            "1",
            "latest",
            &version.to_uppercase(),
            &format!("{version}0"),
        ] {
            let reply = get(format!("/v2/models/personality/versions/{other}{rest}")).expect(404);
            assert_eq!(reply.json(), json!({"error": "Model version not found"}));
        }
    }
    let body = input([1, 60], "INT8", &json!(documented()));
    let infer = |version: &str| {
        let path = format!("/v2/models/personality/versions/{version}/infer");
        server.post(&path).token(&ann.token).json(&body).send()
    };
    assert_eq!(infer(&version).expect(200).json()["model_version"], version);
    infer("1").expect(404);
}

const JSON_LENGTH: &str = "Inference-Header-Content-Length";

/// A body of JSON with bytes behind it.
fn infer_bytes(server: &TestServer, who: &SignedIn, head: &Value, tensors: &[u8]) -> Reply {
    let head = head.to_string();
    let length = head.len().to_string();
    let body = [head.as_bytes(), tensors].concat();
    let ask = server.post(INFER).token(&who.token);
    ask.header(JSON_LENGTH, &length)
        .body("application/octet-stream", body)
        .send()
}

fn claims(size: i64) -> Value {
    json!({"inputs": [{"name": "answers", "shape": [1, 60], "datatype": "INT8",
        "parameters": {"binary_data_size": size}}]})
}

fn bytes() -> Vec<u8> {
    let answers = documented();
    let one = |value: &Value| value.as_i64().expect("a number").to_le_bytes()[0];
    answers.iter().map(one).collect()
}

#[test]
fn tensors_go_as_bytes_both_ways() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let plain = infer(&server, &ann, &input([1, 60], "INT8", &json!(documented())));
    let plain = plain.expect(200).json();
    // In as bytes, out as JSON.
    let reply = infer_bytes(&server, &ann, &claims(60), &bytes()).expect(200);
    assert_eq!(reply.header(JSON_LENGTH), None);
    assert_eq!(reply.json(), plain);
    // All out as bytes, but for the one that says otherwise.
    let mut head = claims(60);
    head["parameters"] = json!({"binary_data_output": true});
    head["outputs"] = json!([
        {"name": "label"},
        {"name": "probabilities", "parameters": {"binary_data": false}},
    ]);
    let reply = infer_bytes(&server, &ann, &head, &bytes()).expect(200);
    assert_eq!(
        reply.header("Content-Type"),
        Some("application/octet-stream")
    );
    let length = reply.header(JSON_LENGTH).expect("a length");
    let (json, rest) = reply.body.split_at(length.parse().expect("a number"));
    let told: Value = serde_json::from_slice(json).expect("JSON");
    assert_eq!(rest, b"\x04\0\0\0INFJ");
    assert_eq!(
        told["outputs"][0],
        json!({"name": "label", "shape": [1], "datatype": "BYTES", "parameters": {"binary_data_size": 8}})
    );
    assert_eq!(told["outputs"][1], plain["outputs"][0]);
    head["outputs"] = json!([{"name": "probabilities"}]);
    let reply = infer_bytes(&server, &ann, &head, &bytes()).expect(200);
    let length = reply.header(JSON_LENGTH).expect("a length");
    let (_, rest) = reply.body.split_at(length.parse().expect("a number"));
    let chances: Vec<f32> = rest
        .as_chunks::<4>()
        .0
        .iter()
        .map(|chunk| f32::from_le_bytes(*chunk))
        .collect();
    let expected: Vec<f32> =
        serde_json::from_value(plain["outputs"][0]["data"].clone()).expect("numbers");
    assert_eq!(chances, expected);
}

#[test]
fn bytes_that_are_not_what_they_claim_are_refused() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let told = |reply: Reply| {
        let reply = reply.expect(400);
        reply.json()["error"].as_str().expect("a text").to_owned()
    };
    let size = "inputs[0].parameters.binary_data_size";
    for (claimed, sent, part) in [
        (61, 60, size),
        (i64::MAX, 60, size),
        (-1, 60, size),
        (59, 60, "binary data must have at most 59 bytes"),
        (59, 59, "data must have 60 elements"),
        (0, 0, "inputs.data must have 60 elements"),
        (61, 61, "inputs.data must have 60 elements"),
    ] {
        let mut tensors = bytes();
        tensors.resize(sent, 0);
        let said = told(infer_bytes(&server, &ann, &claims(claimed), &tensors));
        assert!(said.contains(part), "{claimed} {sent}: {said}");
    }
    let raw = |length: &str| {
        let body = [claims(60).to_string().as_bytes(), &bytes()].concat();
        let ask = server
            .post(INFER)
            .token(&ann.token)
            .header(JSON_LENGTH, length);
        ask.body("application/octet-stream", body).send()
    };
    for length in ["x", "-1", "999999", "99999999999999999999999"] {
        assert!(told(raw(length)).contains(JSON_LENGTH), "{length}");
    }
    for length in ["0", "10"] {
        raw(length).expect(400);
    }
    let mut both = input([1, 60], "INT8", &json!(documented()));
    both["inputs"][0]["parameters"] = json!({"binary_data_size": 60});
    assert!(told(infer_bytes(&server, &ann, &both, &bytes())).contains("inputs.data"));
    assert!(told(infer(&server, &ann, &claims(60))).contains(size));
    let mut neither = claims(60);
    neither["inputs"][0]["parameters"] = json!({});
    assert!(told(infer(&server, &ann, &neither)).contains("inputs.data is missing"));
    let ask = server
        .post(INFER)
        .token(&ann.token)
        .header(JSON_LENGTH, "2");
    ask.body("text/plain", "{}").send().expect(415);
}

#[test]
fn parameters_that_are_not_supported_are_named() {
    let server = TestServer::start();
    let ann = server.newcomer("ann@example.com");
    let refused = |body: &Value, name: &str| {
        let reply = infer(&server, &ann, body).expect(400);
        let told = reply.json()["error"].as_str().expect("a text").to_owned();
        assert!(told.contains(name), "{told}: no {name}");
    };
    let good = input([1, 60], "INT8", &json!(documented()));
    for name in [
        "sequence_id",
        "sequence_start",
        "priority",
        "timeout",
        "mood",
    ] {
        let mut body = good.clone();
        body["parameters"] = json!({name: 1});
        refused(&body, name);
    }
    for name in ["shared_memory_region", "shared_memory_byte_size"] {
        let mut body = good.clone();
        body["inputs"][0]["parameters"] = json!({name: 1});
        refused(&body, name);
    }
    for name in ["classification", "shared_memory_region"] {
        let mut body = good.clone();
        body["outputs"] = json!([{"name": "label", "parameters": {name: 3}}]);
        refused(&body, name);
    }
}
