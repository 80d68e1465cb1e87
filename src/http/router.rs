//! From a request to its route, and from what came of it to a response.

use std::net::SocketAddr;
use std::slice;
use std::sync::Arc;

use rouille::{Request, Response};

use crate::app::App;
use crate::domain::fault::Fault;
use crate::http::call::Call;
use crate::http::cookie;
use crate::http::cors::{self, Cors};
use crate::http::family::Family;
use crate::http::origin::Origin;
use crate::http::path::{path_of, within};
use crate::http::reply::json;
use crate::http::request_labels::RequestLabels;
use crate::http::route::{FIELDS_LIMIT, Route};
use crate::http::route_table::{RouteId, RouteTable};
use crate::http::security_headers;
use crate::http::typed_address;

/// All families behind one lookup.
pub(crate) struct Router {
    app: Arc<App>,
    families: Vec<Family>,
    table: RouteTable,
    cors: Cors,
    /// The public address, to be compared.
    public: Option<Origin>,
}

/// What a request's head leads to: looked up once, before its body is read.
pub(crate) enum Resolved<'router> {
    /// A route, with the path's parameters.
    Route(RouteId, Vec<String>),
    /// A path whose routes have other methods.
    WrongMethod(&'router [RouteId]),
    /// A path that no route has.
    NoSuchPath,
    /// A browser's preflight, with the path's routes, of which there may be none.
    Preflight(&'router [RouteId]),
}

impl Resolved<'_> {
    /// The routes of its path that are in question.
    fn ids(&self) -> &[RouteId] {
        match self {
            Self::Route(id, _) => slice::from_ref(id),
            Self::WrongMethod(ids) | Self::Preflight(ids) => ids,
            Self::NoSuchPath => &[],
        }
    }
}

/// A response, and what the log and the metrics need of it.
pub(crate) struct RoutedResponse {
    /// What is sent.
    pub response: Response,
    /// The route's pattern: a path itself may carry secrets.
    pub pattern: &'static str,
    /// The family that answered.
    pub family: &'static str,
    /// What it is counted by.
    pub route: RouteId,
}

impl Router {
    /// A router over these families, the first of which answers where none is nearer.
    ///
    /// # Panics
    /// If there is no family, or two routes are the same.
    #[must_use]
    pub(crate) fn new(app: Arc<App>, mut families: Vec<Family>, cors: Cors) -> Self {
        assert!(!families.is_empty(), "a server needs a family");
        let public = app.public_url.as_deref();
        Self {
            public: public.and_then(|url| Origin::parse(url).ok()),
            app,
            table: RouteTable::new(&mut families),
            families,
            cors,
        }
    }

