//! Roles and statuses as their words.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::account::{Role, Status};

/// A value that has a word.
pub(crate) trait Worded: Copy + 'static {
    /// What it says, for the description.
    const ABOUT: &'static str;
    /// All of them.
    const ALL: &'static [Self];
    /// Its word.
    fn word(self) -> &'static str;
}

impl Worded for Role {
    const ABOUT: &'static str = "What a user may do.";
    const ALL: &'static [Self] = &Self::ALL;

    fn word(self) -> &'static str {
        self.word()
    }
}

impl Worded for Status {
    const ABOUT: &'static str = "Whether a user may sign in.";
    const ALL: &'static [Self] = &Self::ALL;

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
        let known = T::ALL.iter().find(|value| value.word() == text);
        known
            .copied()
            .map(Self)
            .ok_or_else(|| Error::custom("no such word"))
    }
}

impl<T: Worded> JsonSchema for ByWord<T> {
    fn schema_name() -> Cow<'static, str> {
        T::ABOUT.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = T::ALL.iter().map(|value| value.word()).collect();
        json_schema!({"description": T::ABOUT, "type": "string", "enum": words})
    }
}
