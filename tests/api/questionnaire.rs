//! The questionnaire by its rules, the types by theirs, and the model by what it says of both.

mod claims;
mod model;
mod portraits;
mod statements;
mod types;

use serde_json::Value;

/// A JSON file of the repository.
fn file(path: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(path).expect("the file");
    serde_json::from_str(&text).expect("JSON")
}

/// The key as the questionnaire's description prints it: +1 where agreeing speaks for E, S, T or J.
const KEY: [i64; 60] = [
    1, 1, -1, 1, 1, -1, -1, 1, -1, 1, 1, -1, -1, -1, 1, -1, 1, -1, 1, 1, -1, 1, -1, 1, -1, -1, 1,
    -1, 1, 1, -1, -1, 1, -1, 1, 1, -1, -1, -1, 1, -1, 1, 1, -1, 1, -1, 1, -1, 1, 1, -1, 1, -1, 1,
    -1, -1, 1, -1, -1, 1,
];

/// The poles in the order of the positions: 1 = E/I, 2 = S/N, 3 = T/F, 0 = J/P.
const POLES: [[char; 2]; 4] = [['E', 'I'], ['S', 'N'], ['T', 'F'], ['J', 'P']];