    /// Looks a request up by its head.
    #[must_use]
    pub(crate) fn resolve(&self, request: &Request) -> Resolved<'_> {
        let path = path_of(request.raw_url());
        let found = self.table.find(path);
        let ids = found.as_ref().map_or(&[][..], |found| found.ids);
        if self.cors.is_preflight(request) && self.is_open(ids, path) {
            return Resolved::Preflight(ids);
        }
        let Some(found) = found else {
            return Resolved::NoSuchPath;
        };
        match self.table.choose(found.ids, request.method()) {
            Some(id) => Resolved::Route(id, found.parameters),
            None => Resolved::WrongMethod(found.ids),
        }
    }

    /// Most bytes of body that a request may carry.
    #[must_use]
    pub(crate) fn body_limit(&self, resolved: &Resolved) -> u64 {
        match resolved {
            Resolved::Route(id, _) => self.table.route(*id).limit,
            // What has no route needs no body, but a client may send one before it learns so.
            _ => FIELDS_LIMIT,
        }
    }

    /// Answers a request that came in on this address.
    #[must_use]
    pub(crate) fn answer(
        &self,
        request: &Request,
        local: SocketAddr,
        resolved: Resolved,
        body: Vec<u8>,
    ) -> RoutedResponse {
        let path = path_of(request.raw_url());
        let is_open = self.is_open(resolved.ids(), path) && !self.is_by_cookie(&resolved, request);
        let mut answer = match resolved {
            Resolved::Route(id, parameters) => self.serve(id, parameters, (request, local), body),
            Resolved::WrongMethod(ids) => self.without_method(request, ids),
            Resolved::NoSuchPath => self.without_route(request, path),
            Resolved::Preflight(ids) => RoutedResponse {
                response: cors::preflight(request, self.allowed(ids)),
                pattern: "(preflight)",
                family: "site",
                route: self.table.preflight(),
            },
        };
        // What keeps itself to its own origin is the page, at a path that it shares with a family.
        if is_open && !security_headers::is_for_its_own_origin(&answer.response) {
            let origin = request.header("Origin");
            self.cors.allow(origin, &mut answer.response);
            self.cors
                .log_refused(request, self.app.public_url.as_deref());
        }
        security_headers::add(&mut answer.response);
        if request.is_secure() {
            security_headers::add_hsts(&mut answer.response);
        }
        answer
    }

    /// Whether pages of other origins may call these routes; where there are none, the family that is
    /// nearest to the path.
    fn is_open(&self, ids: &[RouteId], path: &str) -> bool {
        let mut routes = ids.iter().map(|id| self.table.route(*id));
        let owner = ids.first().map(|id| self.table.family(*id));
        let owner = owner.unwrap_or_else(|| self.nearest(path));
        routes.any(|route| route.any_origin) || self.families[owner].any_origin
    }

    /// Whether our page's cookie may have decided what is answered: that is for our page alone.
    fn is_by_cookie(&self, resolved: &Resolved, request: &Request) -> bool {
        let depends = |id: &RouteId| !self.table.route(*id).any_origin;
        resolved.ids().iter().any(depends) && cookie::token(request, false).is_some()
    }

    fn serve(
        &self,
        id: RouteId,
        parameters: Vec<String>,
        (request, local): (&Request, SocketAddr),
        body: Vec<u8>,
    ) -> RoutedResponse {
        let route = self.table.route(id);
        let family = &self.families[self.table.family(id)];
        let call = Call {
            app: &self.app,
            request,
            local,
            pattern: route.pattern,
            shape: &route.shape,
            parameters,
            public_url: self.app.public_url.as_deref(),
            public: self.public.as_ref(),
            lax_json: family.lax_json,
            body: body.into(),
        };
        let response = route
            .serve(&call)
            .unwrap_or_else(|fault| self.render(family, Some(route), &fault));
        RoutedResponse {
            response,
            pattern: route.pattern,
            family: family.name,
            route: id,
        }
    }

    /// OPTIONS is answered with the path's methods; any other method is refused with them.
    fn without_method(&self, request: &Request, ids: &[RouteId]) -> RoutedResponse {
        let owner = self.table.family(ids[0]);
        let family = &self.families[owner];
        let allowed = self.allowed(ids);
        let response = if request.method() == "OPTIONS" {
            Response::empty_204().with_additional_header("Allow", allowed)
        } else {
            self.render(family, None, &Fault::WrongMethod { allowed })
        };
        RoutedResponse {
            response,
            pattern: self.table.route(ids[0]).pattern,
            family: family.name,
            route: self.table.unmatched(owner),
        }
    }

    /// A fault that the edge found before a route was reached, in the form of the path's family.
    /// Whose target isn't known may be of the page, and is told to no other origin.
    #[must_use]
    pub(crate) fn refuse(
        &self,
        fault: &Fault,
        target: Option<&str>,
        origin: Option<&str>,
        by_tls: bool,
    ) -> RoutedResponse {
        let path = path_of(target.unwrap_or("/"));
        let found = self.table.find(path);
        let ids = found.as_ref().map_or(&[][..], |found| found.ids);
        let owner = ids.first().map(|id| self.table.family(*id));
        let mut answer = self.unmatched(fault, owner.unwrap_or_else(|| self.nearest(path)));
        if target.is_some() && self.is_open(ids, path) {
            self.cors.allow(origin, &mut answer.response);
        }
        security_headers::add(&mut answer.response);
        if by_tls {
            security_headers::add_hsts(&mut answer.response);
        }
        answer
    }

    /// Nothing is there: told in the form of the path's family, or with the page where people type addresses.
    fn without_route(&self, request: &Request, path: &str) -> RoutedResponse {
        let answer = self.unmatched(&Fault::NoSuchPath, self.nearest(path));
        let mut scopes = self.families.iter().flat_map(|family| family.scopes);
        let is_api = scopes.any(|scope| *scope != "/" && within(path, scope));
        let page = (!is_api).then(|| typed_address::answer(request)).flatten();
        RoutedResponse {
            response: page.unwrap_or(answer.response),
            ..answer
        }
    }

    fn unmatched(&self, fault: &Fault, owner: usize) -> RoutedResponse {
        let family = &self.families[owner];
        RoutedResponse {
            response: self.render(family, None, fault),
            pattern: "(none)",
            family: family.name,
            route: self.table.unmatched(owner),
        }
    }

    /// A fault as its family reports it, with the headers that HTTP requires for it.
    fn render(&self, family: &Family, route: Option<&Route>, fault: &Fault) -> Response {
        let (status, body) = family.render(route, fault, self.app.clock.now());
        let mut response = json(status, &body);
        let mut add =
            |name: &'static str, value: String| response.headers.push((name.into(), value.into()));
        match fault {
            Fault::WrongMethod { allowed } => add("Allow", allowed.clone()),
            Fault::WrongContentCoding => add("Accept-Encoding", "gzip, deflate".to_owned()),
            Fault::Busy { retry_after }
            | Fault::TooManyTries { retry_after }
            | Fault::KeyInUse { retry_after } => {
                add("Retry-After", retry_after.to_string());
            }
            _ if status == 401 => add("WWW-Authenticate", "Bearer".to_owned()),
            _ => {}
        }
        response
    }

    /// What requests are counted by, in the order of [`RouteId::index`].
    #[must_use]
    pub(crate) fn labels(&self) -> Vec<RequestLabels> {
        self.table.labels(&self.families)
    }

    /// The family whose scope is nearest to a path without a route.
    fn nearest(&self, path: &str) -> usize {
        let nearest = |family: &Family| {
            let scopes = family.scopes.iter().filter(|scope| within(path, scope));
            scopes.map(|scope| scope.len()).max().unwrap_or(0)
        };
        // Of equals the first: `max_by_key` would take the last.
        let all = self.families.iter().enumerate().rev();
        let best = all.max_by_key(|(_, family)| nearest(family));
        best.map_or(0, |(at, _)| at)
    }

    /// The methods of these routes; any, where there are none: so the page learns that there are none.
    fn allowed(&self, ids: &[RouteId]) -> String {
        if ids.is_empty() {
            return "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT".to_owned();
        }
        let mut names = vec!["OPTIONS"];
        for id in ids {
            let route = self.table.route(*id);
            names.push(route.method.name());
            if route.takes_head {
                names.push("HEAD");
            }
        }
        names.sort_unstable();
        names.join(", ")
    }
}
