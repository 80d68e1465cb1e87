//! The caller's card.

use crate::app::App;
use crate::domain::card::Card;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem};
use crate::domain::text::Text;
use crate::families::app::guard::SignedIn;
use crate::families::app::wire;
use crate::http::body::Body;
use crate::http::reply::Json;
use crate::profiles;

pub fn show(app: &App, SignedIn(caller): SignedIn) -> Result<Json<wire::Card>, Fault> {
    Ok(Json(profiles::card(app, caller)?.into()))
}

pub fn change(
    app: &App,
    SignedIn(caller): SignedIn,
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
        occupation: field(body.occupation, "occupation", word)?,
        home_address: field(body.home_address, "home_address", address)?,
        country: field(body.country, "country", word)?,
        county: field(body.county, "county", word)?,
        description: field(body.description, "description", description)?,
        linkedin: field(body.linkedin, "linkedin", Card::link)?,
        facebook: field(body.facebook, "facebook", Card::link)?,
        github: field(body.github, "github", Card::link)?,
        instagram: field(body.instagram, "instagram", Card::link)?,
        twitter: field(body.twitter, "twitter", Card::link)?,
        youtube: field(body.youtube, "youtube", Card::link)?,
    })
}

/// A field that may be left out; an empty one takes away what was there.
fn field(
    given: Option<String>,
    name: &'static str,
    parse: impl Fn(&str) -> Result<Text, Problem>,
) -> Result<Option<Text>, FieldFault> {
    let fault = |problem| FieldFault::body(name, problem);
    given.map(|text| parse(&text).map_err(fault)).transpose()
}
