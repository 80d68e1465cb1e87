//! The card: what it shows, and how it is changed.

use crate::api::profilecard::extractor::Bearer;
use crate::api::profilecard::wire;
use crate::app::App;
use crate::domain::card::Card;
use crate::domain::fault::Fault;
use crate::domain::field::optional;
use crate::http::body::Body;
use crate::http::reply::Json;
use crate::http::upload::photo_from_text;
use crate::services::accounts;
use crate::services::profiles;

pub(crate) fn profile(
    app: &App,
    Bearer { caller, .. }: Bearer,
) -> Result<Json<wire::Profile>, Fault> {
    let account = accounts::view(app, caller)?;
    let card = profiles::card(app, caller)?;
    let photo = profiles::photo(app, caller)?;
    Ok(Json(wire::Profile::of(&account, card, photo.as_deref())))
}

pub(crate) fn set_contact(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::Contact>,
) -> Result<Json<wire::Done>, Fault> {
    let home_address = body.home_address.or(body.homeaddress);
    let changes = Card {
        occupation: optional(body.occupation, "occupation", Card::word)?,
        home_address: optional(home_address, "homeAddress", Card::address)?,
        country: optional(body.country, "country", Card::word)?,
        county: optional(body.county, "county", Card::word)?,
        pronouns: optional(body.pronouns, "pronouns", Card::pronouns)?,
        ..Card::default()
    };
    // A client without a new picture sends an empty one.
    let image = body.image.filter(|image| !image.trim().is_empty());
    let photo = optional(image, "image", photo_from_text)?;
    profiles::change_card(app, caller, changes, photo.map(Into::into))?;
    Ok(Json(wire::Done::new("Contact details set successfully")))
}

pub(crate) fn set_links(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::Links>,
) -> Result<Json<wire::Done>, Fault> {
    let changes = Card {
        linkedin: optional(body.linked_in, "linkedIn", Card::link)?,
        facebook: optional(body.face_book, "faceBook", Card::link)?,
        github: optional(body.git_hub, "gitHub", Card::link)?,
        instagram: optional(body.instagram, "instagram", Card::link)?,
        twitter: optional(body.twitter, "twitter", Card::link)?,
        youtube: optional(body.youtube, "youtube", Card::link)?,
        description: optional(body.description, "description", Card::description)?,
        ..Card::default()
    };
    profiles::change_card(app, caller, changes, None)?;
    Ok(Json(wire::Done::new("Social links updated successfully")))
}
