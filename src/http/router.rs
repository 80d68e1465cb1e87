//! From a request to its route, and from what came of it to a response.

use std::collections::HashMap;
use std::sync::Arc;

use rouille::{Request, Response};

use crate::app::App;
use crate::domain::fault::Fault;
use crate::http::call::Call;
use crate::http::cors::Cors;
use crate::http::family::Family;
use crate::http::path::{Segment, bare, decode, fits, path_of, segments, within};
use crate::http::reply::json;
use crate::http::route::{FIELDS_LIMIT, Method, Route};
use crate::http::row::{self, Row, Rows};

/// All families' routes, looked up by path.
pub(crate) struct Router {
    app: Arc<App>,
    families: Vec<Family>,
    /// Paths without parameters.
    plain: HashMap<&'static str, Vec<Place>>,
    /// Paths with parameters, taken apart.
    with_parameters: Vec<(Vec<Segment>, Vec<Place>)>,
    rows: Rows,
    cors: Cors,
    public_url: Option<String>,
}

/// Where a route stands: family and line.
#[derive(Clone, Copy)]
struct Place(usize, usize);

/// A response, and what the log says of it.
pub(crate) struct Answer {
    /// What is sent.
    pub response: Response,
    /// The route's pattern: a path itself may carry secrets.
    pub pattern: &'static str,
    /// The family that answered.
    pub family: &'static str,
    /// Where it is counted, among [`Router::rows`].
    pub row: usize,
}

/// What a path leads to.
struct Found<'router> {
    places: &'router [Place],
    parameters: Vec<String>,
}

impl Router {
    /// A router over these families, the first of which answers where none is nearer.
    ///
    /// # Panics
    /// If there is no family, or two routes are the same.
    #[must_use]
    pub(crate) fn new(
        app: Arc<App>,
        families: Vec<Family>,
        cors: Cors,
        public_url: Option<String>,
    ) -> Self {
        assert!(!families.is_empty(), "a server needs a family");
        let mut router = Self {
            app,
            plain: HashMap::new(),
            with_parameters: Vec::new(),
            rows: Rows::of(&families),
            families: Vec::new(),
            cors,
            public_url,
        };
        for (at, family) in families.iter().enumerate() {
            for (line, route) in family.routes.iter().enumerate() {
                router.enter(&families, route, Place(at, line));
            }
        }
        router.families = families;
        router
    }

    fn enter(&mut self, families: &[Family], route: &Route, place: Place) {
        let places = if route.pattern.contains('{') {
            self.places_with_parameters(segments(route.pattern))
        } else {
            self.plain.entry(bare(route.pattern)).or_default()
        };
        let double = places
            .iter()
            .any(|Place(at, line)| families[*at].routes[*line].method == route.method);
        assert!(
            !double,
            "{} {} stands twice",
            route.method.name(),
            route.pattern
        );
        places.push(place);
    }

    fn places_with_parameters(&mut self, segments: Vec<Segment>) -> &mut Vec<Place> {
        let known = self
            .with_parameters
            .iter()
            .position(|(known, _)| *known == segments);
        let at = known.unwrap_or_else(|| {
            self.with_parameters.push((segments, Vec::new()));
            self.with_parameters.len() - 1
        });
        &mut self.with_parameters[at].1
    }

    /// Most bytes of body that a request may carry.
    #[must_use]
    pub(crate) fn body_limit(&self, method: &str, target: &str) -> u64 {
        let found = self.find(path_of(target));
        let route = found.and_then(|found| self.choose(&found, method));
        // What has no route needs no body, but a client may send one before it learns so.
        route.map_or(FIELDS_LIMIT, |place| self.route(place).limit)
    }

    /// Answers a request.
    #[must_use]
    pub(crate) fn answer(&self, request: &Request) -> Answer {
        let path = path_of(request.raw_url());
        if let Some(mut response) = self.cors.preflight(request) {
            harden(&mut response);
            return Answer {
                response,
                pattern: "(preflight)",
                family: "house",
                row: self.rows.preflight(),
            };
        }
        let mut answer = self.dispatch(request, path);
        self.cors.allow(request, &mut answer.response);
        harden(&mut answer.response);
        answer
    }

    fn dispatch(&self, request: &Request, path: &str) -> Answer {
        let Some(found) = self.find(path) else {
            return self.refuse(&Fault::NoSuchPath, path);
        };
        let Some(place) = self.choose(&found, request.method()) else {
            return self.without_method(request, &found);
        };
        let route = self.route(place);
        let family = &self.families[place.0];
        let call = Call {
            app: &self.app,
            request,
            route,
            parameters: found.parameters,
            base: self.base(request),
        };
        let response = route
            .serve(&call)
            .unwrap_or_else(|fault| self.render(family, Some(route), &fault));
        Answer {
            response,
            pattern: route.pattern,
            family: family.name,
            row: self.rows.route(place.0, place.1),
        }
    }

