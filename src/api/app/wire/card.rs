//! The card.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::card;
use crate::domain::field::{FieldFault, optional};
use crate::domain::link::Link;
use crate::domain::text::Text;
use crate::http::shape::{LINE_OR_NONE, LINES_OR_NONE};

/// A card: in a reply null is what was never set; in a request what is left out or null stays as
/// it is, and what is empty is taken away.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(example = serde_json::json!({"occupation": "Engineer", "github": "https://github.com/ayu"}))]
pub(crate) struct Card {
    /// What one does.
    #[schemars(length(max = card::Card::MAX_WORD), regex(pattern = LINE_OR_NONE))]
    pub occupation: Option<String>,
    /// Where one lives.
    #[schemars(length(max = card::Card::MAX_ADDRESS), regex(pattern = LINES_OR_NONE))]
    pub home_address: Option<String>,
    /// In which country.
    #[schemars(length(max = card::Card::MAX_WORD), regex(pattern = LINE_OR_NONE))]
    pub country: Option<String>,
    /// In which county.
    #[schemars(length(max = card::Card::MAX_WORD), regex(pattern = LINE_OR_NONE))]
    pub county: Option<String>,
    /// What one says of oneself.
    #[schemars(length(max = card::Card::MAX_DESCRIPTION), regex(pattern = LINES_OR_NONE))]
    pub description: Option<String>,
    /// How one is to be spoken of.
    #[schemars(length(max = card::Card::MAX_PRONOUNS), regex(pattern = LINE_OR_NONE))]
    pub pronouns: Option<String>,
    /// One's page at LinkedIn: `http` or `https`, as all of these.
    #[schemars(length(max = Link::MAX))]
    pub linkedin: Option<String>,
    /// One's page at Facebook.
    #[schemars(length(max = Link::MAX))]
    pub facebook: Option<String>,
    /// One's page at GitHub.
    #[schemars(length(max = Link::MAX))]
    pub github: Option<String>,
    /// One's page at Instagram.
    #[schemars(length(max = Link::MAX))]
    pub instagram: Option<String>,
    /// One's page at Twitter.
    #[schemars(length(max = Link::MAX))]
    pub twitter: Option<String>,
    /// One's page at YouTube.
    #[schemars(length(max = Link::MAX))]
    pub youtube: Option<String>,
}

impl TryFrom<Card> for card::Card {
    type Error = FieldFault;

    fn try_from(body: Card) -> Result<Self, FieldFault> {
        Ok(Self {
            occupation: optional(body.occupation, "occupation", Self::word)?,
            home_address: optional(body.home_address, "home_address", Self::address)?,
            country: optional(body.country, "country", Self::word)?,
            county: optional(body.county, "county", Self::word)?,
            description: optional(body.description, "description", Self::description)?,
            pronouns: optional(body.pronouns, "pronouns", Self::pronouns)?,
            linkedin: optional(body.linkedin, "linkedin", Self::link)?,
            facebook: optional(body.facebook, "facebook", Self::link)?,
            github: optional(body.github, "github", Self::link)?,
            instagram: optional(body.instagram, "instagram", Self::link)?,
            twitter: optional(body.twitter, "twitter", Self::link)?,
            youtube: optional(body.youtube, "youtube", Self::link)?,
        })
    }
}

impl From<card::Card> for Card {
    fn from(card: card::Card) -> Self {
        let text = |text: Option<Text>| text.map(|text| text.as_str().to_owned());
        Self {
            occupation: text(card.occupation),
            home_address: text(card.home_address),
            country: text(card.country),
            county: text(card.county),
            description: text(card.description),
            pronouns: text(card.pronouns),
            linkedin: text(card.linkedin),
            facebook: text(card.facebook),
            github: text(card.github),
            instagram: text(card.instagram),
            twitter: text(card.twitter),
            youtube: text(card.youtube),
        }
    }
}
