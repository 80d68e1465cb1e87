//! Sign-up, sign-in, changes, leaving.

use crate::api::profilecard::extractor::Bearer;
use crate::api::profilecard::wire;
use crate::app::App;
use crate::domain::account::Status;
use crate::domain::email::Email;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Problem, at};
use crate::domain::name::{FullName, Name};
use crate::domain::password::Password;
use crate::domain::query::Which;
use crate::domain::session::Device;
use crate::domain::username::Username;
use crate::http::body::Body;
use crate::http::reply::{Created, Either, Json};
use crate::platform::random;
use crate::services::accounts::{self, Changes, SignUp};
use crate::services::sessions::{self, Attempt};

/// The name of the family in sessions and logs.
pub(crate) const NAME: &str = "profilecard";

/// What codes are made of, in the document's form.
const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

pub(crate) fn sign_up(
    app: &App,
    Body(body): Body<wire::SignUp>,
    device: Device,
) -> Result<Created<wire::Done>, Fault> {
    let sign_up = SignUp {
        username: Some(Username::parse(&body.username).map_err(at("username"))?),
        email: Email::parse(&body.email).map_err(at("email"))?,
        name: FullName {
            front: Name::parse(&body.first_name).map_err(at("firstName"))?,
            last: Name::parse(body.last_name.as_deref().unwrap_or_default())
                .map_err(at("lastName"))?,
        },
        password: Password::parse(&body.password, app.policy.min_password)
            .map_err(at("password"))?,
        status: Status::Active,
    };
    let newcomer = accounts::sign_up(app, sign_up, &device.address)?;
    Ok(Created(wire::Done::new(if newcomer.is_pending {
        "The user account is created, confirm its email with the code we sent"
    } else {
        "The user account is create with succes"
    })))
}

/// A sign-up in the document; the document's own clients sign in with it.
pub(crate) fn enter(
    app: &App,
    Body(body): Body<wire::Enter>,
    device: Device,
) -> Result<Either<Json<wire::Code>, Created<wire::Done>>, Fault> {
    let Some(username) = body.username else {
        let login = wire::Login {
            email: body.email,
            password: body.password,
        };
        return self::login(app, Body(login), device).map(Either::One);
    };
    let sign_up = wire::SignUp {
        username,
        email: body.email,
        password: body.password,
        first_name: body.first_name.ok_or_else(missing("firstName"))?,
        last_name: body.last_name,
    };
    self::sign_up(app, Body(sign_up), device).map(Either::Other)
}

pub(crate) fn login(
    app: &App,
    Body(body): Body<wire::Login>,
    device: Device,
) -> Result<Json<wire::Code>, Fault> {
    let attempt = Attempt {
        name: Which::Email(body.email.trim()),
        password: &body.password,
        code: None,
        family: NAME,
        device,
    };
    let code = random::letters(ALPHABET, app.policy.code_length);
    let credential = sessions::handle(code, app.policy.code_lifetime);
    let signed_in = sessions::sign_in(app, attempt, credential)?;
    Ok(Json(wire::Code::new(signed_in.held.text)))
}

pub(crate) fn availability(
    app: &App,
    Body(body): Body<wire::Availability>,
) -> Result<Json<wire::Done>, Fault> {
    // The document's client sends both and leaves empty what it doesn't ask about.
    let given =
        |text: Option<String>| Some(text?.trim().to_owned()).filter(|text| !text.is_empty());
    let username = given(body.username).or(given(body.user_name));
    let email = given(body.email);
    if username.is_none() && email.is_none() {
        return Err(neither());
    }
    let taken = accounts::is_taken(app, [username.as_deref(), email.as_deref()])?;
    Ok(Json(wire::Done::new(if taken { "true" } else { "false" })))
}

/// Neither an e-mail address nor a username to ask about.
pub(crate) fn neither() -> Fault {
    Fault::Fields(vec![missing("email")(), missing("username")()])
}

pub(crate) fn change_password(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::ChangePassword>,
) -> Result<Json<wire::Done>, Fault> {
    let new =
        Password::parse(&body.new_password, app.policy.min_password).map_err(at("newPassword"))?;
    accounts::change_password(app, caller, &body.current_password, &new)?;
    Ok(Json(wire::Done::new("Password changed successfully")))
}

pub(crate) fn change_email(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::ChangeEmail>,
) -> Result<Json<wire::Done>, Fault> {
    let email = Email::parse(&body.new_email).map_err(at("newEmail"))?;
    let changes = Changes {
        email: Some(email.clone()),
        ..Changes::default()
    };
    let account = accounts::update(app, caller, Which::Id(caller.account), changes)?;
    Ok(Json(wire::Done::new(if account.email == email {
        "Email changed successfully"
    } else {
        "A code was sent to the new address. Until it is confirmed the old one stays"
    })))
}

pub(crate) fn change_username(
    app: &App,
    Bearer { caller, .. }: Bearer,
    Body(body): Body<wire::ChangeUsername>,
) -> Result<Json<wire::Done>, Fault> {
    let (field, given) = match body.new_username {
        Some(name) => ("newUsername", Some(name)),
        None => ("userName", body.user_name),
    };
    let username = given.ok_or_else(missing("newUsername"))?;
    let changes = Changes {
        username: Some(Username::parse(&username).map_err(at(field))?),
        ..Changes::default()
    };
    accounts::update(app, caller, Which::Id(caller.account), changes)?;
    Ok(Json(wire::Done::new("Username changed successfully")))
}

pub(crate) fn delete(app: &App, Bearer { caller, .. }: Bearer) -> Result<Json<wire::Done>, Fault> {
    accounts::delete(app, caller, Which::Id(caller.account))?;
    Ok(Json(wire::Done::new("Account deleted successfully")))
}

fn missing(field: &'static str) -> impl Fn() -> FieldFault {
    move || FieldFault::body(field, Problem::Missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::policy::Policy;
    use crate::auth::limiter::LONGEST_WAIT;

    /// So many seconds as whole years, with commas.
    fn years(seconds: u128) -> String {
        let whole = (seconds / (365 * 24 * 60 * 60)).to_string();
        let (head, thousands) = whole.split_at(whole.len().saturating_sub(3));
        match head {
            "" => thousands.to_owned(),
            head => format!("{head},{thousands}"),
        }
    }

    #[test]
    fn the_documents_say_how_long_a_code_takes_to_guess() {
        let length = u32::try_from(Policy::default().code_length).expect("short");
        let codes = u128::try_from(ALPHABET.len()).expect("few").pow(length);
        let alone = codes * u128::from(LONGEST_WAIT);
        let text = include_str!("../../../docs/security.md");
        // From one network and from a thousand, at one code and at a hundred.
        for [networks, live] in [[1, 1], [1, 100], [1000, 1]] {
            let row = format!(
                "| {networks} | {live} | {} years |",
                years(alone / networks / live)
            );
            assert!(text.contains(&row), "{row}");
        }
    }
}
