//! All families' routes in one table, found by path.

use std::collections::HashMap;
use std::mem;

use crate::http::family::Family;
use crate::http::path::{Segment, bare, decode, fits, segments};
use crate::http::request_labels::RequestLabels;
use crate::http::route::Route;

/// What a request is served, limited, logged and counted by: a route, or where no route fits its
/// family, or a preflight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RouteId(usize);

impl RouteId {
    /// Its place among [`RouteTable::labels`].
    pub(crate) const fn index(self) -> usize {
        self.0
    }
}

/// The routes of a path, one for each method, and the path's parameters.
pub(super) struct PathMatch<'table> {
    pub ids: &'table [RouteId],
    pub parameters: Vec<String>,
}

#[derive(Default)]
pub(super) struct RouteTable {
    /// Each route and the index of its family.
    routes: Vec<(usize, Route)>,
    families: usize,
    /// Paths without parameters.
    plain: HashMap<&'static str, Vec<RouteId>>,
    /// Paths with parameters, taken apart; literal segments before parameters.
    with_parameters: Vec<(Vec<Segment>, Vec<RouteId>)>,
}

impl RouteTable {
    /// Takes the routes of these families.
    ///
    /// # Panics
    /// If two routes are the same.
    pub(super) fn new(families: &mut [Family]) -> Self {
        let mut table = Self {
            families: families.len(),
            ..Self::default()
        };
        for (family, entry) in families.iter_mut().enumerate() {
            for route in mem::take(&mut entry.routes) {
                table.add(family, route);
            }
        }
        table.with_parameters.sort_by_cached_key(|(segments, _)| {
            let parameters = segments.iter().map(|one| *one == Segment::Parameter);
            parameters.collect::<Vec<_>>()
        });
        table
    }

    fn add(&mut self, family: usize, route: Route) {
        let Self {
            plain,
            with_parameters,
            routes,
            ..
        } = self;
        let ids = if route.pattern.contains('{') {
            entry(with_parameters, segments(route.pattern))
        } else {
            plain.entry(bare(route.pattern)).or_default()
        };
        let (method, pattern) = (route.method, route.pattern);
        let double = ids.iter().any(|id| routes[id.0].1.method == method);
        assert!(!double, "{} {pattern} is there twice", method.name());
        ids.push(RouteId(routes.len()));
        routes.push((family, route));
    }

    /// The routes of a path. Literal segments win over parameters; a parameter matches one segment
    /// that isn't empty.
    pub(super) fn find(&self, path: &str) -> Option<PathMatch<'_>> {
        let path = bare(path);
        if let Some(ids) = self.plain.get(path) {
            let parameters = Vec::new();
            return Some(PathMatch { ids, parameters });
        }
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let mut patterns = self.with_parameters.iter();
        let (segments, ids) = patterns.find(|(segments, _)| fits(segments, &parts))?;
        let parameters = segments
            .iter()
            .zip(parts)
            .filter(|(segment, _)| **segment == Segment::Parameter);
        let parameters: Option<Vec<String>> = parameters.map(|(_, part)| decode(part)).collect();
        Some(PathMatch {
            ids,
            parameters: parameters?,
        })
    }

    /// The one of these routes that serves a method.
    pub(super) fn choose(&self, ids: &[RouteId], method: &str) -> Option<RouteId> {
        let fits = |id: &&RouteId| {
            let route = self.route(**id);
            route.method.name() == method || method == "HEAD" && route.takes_head
        };
        ids.iter().find(fits).copied()
    }

    pub(super) fn route(&self, id: RouteId) -> &Route {
        &self.routes[id.0].1
    }

    /// The index of the route's family.
    pub(super) fn family(&self, id: RouteId) -> usize {
        self.routes[id.0].0
    }

    /// Requests that a family answers without a route.
    pub(super) const fn unmatched(&self, family: usize) -> RouteId {
        RouteId(self.routes.len() + family)
    }

    pub(super) const fn preflight(&self) -> RouteId {
        RouteId(self.routes.len() + self.families)
    }

    /// The labels of every [`RouteId`], in their order.
    pub(super) fn labels(&self, families: &[Family]) -> Vec<RequestLabels> {
        let routes = self.routes.iter().map(|(family, route)| RequestLabels {
            method: route.method.name(),
            pattern: route.pattern,
            family: families[*family].name,
        });
        let unmatched = families.iter().map(|family| RequestLabels {
            method: "other",
            pattern: "(none)",
            family: family.name,
        });
        let preflight = RequestLabels {
            method: "OPTIONS",
            pattern: "(preflight)",
            family: "site",
        };
        routes.chain(unmatched).chain([preflight]).collect()
    }
}

fn entry(
    known: &mut Vec<(Vec<Segment>, Vec<RouteId>)>,
    segments: Vec<Segment>,
) -> &mut Vec<RouteId> {
    let at = known.iter().position(|(known, _)| *known == segments);
    let at = at.unwrap_or_else(|| {
        known.push((segments, Vec::new()));
        known.len() - 1
    });
    &mut known[at].1
}
