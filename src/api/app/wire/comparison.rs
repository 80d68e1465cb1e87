//! Comparisons.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::app::wire::result::{Axis, axes};
use crate::api::words::ByWord;
use crate::app::App;
use crate::domain::account::Account;
use crate::domain::comparison;
use crate::domain::persona::PersonaType;
use crate::services::personality::{self, Compared};

/// `POST /app/comparisons`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"result": 1, "days": 7}))]
pub(crate) struct AskToCompare {
    /// The number of the caller's result that the other is to see.
    pub result: i64,
    /// For how many days, agreed to or not.
    #[schemars(range(min = 1, max = comparison::Comparison::MAX_DAYS))]
    pub days: i64,
}

/// `POST /app/compare/{invitation}`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"result": 1}))]
pub(crate) struct AgreeToCompare {
    /// The number of the caller's result that the other is to see in turn.
    pub result: i64,
}

/// A reply to `GET /app/compare/{invitation}`: what anybody with the link sees.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Invitation {
    /// The first name of who asks.
    name: String,
    /// When the link ends, and the comparison if somebody agrees.
    #[schemars(extend("format" = "date-time"))]
    expires_at: String,
}

impl Invitation {
    /// Who asks.
    pub(crate) fn of(account: &Account, found: &comparison::Comparison) -> Self {
        Self {
            name: account.name.front.as_str().to_owned(),
            expires_at: found.expires_at.rfc3339(),
        }
    }
}

/// What one of the two shows the other.
#[derive(Serialize, JsonSchema)]
struct Profile {
    /// The first name.
    name: String,
    mbti: ByWord<PersonaType>,
    /// False when the answers were odd; the result then says little.
    reliable: bool,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    axes: Vec<Axis>,
}

impl Profile {
    fn of(app: &App, shown: &personality::Profile) -> Self {
        let outcome = &shown.outcome;
        let scores = personality::scores(app, outcome);
        Self {
            name: shown.account.name.front.as_str().to_owned(),
            mbti: ByWord(outcome.prediction.persona),
            reliable: outcome.prediction.oddity.is_none(),
            created_at: outcome.created_at.rfc3339(),
            axes: axes(&outcome.prediction, scores.as_ref()),
        }
    }
}

/// A comparison as one of the two sees it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Comparison {
    id: i64,
    #[schemars(extend("format" = "date-time"))]
    expires_at: String,
    /// The caller's.
    mine: Profile,
    /// The other's; null as long as nobody agreed.
    other: Option<Profile>,
}

impl Comparison {
    /// What the caller of the service sees of it.
    pub(crate) fn of(app: &App, found: &Compared) -> Self {
        Self {
            id: found.comparison.id.0,
            expires_at: found.comparison.expires_at.rfc3339(),
            mine: Profile::of(app, &found.mine),
            other: found.other.as_ref().map(|shown| Profile::of(app, shown)),
        }
    }
}

/// A reply to `POST /app/comparisons`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NewComparison {
    #[serde(flatten)]
    comparison: Comparison,
    /// The last part of the link; it is shown only once, and good for one who agrees.
    key: String,
}

impl NewComparison {
    /// A comparison with its link's key.
    pub(crate) fn new(app: &App, found: &Compared, key: String) -> Self {
        Self {
            comparison: Comparison::of(app, found),
            key,
        }
    }
}

/// A comparison in a list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ComparisonSummary {
    id: i64,
    /// The number of the caller's result in it.
    result: i64,
    /// That result's type.
    mbti: ByWord<PersonaType>,
    /// Whether somebody agreed.
    agreed: bool,
    /// The other's first name; empty as long as there is none.
    name: String,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    #[schemars(extend("format" = "date-time"))]
    expires_at: String,
}

impl From<&Compared> for ComparisonSummary {
    fn from(found: &Compared) -> Self {
        let other = found.other.as_ref();
        let name = other.map(|other| other.account.name.front.as_str().to_owned());
        Self {
            id: found.comparison.id.0,
            result: found.mine.outcome.id.0,
            mbti: ByWord(found.mine.outcome.prediction.persona),
            agreed: other.is_some(),
            name: name.unwrap_or_default(),
            created_at: found.comparison.created_at.rfc3339(),
            expires_at: found.comparison.expires_at.rfc3339(),
        }
    }
}

/// A reply to `GET /app/comparisons`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ComparisonList {
    pub comparisons: Vec<ComparisonSummary>,
}
