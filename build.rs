//! Compresses the page's files and the scripts of the documentation once, so
//! that the binary carries them ready to send; and finds out which commit and
//! which model the binary is made of, for `--version`.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

/// What goes into the binary. A change of any of it makes a build one of no commit.
const INPUTS: [&str; 8] = [
    "Cargo.lock",
    "Cargo.toml",
    "build.rs",
    "model/personality.tflite",
    "schema.sql",
    "seed",
    "src",
    "static",
];

fn main() {
    for input in INPUTS {
        println!("cargo::rerun-if-changed={input}");
    }
    println!("cargo::rustc-env=FIRSTSTEP_BUILD_COMMIT={}", commit());
    let model = fs::read("model/personality.tflite").expect("the model is there");
    println!("cargo::rustc-env=FIRSTSTEP_BUILD_MODEL={}", sha256(&model));
    assets();
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "windows") {
        icon_and_version();
    }
}

/// The commit, as `FIRSTSTEP_COMMIT` or git says it, or `cargo package` noted it beside what it packed.
fn commit() -> String {
    println!("cargo::rerun-if-env-changed=FIRSTSTEP_COMMIT");
    let given = std::env::var("FIRSTSTEP_COMMIT").unwrap_or_default();
    if !given.is_empty() {
        return given;
    }
    // Not a repository around ours, in which somebody unpacked an archive.
    let ours = Path::new(".git").exists();
    ours.then(asked_of_git)
        .flatten()
        .or_else(noted_by_cargo)
        .unwrap_or_else(|| "unknown".to_owned())
}

/// Twelve digits of the commit, and whether what is built differs from it.
fn asked_of_git() -> Option<String> {
    // What git writes when HEAD moves, in a worktree of its own as well. A name that isn't there would
    // have us run again each time.
    let branch = git(&["symbolic-ref", "--quiet", "HEAD"]).unwrap_or_default();
    for name in ["HEAD", "logs/HEAD", "packed-refs", &branch] {
        let path = git(&["rev-parse", "--git-path", name]).filter(|path| Path::new(path).is_file());
        if let Some(path) = path {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    let mut status = vec!["status", "--porcelain", "--"];
    status.extend(INPUTS);
    let changes = if git(&status)?.is_empty() {
        ""
    } else {
        "+changes"
    };
    Some(format!("{commit}{changes}"))
}

/// The same as `cargo package` has it: `{"git": {"sha1": "…", "dirty": true}, …}`.
fn noted_by_cargo() -> Option<String> {
    let note = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let commit = note.split('"').skip_while(|part| *part != "sha1").nth(2)?;
    let changes = if note.contains("\"dirty\": true") {
        "+changes"
    } else {
        ""
    };
    Some(format!("{}{changes}", commit.get(..12)?))
}

/// What git prints; `None` if it isn't there, or refuses.
fn git(arguments: &[&str]) -> Option<String> {
    // It would else write into the index, which others may be using.
    let output = Command::new("git")
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim_end().to_owned())
}

fn sha256(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        write!(text, "{byte:02x}").expect("memory");
    }
    text
}

/// What Windows shows of a program: its icon, its name, its version. Without a compiler of resources it has none.
fn icon_and_version() {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let version = env!("CARGO_PKG_VERSION");
    let numbers = format!("{},0", version.replace('.', ","));
    fs::write(out.join("firststep.ico"), icon()).expect("the build's folder can be written to");
    let script = format!(
        r#"1 ICON "firststep.ico"
1 VERSIONINFO
FILEVERSION {numbers}
PRODUCTVERSION {numbers}
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904B0"
    BEGIN
      VALUE "FileDescription", "FirstStep"
      VALUE "ProductName", "FirstStep"
      VALUE "FileVersion", "{version}"
      VALUE "ProductVersion", "{version}"
      VALUE "LegalCopyright", "MIT licence"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x409, 1200
  END
END
"#
    );
    fs::write(out.join("firststep.rc"), script).expect("the build's folder can be written to");
    let compiled = ["x86_64-w64-mingw32-windres", "windres"]
        .iter()
        .any(|windres| {
            let mut command = Command::new(windres);
            command
                .args(["firststep.rc", "firststep.res.o"])
                .current_dir(&out);
            command.status().is_ok_and(|status| status.success())
        });
    if compiled {
        let object = out.join("firststep.res.o");
        println!("cargo::rustc-link-arg-bins={}", object.display());
    } else {
        println!("cargo::warning=no windres: the program has no icon");
    }
}

