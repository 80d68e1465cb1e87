//! What answers are counted by: a row for each route, one for each family where no route fits, and
//! one for browsers that ask what they may ask. A path never makes a new one.

use crate::http::family::Family;

/// What an answer is counted under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    /// The route's method, which HEAD goes with; `other` where no route fits.
    pub method: &'static str,
    /// The route's pattern, or a word in brackets.
    pub pattern: &'static str,
    /// The family.
    pub family: &'static str,
}

/// Where each row stands: the families' routes in their order, then the rest.
pub(super) struct Rows {
    /// The first row of each family.
    firsts: Vec<usize>,
    routes: usize,
}

impl Rows {
    pub(super) fn of(families: &[Family]) -> Self {
        let mut routes = 0;
        let firsts = families.iter().map(|family| {
            routes += family.routes.len();
            routes - family.routes.len()
        });
        Self {
            firsts: firsts.collect(),
            routes,
        }
    }

    pub(super) fn route(&self, family: usize, line: usize) -> usize {
        self.firsts[family] + line
    }

    pub(super) const fn nothing(&self, family: usize) -> usize {
        self.routes + family
    }

    pub(super) const fn preflight(&self) -> usize {
        self.routes + self.firsts.len()
    }
}

/// All of them, in their order.
pub(super) fn list(families: &[Family]) -> Vec<Row> {
    let routes = families.iter().flat_map(|family| {
        family.routes.iter().map(|route| Row {
            method: route.method.name(),
            pattern: route.pattern,
            family: family.name,
        })
    });
    let nothing = families.iter().map(|family| Row {
        method: "other",
        pattern: "(none)",
        family: family.name,
    });
    let preflight = Row {
        method: "OPTIONS",
        pattern: "(preflight)",
        family: "house",
    };
    routes.chain(nothing).chain([preflight]).collect()
}
