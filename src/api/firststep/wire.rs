//! Every request and reply, field by field as the document has them.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::norms::AmongPeople;
use crate::api::research::Research;
use crate::api::words::ByWord;
use crate::domain::answers;
use crate::domain::answers::Oddity;
use crate::domain::email::Email;
use crate::domain::name::Name;
use crate::domain::norms::Place;
use crate::domain::persona::{LABELS, PersonaType, Prediction};
use crate::domain::scores::Scores;

/// `POST /api/register`
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(example = serde_json::json!({
    "frontName": "Fransiscus", "lastName": "Prayoga", "email": "frnspry14@gmail.com", "password": "password123"
}))]
pub(crate) struct Register {
    /// The first name.
    #[schemars(length(min = 1, max = Name::MAX))]
    pub front_name: String,
    /// The last name; empty for who has one name only.
    #[schemars(length(max = Name::MAX))]
    pub last_name: String,
    /// The e-mail address: what one signs in with.
    #[schemars(length(min = 1, max = Email::MAX))]
    pub email: String,
    /// 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[schemars(length(min = 1))]
    pub password: String,
}

/// `POST /api/login`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"email": "frnspry14@gmail.com", "password": "password123"}))]
pub(crate) struct Login {
    /// The e-mail address.
    #[schemars(length(min = 1))]
    pub email: String,
    /// The password.
    #[schemars(length(min = 1))]
    pub password: String,
}

/// `POST /api/changepassword`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"currrentPassword": "password123", "newPassword": "password456"}))]
pub(crate) struct ChangePassword {
    /// The current password, as the document spells it.
    #[serde(rename = "currrentPassword")]
    #[schemars(length(min = 1))]
    pub misprinted: Option<String>,
    /// The current password, as it is spelt.
    #[serde(rename = "currentPassword")]
    #[schemars(length(min = 1))]
    pub current: Option<String>,
    /// The new one: 8 characters to 72 bytes, unless the server's operator set another minimum.
    #[serde(rename = "newPassword")]
    #[schemars(length(min = 1))]
    pub new: String,
}

/// `POST /api/predict`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"input": [
    0, 0, 1, 2, -1, 2, 1, 0, 1, 0, 0, 0, 3, 1, -1, 0, 0, 2, -1, 2, 0, 0, 0, 0, 3, 1, -2, 0, -3, -1,
    1, 0, -1, 0, -1, 3, 1, 2, 0, 1, 1, -2, -1, -1, -1, 0, 0, 0, -1, -1, 0, 1, 0, 0, 2, 0, 0, 1, 2, 1
]}))]
pub(crate) struct Predict {
    /// An answer to each statement, in order: -3 strongly disagree to 3 strongly agree.
    #[schemars(length(equal = answers::COUNT), inner(range(min = answers::MIN, max = answers::MAX)))]
    pub input: Vec<i64>,
    /// Whether they may be kept for research.
    #[serde(flatten)]
    pub research: Research,
}

/// A success without data.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {
    /// Whether something went wrong; false here.
    error: bool,
    /// What was done.
    msg: &'static str,
}

impl Done {
    /// A reply with this message.
    pub(crate) const fn new(msg: &'static str) -> Self {
        Self { error: false, msg }
    }
}

/// A reply to `POST /api/login`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoggedIn {
    pub error: bool,
    pub login_result: LoginResult,
    pub msg: &'static str,
}

/// Who signed in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LoginResult {
    pub email: String,
    /// First and last name.
    pub name: String,
    /// To be sent as `Authorization: Bearer …`.
    pub token: String,
    pub username: String,
}

/// A reply to `GET /api/dashboard`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Dashboard {
    pub dashboard_result: DashboardResult,
    pub error: bool,
    pub msg: &'static str,
}

/// What the dashboard shows.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DashboardResult {
    pub name: String,
    /// The photo's whole address, or null.
    pub profile_picture: Option<String>,
}

/// A reply to `GET /api/profile`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Profile {
    pub error: bool,
    pub msg: &'static str,
    pub profile_result: ProfileResult,
}

/// What the profile shows.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProfileResult {
    /// The type last predicted, or null.
    pub mbti: Option<ByWord<PersonaType>>,
    /// False where the answers behind `mbti` deserve no trust; left out where they do, as the published
    /// document has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub reliable: Option<bool>,
    pub name: String,
    /// The photo's whole address, or null.
    pub profile_picture: Option<String>,
    /// The role.
    #[schemars(extend("enum" = ["User", "Admin"]))]
    pub status: &'static str,
    pub username: String,
}

