//! The caller's card.

use crate::api::app::extractor::Bearer;
use crate::api::app::wire;
use crate::app::App;
use crate::domain::card::Card;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, optional};
use crate::domain::text::Text;
use crate::http::body::Body;
use crate::http::reply::Json;
use crate::services::profiles;

pub(crate) fn show(app: &App, Bearer { caller, .. }: Bearer) -> Result<Json<wire::Card>, Fault> {
    Ok(Json(profiles::card(app, caller)?.into()))
}

pub(crate) fn change(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::Card>,
) -> Result<Json<wire::Card>, Fault> {
    profiles::change_card(app, caller, read(body)?, None)?;
    Ok(Json(profiles::card(app, caller)?.into()))
}

fn read(body: wire::Card) -> Result<Card, FieldFault> {
    let word = |text: &str| Text::line(text, Card::MAX_WORD);
    let address = |text: &str| Text::lines(text, Card::MAX_ADDRESS);
    let description = |text: &str| Text::lines(text, Card::MAX_DESCRIPTION);
    Ok(Card {
        occupation: optional(body.occupation, "occupation", word)?,
        home_address: optional(body.home_address, "home_address", address)?,
        country: optional(body.country, "country", word)?,
        county: optional(body.county, "county", word)?,
        description: optional(body.description, "description", description)?,
        linkedin: optional(body.linkedin, "linkedin", Card::link)?,
        facebook: optional(body.facebook, "facebook", Card::link)?,
        github: optional(body.github, "github", Card::link)?,
        instagram: optional(body.instagram, "instagram", Card::link)?,
        twitter: optional(body.twitter, "twitter", Card::link)?,
        youtube: optional(body.youtube, "youtube", Card::link)?,
    })
}