/// The sides of the icon's images, each a divisor of the page's icon's.
const SIDES: [usize; 6] = [96, 64, 48, 32, 24, 16];

/// The page's icon as an .ico file. Of PNGs Windows takes those with 32 bits a pixel alone, and of few programs: its images
/// are bitmaps.
fn icon() -> Vec<u8> {
    let pixels = Pixels::of(&fs::read("static/icon-192.png").expect("the icon is there"));
    let images = SIDES.map(|side| pixels.bitmap(side));
    let small = |number: usize| u8::try_from(number).expect("small");
    let mut icon = vec![0, 0, 1, 0, small(SIDES.len()), 0];
    let mut begins = icon.len() + 16 * SIDES.len();
    for (side, image) in SIDES.into_iter().zip(&images) {
        // No palette, one plane of 32 bits.
        icon.extend([small(side), small(side), 0, 0, 1, 0, 32, 0]);
        icon.extend(four_bytes(image.len()));
        icon.extend(four_bytes(begins));
        begins += image.len();
    }
    icon.extend(images.concat());
    icon
}

fn four_bytes(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("small").to_le_bytes()
}

/// A square picture: blue, green, red and how opaque, row by row.
struct Pixels {
    side: usize,
    all: Vec<[u8; 4]>,
}

impl Pixels {
    /// Of a PNG as `.ci/icons` draws it: with a palette, and without filters.
    fn of(png: &[u8]) -> Self {
        let chunk = |name: &[u8]| {
            let at = png.windows(4).position(|four| four == name);
            let at = at.expect("the PNG has this part");
            let length = <[u8; 4]>::try_from(&png[at - 4..at]).expect("four bytes");
            &png[at + 4..][..u32::from_be_bytes(length) as usize]
        };
        let (palette, opaque) = (chunk(b"PLTE"), chunk(b"tRNS"));
        let side = u32::from_be_bytes(chunk(b"IHDR")[..4].try_into().expect("four bytes"));
        let side = side as usize;
        let mut rows = Vec::new();
        let inflated = ZlibDecoder::new(chunk(b"IDAT")).read_to_end(&mut rows);
        inflated.expect("a whole PNG");
        let colour = |shade: &u8| {
            let at = usize::from(*shade);
            let [red, green, blue]: [u8; 3] =
                palette[3 * at..][..3].try_into().expect("three bytes");
            [blue, green, red, opaque.get(at).copied().unwrap_or(255)]
        };
        let rows = rows.chunks_exact(side + 1);
        let all = rows
            .flat_map(|row| {
                assert_eq!(row[0], 0, "a filter");
                row[1..].iter().map(colour)
            })
            .collect();
        Self { side, all }
    }

    /// An icon's bitmap of this side, from the lowest row up, and a mask of nothing.
    fn bitmap(&self, side: usize) -> Vec<u8> {
        let step = self.side / side;
        let mut bitmap = Vec::new();
        // Both heights, of the picture and of the mask; one plane of 32 bits.
        for number in [40, side, 2 * side, (32 << 16) | 1, 0, 0, 0, 0, 0, 0] {
            bitmap.extend(four_bytes(number));
        }
        for y in (0..side).rev() {
            for x in 0..side {
                bitmap.extend(self.average(x * step, y * step, step));
            }
        }
        bitmap.resize(bitmap.len() + side * side.div_ceil(32) * 4, 0);
        bitmap
    }

    /// What a square looks like from afar.
    fn average(&self, left: usize, top: usize, side: usize) -> [u8; 4] {
        std::array::from_fn(|part| {
            let rows = (top..top + side).map(|y| &self.all[y * self.side + left..][..side]);
            let sum: usize = rows.flatten().map(|pixel| usize::from(pixel[part])).sum();
            u8::try_from(sum / (side * side)).expect("an average of bytes")
        })
    }
}

fn assets() {
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
    let mut hasher = Sha256::new();
    for (name, bytes) in assets {
        hasher.update(sha256(name.as_bytes()));
        hasher.update(sha256(bytes));
    }
    let kept = |name: &&str| name.starts_with("app/") || PAGE.contains(name);
    let names = assets.iter().map(|(name, _)| name.as_str()).filter(kept);
    let paths: Vec<String> = names.map(|name| format!("\"/static/{name}\"")).collect();
    let version = &sha256(&hasher.finalize())[..16];
    format!(
        "{{\"version\":\"{version}\",\"files\":[{}]}}\n",
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