/// A reply to `GET /api/questions`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Questions {
    pub error: bool,
    pub msg: &'static str,
    /// Sixty statements, in the order their answers are sent in.
    pub questions: Arc<[String]>,
}

/// A reply to `POST /api/predict`: the two documented fields, and how they came about.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Predicted {
    /// The type's class, 0 to 15.
    pub predicted_class: usize,
    pub predicted_label: ByWord<PersonaType>,
    /// The chance of each type; they sum to 1.
    pub probabilities: Probabilities,
    /// How each letter came about.
    pub letters: Vec<Letter>,
    /// False when the answers are odd; the result then says little.
    pub reliable: bool,
    /// How attentively the answers were given, as far as they show it, from 0 to 1; below 0.16 the result isn't reliable.
    /// No reliability of a score. Left out where the server's statements have no key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f32", range(min = 0, max = 1))]
    pub reliability: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ByWord<Oddity>>,
    /// Where the answers stand among people of this server; left out where it has no norms, or they deserve no trust.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "AmongPeople")]
    pub norms: Option<AmongPeople>,
}

/// The sixteen chances by label.
pub(crate) struct Probabilities([f32; LABELS.len()]);

impl Serialize for Probabilities {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(LABELS.iter().zip(self.0))
    }
}

impl JsonSchema for Probabilities {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Probabilities".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1},
            "minProperties": 16,
            "maxProperties": 16,
        })
    }
}

/// One of the four letters.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Letter {
    /// The likelier letter.
    pub letter: char,
    /// The other one.
    pub against: char,
    /// The likelier letter's chance, 0.5 to 1.
    pub probability: f32,
    /// How far it is ahead, 0 to 1.
    pub margin: f32,
    /// How strongly the answers speak for it on average: 3 is all the way, below 0 is for the other letter. Left out
    /// where the server's statements have no key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f32", range(min = -3, max = 3))]
    pub strength: Option<f32>,
    /// The same for each of the letter's five facets.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<f32>", length(min = 5, max = 5))]
    pub facets: Option<Vec<f32>>,
}

impl Predicted {
    /// A prediction, with the scores where there is a key.
    pub(crate) fn of(
        prediction: &Prediction,
        scores: Option<&Scores>,
        place: Option<Place>,
    ) -> Self {
        let letters = prediction.letters();
        Self {
            predicted_class: prediction.persona.class(),
            predicted_label: ByWord(prediction.persona),
            probabilities: Probabilities(prediction.probabilities),
            letters: letters
                .iter()
                .enumerate()
                .map(|(axis, letter)| Letter {
                    letter: letter.letter(),
                    against: letter.other(),
                    probability: letter.share(),
                    margin: letter.margin(),
                    strength: scores.map(|scores| letter.toward(scores.axes[axis].strength)),
                    facets: scores.map(|scores| {
                        let facets = scores.axes[axis].facets.iter();
                        facets.map(|facet| letter.toward(*facet)).collect()
                    }),
                })
                .collect(),
            reliable: prediction.oddity.is_none(),
            reliability: scores.map(|scores| scores.reliability.index),
            reason: prediction.oddity.map(ByWord),
            norms: place
                .filter(|_| prediction.oddity.is_none())
                .map(AmongPeople::from),
        }
    }
}

/// A reply to `GET /api/personality`: flat, without the envelope.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Personality {
    /// The four poles, spelt out.
    pub acronym: String,
    /// How people of this type are often described, which nobody measured.
    pub description: String,
    /// Work that is often named with it; nothing supports it.
    pub job: String,
    pub mbti: ByWord<PersonaType>,
    /// False where the answers behind `mbti` deserve no trust; left out where they do, as the published
    /// document has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub reliable: Option<bool>,
}

/// A reply to `POST /api/uploadphoto`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Uploaded {
    pub error: bool,
    pub msg: &'static str,
    /// The photo's whole address.
    pub photo_url: String,
}

/// What is answered where something goes wrong.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Error {
    /// True.
    pub error: bool,
    /// What is wrong.
    pub msg: String,
    /// What to do about it, where `msg` leaves it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub hint: Option<String>,
}
