//! The route table that serves, as the tests go through it.

use firststep::api;

use crate::common::{Ask, TestServer};

/// A route, as far as a test asks.
#[derive(Debug, Clone)]
pub struct Known {
    pub family: &'static str,
    pub method: &'static str,
    pub pattern: &'static str,
    /// Whether it wants somebody signed in.
    pub signed_in: bool,
    /// Most bytes of its body, as the table has it: what it ought to be, a test says itself.
    pub limit: u64,
}

/// All of them.
pub fn all() -> Vec<Known> {
    let families = api::all();
    let known = families.iter().flat_map(|family| {
        family.routes.iter().map(|route| Known {
            family: family.name,
            method: route.method.name(),
            pattern: route.pattern,
            signed_in: route.operation().security.is_some(),
            limit: route.limit,
        })
    });
    known.collect()
}

/// Those of one family.
pub fn of(family: &str) -> Vec<Known> {
    let mut known = all();
    known.retain(|route| route.family == family);
    assert!(!known.is_empty(), "there is no family {family}");
    known
}

impl Known {
    /// Its path, the blanks filled with something that fits.
    pub fn path(&self) -> String {
        let file = match self.pattern {
            "/static/{file}" => "icon.svg",
            "/static/docs/{file}" => "redoc.js",
            _ => "User120230614_1.jpg",
        };
        self.pattern
            .replace("{file}", file)
            .replace("{username}", "User120230614")
            .replace("{key}", "AAAAAAAAAAAAAAAAAAAAAAA-")
            .replace(['{', '}'], "")
    }

    /// A request for it.
    pub fn ask<'server>(&self, server: &'server TestServer) -> Ask<'server> {
        server.ask(self.method, &self.path())
    }
}
