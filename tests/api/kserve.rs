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
