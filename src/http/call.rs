//! A request on its way to a handler, and what a handler may ask of it.

use std::borrow::Cow;
use std::cell::Cell;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::LazyLock;

use rouille::Request;

use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Kind, Problem};
use crate::domain::language::Language;
use crate::domain::session::Device;
use crate::http::operation::Operation;
use crate::http::origin::Origin;
use crate::http::shape::Shape;
use crate::http::{authorization, cookie, host};

/// A request, its route found and its path taken apart.
pub(crate) struct Call<'call> {
    /// What the services work with.
    pub app: &'call App,
    /// The request's head, as rouille has it.
    pub request: &'call Request,
    /// The address that the request came in on.
    pub local: SocketAddr,
    /// The route's pattern.
    pub pattern: &'static str,
    /// The shape of the route's body.
    pub shape: &'call LazyLock<Option<Shape>>,
    /// The path's parameters, decoded, in their order.
    pub parameters: Vec<String>,
    /// The server's address as configured.
    pub public_url: Option<&'call str>,
    /// The same, to be compared.
    pub public: Option<&'call Origin>,
    /// Whether its JSON may write values otherwise than their type has them.
    pub lax_json: bool,
    /// The request's body, until it is taken.
    pub body: Cell<Vec<u8>>,
}

/// An extractor: what a handler takes as a parameter, read from the call and described with the
/// route. A handler gets only what it names, and isn't reached without it.
pub(crate) trait FromCall: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// A [`Fault`] if it isn't there or isn't right.
    fn from_call(call: &Call) -> Result<Self, Fault>;

    /// Adds what it asks of a request to the route's description.
    fn describe(operation: &mut Operation);
}

impl Call<'_> {
    /// The request's body, which the caller then owns: empty for whoever asks a second time.
    pub(crate) fn take_body(&self) -> Vec<u8> {
        self.body.take()
    }

    /// The client's address.
    pub(crate) fn client_address(&self) -> String {
        self.request.remote_addr().ip().to_string()
    }

    /// The address people reach this server at, without a slash at its end: as configured, or as the client
    /// wrote it if that is one of ours, or else the address that the request came in on.
    pub(crate) fn base(&self) -> Cow<'_, str> {
        if let Some(url) = self.public_url {
            return url.into();
        }
        let secure = self.request.is_secure();
        let scheme = if secure { "https" } else { "http" };
        let host = self.request.header("Host");
        let sent_to = host.and_then(|host| Origin::written(host, secure));
        match sent_to.filter(|origin| host::is_ours(origin, self.local.ip())) {
            Some(origin) => origin.to_string().into(),
            None => format!("{scheme}://{}", self.local).into(),
        }
    }

    /// Refuses a name that isn't ours: a page of another site whose name was made to lead here (DNS rebinding)
    /// would else be taken for our own. An address can't be made to lead elsewhere.
    ///
    /// # Errors
    /// [`Fault::UnknownHost`].
    pub(crate) fn at_known_host(&self) -> Result<(), Fault> {
        let Some(host) = self.request.header("Host") else {
            return Ok(());
        };
        let sent_to = Origin::written(host, self.request.is_secure()).ok_or(Fault::UnknownHost)?;
        let is_public = self
            .public
            .is_some_and(|public| public.shares_host(&sent_to));
        if is_public || host::is_address_or_own_name(&sent_to) {
            Ok(())
        } else {
            Err(Fault::UnknownHost)
        }
    }

    /// Whether the page is certainly reached by TLS: ours, or a proxy's at the public address.
    pub(crate) fn is_by_tls(&self) -> bool {
        let host = self.request.header("Host");
        // At any port: there are proxies that leave it out of `Host`.
        let by_proxy = self.public.zip(host).is_some_and(|(public, host)| {
            let sent_to = public.of_host(host);
            public.is_secure() && sent_to.is_some_and(|sent_to| public.shares_host(&sent_to))
        });
        self.request.is_secure() || by_proxy
    }

    /// The access token in the cookie of our own page, which sends its proof along.
    fn proven_cookie(&self) -> Result<&str, Fault> {
        let token = cookie::proven_token(self.request, self.is_by_tls());
        let token = token.ok_or(Fault::NoCredentials)?;
        self.at_known_host().map(|()| token)
    }

    /// The token of an `Authorization: Bearer …` header, or of our own page's
    /// cookie.
    ///
    /// # Errors
    /// [`Fault::NoCredentials`] without either, [`Fault::InvalidCredentials`]
    /// for another scheme or none, or for two different tokens.
    pub(crate) fn bearer(&self) -> Result<&str, Fault> {
        match authorization::bearer(self.request)? {
            Some(token) => Ok(token),
            None if authorization::sent(self.request).next().is_some() => {
                Err(Fault::InvalidCredentials)
            }
            None => self.proven_cookie(),
        }
    }
}

/// The parameter of the path, for routes with one.
pub(crate) struct Path<T>(pub T);

impl<T: FromStr> FromCall for Path<T> {
    /// A parameter that can't be read as a `T` names nothing: there is no such path.
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let text = call.parameters.first().ok_or(Fault::NoSuchPath)?;
        text.parse().map(Self).map_err(|_| Fault::NoSuchPath)
    }

    // The route's pattern names the parameters, and so describes them.
    fn describe(_operation: &mut Operation) {}
}

/// What the client is and where it calls from.
impl FromCall for Device {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        let agent = call.request.header("User-Agent").unwrap_or_default();
        Ok(Self::new(agent, call.client_address()))
    }

    fn describe(_operation: &mut Operation) {}
}

/// The language of a reply's texts: `?lang=`, or else the one that the client's `Accept-Language`
/// prefers, or else Indonesian.
impl FromCall for Language {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        if let Some(tag) = call.request.get_param("lang") {
            return Self::from_tag(&tag).ok_or_else(|| unknown_language().into());
        }
        let accept = call.request.header("Accept-Language");
        Ok(accept.and_then(Self::from_accept).unwrap_or_default())
    }

    fn describe(operation: &mut Operation) {
        operation.query(
            "lang",
            "The language of the texts; without it `Accept-Language` decides.",
            serde_json::json!({"type": "string", "enum": ["id", "en"]}),
        );
        operation.fails(unknown_language().into());
    }
}

fn unknown_language() -> FieldFault {
    FieldFault::query("lang", Problem::NotOneOf(vec!["id".into(), "en".into()]))
}

/// The address people reach this server at, to make whole links with.
pub(crate) struct Base(pub String);

impl FromCall for Base {
    fn from_call(call: &Call) -> Result<Self, Fault> {
        Ok(Self(call.base().into_owned()))
    }

    fn describe(_operation: &mut Operation) {}
}

/// The whole number of a query parameter.
///
/// # Errors
/// A field fault if it is there and isn't one.
pub(crate) fn whole_number(call: &Call, name: &str) -> Result<Option<i64>, Fault> {
    let Some(text) = call.request.get_param(name) else {
        return Ok(None);
    };
    let wrong = |_| FieldFault::query(name, Problem::WrongType(Kind::Integer));
    Ok(Some(text.parse().map_err(wrong)?))
}