    /// OPTIONS tells the methods; any other that isn't there is refused with them.
    fn without_method(&self, request: &Request, found: &Found) -> Answer {
        let first = found.places[0];
        let family = &self.families[first.0];
        let allowed = self.allowed(found);
        let response = if request.method() == "OPTIONS" {
            Response::empty_204().with_additional_header("Allow", allowed)
        } else {
            self.render(family, None, &Fault::WrongMethod { allowed })
        };
        Answer {
            response,
            pattern: self.route(first).pattern,
            family: family.name,
            row: self.rows.nothing(first.0),
        }
    }

    /// A fault told by whichever family the path belongs to.
    #[must_use]
    pub(crate) fn refuse(&self, fault: &Fault, path: &str) -> Answer {
        let owner = self.owner(path);
        let family = &self.families[owner];
        let mut response = self.render(family, None, fault);
        // The edge refuses through here too, past `answer`.
        harden(&mut response);
        Answer {
            response,
            pattern: "(none)",
            family: family.name,
            row: self.rows.nothing(owner),
        }
    }

    /// A fault in its words, with the headers HTTP wants for it.
    fn render(&self, family: &Family, route: Option<&Route>, fault: &Fault) -> Response {
        let (status, body) = family.render(route, fault, self.app.clock.now());
        let mut response = json(status, &body);
        let mut add =
            |name: &'static str, value: String| response.headers.push((name.into(), value.into()));
        match fault {
            Fault::WrongMethod { allowed } => add("Allow", allowed.clone()),
            Fault::Busy { retry_after } | Fault::TooManyTries { retry_after } => {
                add("Retry-After", retry_after.to_string());
            }
            _ if status == 401 => add("WWW-Authenticate", "Bearer".to_owned()),
            _ => {}
        }
        response
    }

    /// What answers are counted by.
    #[must_use]
    pub(crate) fn rows(&self) -> Vec<Row> {
        row::list(&self.families)
    }

    /// The family of the path's route, or else the one whose scope is nearest.
    fn owner(&self, path: &str) -> usize {
        let path = path_of(path);
        if let Some(Place(family, _)) = self.find(path).and_then(|found| found.places.first()) {
            return *family;
        }
        let nearest = |family: &Family| {
            let scopes = family.scopes.iter().filter(|scope| within(path, scope));
            scopes.map(|scope| scope.len()).max().unwrap_or(0)
        };
        // Of equals the first: `max_by_key` would take the last.
        let all = self.families.iter().enumerate().rev();
        let best = all.max_by_key(|(_, family)| nearest(family));
        best.map_or(0, |(at, _)| at)
    }

    fn route(&self, Place(family, line): Place) -> &Route {
        &self.families[family].routes[line]
    }

    fn choose(&self, found: &Found, method: &str) -> Option<Place> {
        let method = if method == "HEAD" { "GET" } else { method };
        let fits = |place: &&Place| self.route(**place).method.name() == method;
        found.places.iter().find(fits).copied()
    }

    fn allowed(&self, found: &Found) -> String {
        let mut names = vec!["OPTIONS"];
        for place in found.places {
            let method = self.route(*place).method;
            names.push(method.name());
            if method == Method::Get {
                names.push("HEAD");
            }
        }
        names.sort_unstable();
        names.join(", ")
    }

    /// Words win over parameters; a parameter matches one segment that isn't empty.
    fn find(&self, path: &str) -> Option<Found<'_>> {
        let path = bare(path);
        if let Some(places) = self.plain.get(path) {
            return Some(Found {
                places,
                parameters: Vec::new(),
            });
        }
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let fitting = self
            .with_parameters
            .iter()
            .filter(|(segments, _)| fits(segments, &parts));
        let (segments, places) = fitting.max_by_key(|(segments, _)| {
            segments
                .iter()
                .map(|segment| matches!(segment, Segment::Word(_)))
                .collect::<Vec<_>>()
        })?;
        let parameters = segments
            .iter()
            .zip(parts)
            .filter(|(segment, _)| **segment == Segment::Parameter);
        let parameters: Option<Vec<String>> = parameters.map(|(_, part)| decode(part)).collect();
        Some(Found {
            places,
            parameters: parameters?,
        })
    }

    /// The address people reach us at: as configured, or as the client wrote it.
    fn base(&self, request: &Request) -> String {
        if let Some(url) = &self.public_url {
            return url.clone();
        }
        let scheme = if request.is_secure() { "https" } else { "http" };
        format!(
            "{scheme}://{}",
            request.header("Host").unwrap_or("localhost")
        )
    }
}

/// What every response says, unless it said so itself.
fn harden(response: &mut Response) {
    const DEFAULTS: [(&str, &str); 6] = [
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        (
            "Content-Security-Policy",
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ];
    for (name, value) in DEFAULTS {
        if !response
            .headers
            .iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            response.headers.push((name.into(), value.into()));
        }
    }
}
