//! The page at a shared result's address, with what a link's preview shows: messengers run no scripts.

use std::fmt::Write as _;

use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::language::Language;
use crate::http::assets::{PageAbout, page_about};
use crate::http::call::{Base, Path};
use crate::http::route::{Route, get};
use crate::services::personality::{self, Shared};

/// The routes.
pub(crate) fn routes() -> Vec<Route> {
    let route = get("/shared/{key}", preview)
        .about("The page at a shared result, with what previews of its link show");
    vec![route]
}

/// A link that leads nowhere gets the page as well, which says so, with the status for who doesn't run it.
fn preview(
    app: &App,
    Path(key): Path<String>,
    Base(base): Base,
    language: Language,
) -> Result<PageAbout, Fault> {
    let (head, status) = match personality::shared(app, &key) {
        Ok(shared) => (
            head(&shared, &format!("{base}/shared/{key}"), &base, language),
            200,
        ),
        Err(Fault::NotFound(_)) => (String::new(), 404),
        Err(fault) => return Err(fault),
    };
    Ok(page_about(&head, status))
}

/// What Open Graph (<https://ogp.me>) has of a page. The result is its owner's: no search engine is to keep it.
fn head(shared: &Shared, address: &str, base: &str, language: Language) -> String {
    let (title, text) = said(shared, language);
    let mut head = "<meta name=\"robots\" content=\"noindex\">\n".to_owned();
    for (property, content) in [
        ("og:site_name", "FirstStep"),
        ("og:type", "website"),
        ("og:title", &title),
        ("og:description", text),
        ("og:url", address),
        ("og:image", &format!("{base}/static/icon-512.png")),
        ("og:image:width", "512"),
        ("og:image:height", "512"),
        (
            "og:locale",
            match language {
                Language::Indonesian => "id_ID",
                Language::English => "en_GB",
            },
        ),
    ] {
        let content = escaped(content);
        writeln!(head, "<meta property=\"{property}\" content=\"{content}\">").expect("memory");
    }
    head.push_str("<meta name=\"twitter:card\" content=\"summary\">\n");
    head
}

/// The title and the text beneath it. A guess isn't passed around as a type.
fn said(shared: &Shared, language: Language) -> (String, &'static str) {
    let name = shared.account.name.front.as_str();
    let prediction = &shared.share.outcome.prediction;
    let of = prediction
        .oddity
        .is_none()
        .then(|| prediction.persona.label());
    let (mut title, text) = match (language, name) {
        (Language::Indonesian, "") => ("Hasil yang dibagikan".to_owned(), ID),
        (Language::Indonesian, name) => (format!("Hasil {name}"), ID),
        (Language::English, "") => ("A shared result".to_owned(), EN),
        (Language::English, name) => (format!("{name}’s result"), EN),
    };
    if let Some(label) = of {
        title = format!("{title}: {label}");
    }
    (title, text)
}

const ID: &str = "Kuis kepribadian berisi 60 pernyataan yang mengatakan seberapa yakin hasilnya. \
                  Coba sendiri: sekitar sepuluh menit, tanpa akun.";
const EN: &str = "A personality quiz of 60 statements that says how sure its result is. \
                  Take it yourself: about ten minutes, no account needed.";

/// A text within an attribute's double quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
