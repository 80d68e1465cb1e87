//! The card: what it shows, and how it is changed.

use crate::api::profilecard::extractor::Bearer;
use crate::api::profilecard::wire;
use crate::app::App;
use crate::domain::card::Card;
use crate::domain::fault::Fault;
use crate::domain::field::{Problem, optional};
use crate::domain::text::Text;
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
        linkedin: optional(body.linked_in, "linkedIn", web_page)?,
        facebook: optional(body.face_book, "faceBook", web_page)?,
        github: optional(body.git_hub, "gitHub", web_page)?,
        instagram: optional(body.instagram, "instagram", web_page)?,
        twitter: optional(body.twitter, "twitter", web_page)?,
        youtube: optional(body.youtube, "youtube", web_page)?,
        description: optional(body.description, "description", Card::description)?,
        ..Card::default()
    };
    profiles::change_card(app, caller, changes, None)?;
    Ok(Json(wire::Done::new("Social links updated successfully")))
}

/// Reads a link; the family's clients send them without a scheme, too (`linkedin.com/in/ana`).
///
/// # Errors
/// As [`Card::link`].
fn web_page(text: &str) -> Result<Text, Problem> {
    let text = text.trim();
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    // With a colon it has a scheme, or a port that could be taken for one.
    if host.contains('.') && !host.contains(':') {
        Card::link(&format!("https://{text}"))
    } else {
        Card::link(text)
    }
}
