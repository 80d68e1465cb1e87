//! Values that replies and requests have as words, such as roles and types: enums of the description.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::account::{Role, Status};
use crate::domain::answers::Oddity;
use crate::domain::language::Language;
use crate::domain::persona::{LABELS, PersonaType};
use crate::domain::room::RoomState;

/// A value that has a word.
pub(crate) trait Worded: Copy + 'static {
    /// What it is called in the description.
    const NAME: &'static str;
    /// What it says, for the description.
    const ABOUT: &'static str;
    /// All of them.
    fn all() -> impl Iterator<Item = Self>;
    /// Its word.
    fn word(self) -> &'static str;
}

impl Worded for Role {
    const NAME: &'static str = "Role";
    const ABOUT: &'static str = "What a user may do.";

    fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter()
    }

    fn word(self) -> &'static str {
        self.word()
    }
}

impl Worded for Status {
    const NAME: &'static str = "Status";
    const ABOUT: &'static str = "Whether a user may sign in.";

    fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter()
    }

    fn word(self) -> &'static str {
        self.word()
    }
}

impl Worded for Language {
    const NAME: &'static str = "Language";
    const ABOUT: &'static str = "A language of the statements.";

    fn all() -> impl Iterator<Item = Self> {
        [Self::Indonesian, Self::English].into_iter()
    }

    fn word(self) -> &'static str {
        self.tag()
    }
}

impl Worded for PersonaType {
    const NAME: &'static str = "PersonaType";
    const ABOUT: &'static str = "A type's four letters.";

    fn all() -> impl Iterator<Item = Self> {
        LABELS.into_iter().filter_map(Self::from_label)
    }

    fn word(self) -> &'static str {
        self.label()
    }
}

impl Worded for Oddity {
    const NAME: &'static str = "Oddity";
    const ABOUT: &'static str = "What makes a result unreliable.";

    fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter()
    }

    fn word(self) -> &'static str {
        self.word()
    }
}

impl Worded for RoomState {
    const NAME: &'static str = "RoomState";
    const ABOUT: &'static str = "Whether a room takes answers.";

    fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter()
    }

    fn word(self) -> &'static str {
        self.word()
    }
}

/// A value, sent and taken as its word.
#[derive(Clone, Copy)]
pub(crate) struct ByWord<T>(pub T);

impl<T: Worded> Serialize for ByWord<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<'de, T: Worded> Deserialize<'de> for ByWord<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let known = T::all().find(|value| value.word() == text);
        known.map(Self).ok_or_else(|| Error::custom("no such word"))
    }
}

impl<T: Worded> JsonSchema for ByWord<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = T::all().map(T::word).collect();
        json_schema!({"description": T::ABOUT, "type": "string", "enum": words})
    }
}
