//! The `Authorization` headers of a request.

use rouille::Request;

use crate::domain::fault::Fault;

/// The token of the one `Bearer` among the request's `Authorization` headers; `None` if there is none.
///
/// FirstStep's own Android app sends two, the bare token first; RFC 9110 (5.3) lets whoever passes them on
/// join them by commas.
///
/// # Errors
/// [`Fault::InvalidCredentials`] for two different tokens: it isn't clear who is meant.
pub(crate) fn bearer(request: &Request) -> Result<Option<&str>, Fault> {
    let mut found = None;
    for token in sent(request)
        .flat_map(|value| value.split(','))
        .filter_map(bearer_token)
    {
        if found.is_some_and(|known| known != token) {
            return Err(Fault::InvalidCredentials);
        }
        found = Some(token);
    }
    Ok(found)
}

/// The same, or the first header as it is, for clients that send a token without its scheme.
///
/// # Errors
/// [`Fault::NoCredentials`] if there is nothing; as [`bearer`].
pub(crate) fn bearer_or_bare(request: &Request) -> Result<&str, Fault> {
    if let Some(token) = bearer(request)? {
        return Ok(token);
    }
    let bare = sent(request).next().filter(|bare| !bare.is_empty());
    bare.ok_or(Fault::NoCredentials)
}

/// The values of the request's `Authorization` headers, in their order.
pub(crate) fn sent(request: &Request) -> impl Iterator<Item = &str> {
    let headers = request.headers();
    headers
        .filter(|(name, _)| name.eq_ignore_ascii_case("Authorization"))
        .map(|(_, value)| value.trim())
}

fn bearer_token(credentials: &str) -> Option<&str> {
    let (scheme, token) = credentials.trim().split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(values: &[&str]) -> Request {
        let headers = values
            .iter()
            .map(|value| ("authorization".to_owned(), (*value).to_owned()));
        Request::fake_http("GET", "/", headers.collect(), Vec::new())
    }

    fn of(values: &[&str]) -> Result<Option<String>, Fault> {
        bearer(&asking(values)).map(|token| token.map(str::to_owned))
    }

    #[test]
    fn the_one_that_is_a_bearer_counts() {
        for values in [
            &["Bearer a.b.c"][..],
            &[" bearer   a.b.c "],
            &["a.b.c", "Bearer a.b.c"],
            &["Bearer a.b.c", "a.b.c"],
            &["a.b.c,Bearer a.b.c"],
            &["Bearer a.b.c , Basic eA=="],
            &["Bearer a.b.c", "Bearer a.b.c"],
        ] {
            assert_eq!(of(values), Ok(Some("a.b.c".to_owned())), "{values:?}");
        }
        for values in [&[][..], &[""], &["a.b.c"], &["Basic eA=="], &["Bearer"]] {
            assert_eq!(of(values), Ok(None), "{values:?}");
        }
        for values in [&["Bearer a", "Bearer b"][..], &["Bearer a,Bearer b"]] {
            assert_eq!(of(values), Err(Fault::InvalidCredentials), "{values:?}");
        }
    }

    #[test]
    fn with_and_without_the_scheme() {
        let held = |values: &[&str]| bearer_or_bare(&asking(values)).map(str::to_owned);
        for header in ["8PBV22S", " 8PBV22S ", "Bearer 8PBV22S", "bearer  8PBV22S"] {
            assert_eq!(held(&[header]), Ok("8PBV22S".to_owned()), "{header:?}");
        }
        for headers in [&[][..], &[""], &[" "]] {
            assert_eq!(held(headers), Err(Fault::NoCredentials), "{headers:?}");
        }
        let other = held(&["Basic 8PBV22S"]);
        assert_eq!(other, Ok("Basic 8PBV22S".to_owned()), "no code of ours");
    }
}
