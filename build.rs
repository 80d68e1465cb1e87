//! Compresses the page's files and the scripts of the documentation once, so
//! that the binary carries them ready to send.

use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=static");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut assets = Vec::new();
    collect(Path::new("static"), "", &mut assets);
    assets.sort();
    let list = list(&assets);
    assets.push(("files.json".into(), list.into_bytes()));
    assets.extend(documentation());
    assets.sort();
    let mut table = String::from("[\n");
    for (at, (name, bytes)) in assets.iter().enumerate() {
        let file = out.join(format!("{at}.gz"));
        fs::write(&file, compress(bytes)).expect("the build's folder can be written to");
        writeln!(
            table,
            "    Asset {{ name: {name:?}, gzip: include_bytes!({:?}) }},",
            file.display().to_string()
        )
        .expect("memory");
    }
    table.push_str("]\n");
    fs::write(out.join("assets.rs"), table).expect("the build's folder can be written to");
}

/// Every file below a folder, by its path from there.
fn collect(folder: &Path, prefix: &str, assets: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("static/ is there") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a plain name");
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), assets);
        } else {
            assets.push((format!("{prefix}{name}"), fs::read(&path).expect("a file")));
        }
    }
}

/// What the page's service worker keeps: the page's files, and a version that
/// changes with any of them.
fn list(assets: &[(String, Vec<u8>)]) -> String {
    let mut hasher = DefaultHasher::new();
    assets.hash(&mut hasher);
    let kept = |name: &&str| name.starts_with("app/") || PAGE.contains(name);
    let names = assets.iter().map(|(name, _)| name.as_str()).filter(kept);
    let paths: Vec<String> = names.map(|name| format!("\"/static/{name}\"")).collect();
    let version = hasher.finish();
    format!(
        "{{\"version\":\"{version:016x}\",\"files\":[{}]}}\n",
        paths.join(",")
    )
}

/// The page's files besides those in `app/`.
const PAGE: [&str; 2] = ["firststep.webmanifest", "icon.svg"];

fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// Swagger UI and ReDoc, cut out of the pages that `aide` makes of them: those
/// carry their scripts inline, which our content security policy forbids.
fn documentation() -> Vec<(String, Vec<u8>)> {
    let swagger = aide::swagger::Swagger::new("").html();
    let redoc = aide::redoc::Redoc::new("").html();
    let redoc = between(&redoc, "<script>", "Redoc.init(\"\"");
    // The one thing ReDoc would fetch from the network: its maker's logo.
    let logo = "https://cdn.redoc.ly/redoc/logo-mini.svg";
    assert!(redoc.contains(logo), "ReDoc's logo is elsewhere now");
    vec![
        (
            "docs/swagger-ui.js".into(),
            between(&swagger, "<script>", "</script>\n").into(),
        ),
        (
            "docs/swagger-ui.css".into(),
            between(&swagger, "<style>", "</style>").into(),
        ),
        (
            "docs/redoc.js".into(),
            redoc.replace(logo, "/static/icon.svg").into(),
        ),
    ]
}

fn between<'text>(text: &'text str, start: &str, end: &str) -> &'text str {
    let from = text.find(start).expect("the page has this part") + start.len();
    let length = text[from..].find(end).expect("the part ends");
    &text[from..from + length]
}
