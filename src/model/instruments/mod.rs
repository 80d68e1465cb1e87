//! Other questionnaires than the sixty: a folder with a manifest, a key and texts, scored by its key alone.

mod folder;
mod key;
mod manifest;
mod remark;
mod source;
mod texts;
mod tree;
mod walk;

use serde::{Deserialize, Serialize};

use crate::domain::instrument::{InstrumentKey, Keyed};
use crate::domain::language::Language;
use crate::platform::digest::sha256;

pub(crate) use folder::{Checked, check, load};
pub(crate) use remark::Remark;
pub(crate) use source::{EXAMPLE, write_new};

/// An instrument that can be answered.
#[derive(Debug, Clone)]
pub struct Instrument {
    content: Content,
    key: InstrumentKey,
    document: String,
    hash: String,
}

/// What an instrument is made of. It is written down beside the first result, so that a result stays readable when the
/// folder changes or goes; its hash is what tells two versions apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Content {
    /// The version of this form.
    pub format: u32,
    /// What programs call it.
    pub id: String,
    /// Its maker's name for this version.
    pub version: String,
    /// How many points a statement is answered with.
    pub points: u8,
    /// The scales' ids.
    pub scales: Vec<String>,
    /// The statements, in the order in which they are shown.
    pub statements: Vec<Statement>,
    /// In Indonesian.
    pub indonesian: Option<Texts>,
    /// In English.
    pub english: Option<Texts>,
}

/// A statement without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Statement {
    /// Its id.
    pub id: String,
    /// Which scale it counts for, from 0.
    pub scale: usize,
    /// Whether agreement counts for the scale's high end.
    pub toward_high: bool,
}

/// What people read, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Texts {
    /// What it is called.
    pub title: String,
    /// What it asks about.
    pub about: String,
    /// Who made it, and under which terms it may be used.
    pub credit: Option<String>,
    /// What is known of whether it measures what it means to; it isn't validated where nothing is.
    pub evidence: Option<String>,
    /// The points' names, from the first.
    pub points: Vec<String>,
    /// The scales, in their order.
    pub scales: Vec<ScaleTexts>,
    /// The statements, in their order.
    pub statements: Vec<String>,
}

/// What a scale is called, and what its ends mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ScaleTexts {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub about: String,
    /// A word for the low end and one for the high end.
    pub ends: Option<[String; 2]>,
    /// What a low score says.
    pub low: String,
    /// What a high score says.
    pub high: String,
}

/// The form that this program reads and writes.
const FORMAT: u32 = 1;

impl Instrument {
    /// Whoever restores a backup may have been handed any document: one that doesn't fit together is none.
    fn new(content: Content) -> Option<Self> {
        let texts = [&content.indonesian, &content.english];
        let fit = texts.into_iter().flatten().all(|texts| {
            texts.points.len() == usize::from(content.points)
                && texts.scales.len() == content.scales.len()
                && texts.statements.len() == content.statements.len()
        });
        if !fit || content.format != FORMAT || texts.into_iter().all(Option::is_none) {
            return None;
        }
        let keyed = content.statements.iter().map(|one| Keyed {
            scale: one.scale,
            toward_high: one.toward_high,
        });
        let key = InstrumentKey::new(content.points, content.scales.len(), keyed.collect())?;
        let document = serde_json::to_string(&content).ok()?;
        Some(Self {
            hash: sha256(document.as_bytes()),
            content,
            key,
            document,
        })
    }

    /// The instrument that was written down beside results. Its hash is that of what stands there, however it would be
    /// written now.
    pub(crate) fn written(document: &str) -> Option<Self> {
        Some(Self {
            hash: sha256(document.as_bytes()),
            document: document.to_owned(),
            ..Self::new(serde_json::from_str(document).ok()?)?
        })
    }

    /// What it is made of.
    #[must_use]
    pub(crate) const fn content(&self) -> &Content {
        &self.content
    }

    /// What its statements count for.
    #[must_use]
    pub(crate) const fn key(&self) -> &InstrumentKey {
        &self.key
    }

    /// All of it, as it is written down.
    #[must_use]
    pub(crate) fn document(&self) -> &str {
        &self.document
    }

    /// The SHA-256 of the document, in hexadecimal.
    #[must_use]
    pub(crate) fn hash(&self) -> &str {
        &self.hash
    }

    /// Its texts in a language, or in the other one.
    pub(crate) fn texts(&self, language: Language) -> Option<&Texts> {
        let Content {
            indonesian,
            english,
            ..
        } = &self.content;
        let [wanted, other] = match language {
            Language::Indonesian => [indonesian, english],
            Language::English => [english, indonesian],
        };
        wanted.as_ref().or(other.as_ref())
    }
}

#[cfg(test)]
mod tests;
