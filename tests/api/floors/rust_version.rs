//! The Rust that README and `Cargo.toml` ask for.

use std::collections::HashSet;
use std::fs;
use std::process::Command;

use serde_json::Value;

use super::source::root;

/// What Cargo knows of the crates that are built for this machine.
fn metadata() -> Value {
    let host = Command::new("rustc").arg("-vV").output().expect("rustc");
    let host = String::from_utf8(host.stdout).expect("text");
    let host = host.lines().find_map(|line| line.strip_prefix("host: "));
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--locked", "--offline"]);
    cargo.args(["--filter-platform", host.expect("a host")]);
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    let told = cargo.output().expect("cargo");
    let said = String::from_utf8_lossy(&told.stderr);
    serde_json::from_slice(&told.stdout).unwrap_or_else(|_| panic!("{said}"))
}

/// "1.95.0" as numbers.
fn version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect();
    parts.resize(3, 0);
    parts
}

#[test]
fn every_crate_is_built_by_the_rust_that_is_asked_for() {
    let metadata = metadata();
    let nodes = metadata["resolve"]["nodes"].as_array().expect("nodes");
    let built: HashSet<&str> = nodes
        .iter()
        .filter_map(|node| node["id"].as_str())
        .collect();
    let packages = metadata["packages"].as_array().expect("packages");
    let wanted = packages
        .iter()
        .filter(|package| built.contains(package["id"].as_str().unwrap_or_default()))
        .filter_map(|package| Some((version(package["rust_version"].as_str()?), &package["name"])));
    let ours = env!("CARGO_PKG_RUST_VERSION");
    let (newest, name) = wanted.max_by(|a, b| a.0.cmp(&b.0)).expect("some");
    assert!(newest <= version(ours), "{name} needs Rust {newest:?}");
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    assert!(
        readme.contains(&format!("{ours} or newer")),
        "README asks for another Rust"
    );
}
