//! A route: how it is reached, served and described, written once.

use std::sync::LazyLock;

use rouille::Response;
use serde_json::Value;

use crate::domain::fault::Fault;
use crate::http::call::Call;
use crate::http::handler::Handler;
use crate::http::idempotency::{self, Owner};
use crate::http::operation::Operation;
use crate::http::shape::Shape;

/// Most bytes of a body that carries fields only.
pub(crate) const FIELDS_LIMIT: u64 = 64 * 1024;

/// The methods routes have. HEAD goes with GET, OPTIONS with every path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or does.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// Its name in a request line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// The status and the body of a fault that a route reports otherwise than its family.
pub(crate) type ErrorOverride = fn(&Fault) -> Option<(u16, Value)>;

type HandlerFn = dyn Fn(&Call) -> Result<Response, Fault> + Send + Sync;

/// One line of a family's table.
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path; a segment `{name}` is a path parameter.
    pub pattern: &'static str,
    /// Most bytes of its body.
    pub limit: u64,
    /// Whether pages of other origins may read it though its family isn't open to them.
    pub any_origin: bool,
    /// The faults that it reports otherwise than its family.
    pub errors: Option<ErrorOverride>,
    /// Whether HEAD is served as GET is: not where a GET changes something, as a document wants it.
    pub takes_head: bool,
    /// Whose the `Idempotency-Key` of a request is, if such keys are honoured.
    idempotent: Option<Owner>,
    summary: &'static str,
    faults: Vec<Fault>,
    content_type: Option<&'static str>,
    describe: fn(&mut Operation),
    /// The body's shape, made for the first request: a start needn't wait for the schemas of a
    /// hundred routes.
    pub(super) shape: LazyLock<Option<Shape>>,
    serve: Box<HandlerFn>,
}

impl Route {
    /// A route served by this function, described by its signature.
    pub(crate) fn new<Arguments, H: Handler<Arguments>>(
        method: Method,
        pattern: &'static str,
        handler: H,
    ) -> Self {
        Self {
            method,
            pattern,
            limit: FIELDS_LIMIT,
            any_origin: false,
            errors: None,
            takes_head: method == Method::Get,
            idempotent: None,
            summary: "",
            faults: Vec::new(),
            content_type: None,
            describe: H::describe,
            shape: LazyLock::new(|| {
                let mut operation = Operation::default();
                H::describe(&mut operation);
                Some(Shape::of(operation.body?.schema))
            }),
            serve: Box::new(move |call| handler.serve(call)),
        }
    }

    /// Its description. Made anew each time: only the OpenAPI document asks for it, once.
    #[must_use]
    pub fn operation(&self) -> Operation {
        let mut operation = Operation {
            summary: self.summary,
            ..Operation::default()
        };
        (self.describe)(&mut operation);
        if self.idempotent.is_some() {
            idempotency::describe(&mut operation);
        }
        for fault in &self.faults {
            operation.fails(fault.clone());
        }
        for reply in &mut operation.replies {
            if let Some(content_type) = self.content_type {
                reply.give(content_type);
            }
        }
        operation
    }

    /// The shape of its body, if it takes one.
    pub fn shape(&self) -> Option<&Shape> {
        self.shape.as_ref()
    }

    /// Says that a GET changes something, which HEAD must not.
    #[must_use]
    pub(crate) fn that_changes(mut self) -> Self {
        self.takes_head = false;
        self
    }

    /// Sets its summary, one line.
    #[must_use]
    pub(crate) fn about(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// Adds faults that its extractors don't describe.
    #[must_use]
    pub(crate) fn fails(mut self, faults: &[Fault]) -> Self {
        self.faults.extend_from_slice(faults);
        self
    }

    /// Says what the reply of a handler is that makes it by hand.
    #[must_use]
    pub(crate) fn gives(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }

    /// Takes larger or smaller bodies than [`FIELDS_LIMIT`] bytes.
    #[must_use]
    pub(crate) fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Lets pages of other origins read it, whatever its family: nothing in it depends on who asks.
    #[must_use]
    pub(crate) fn for_any_origin(mut self) -> Self {
        self.any_origin = true;
        self
    }

    /// Reports some faults otherwise than its family.
    #[must_use]
    pub(crate) fn errors(mut self, errors: ErrorOverride) -> Self {
        self.errors = Some(errors);
        self
    }

    /// Honours the `Idempotency-Key` of a request, which belongs to this account: the same request under
    /// the same key is done once. The handler's first write must be the effect that may not happen twice.
    #[must_use]
    pub(crate) fn idempotent(mut self, owner: Owner) -> Self {
        self.idempotent = Some(owner);
        self
    }

    /// Serves a call.
    ///
    /// # Errors
    /// The handler's.
    pub(crate) fn serve(&self, call: &Call) -> Result<Response, Fault> {
        match self.idempotent {
            Some(owner) if idempotency::is_keyed(call) => {
                idempotency::serve(call, owner, || (self.serve)(call))
            }
            _ => (self.serve)(call),
        }
    }
}

/// A route that reads.
pub(crate) fn get<Arguments>(pattern: &'static str, handler: impl Handler<Arguments>) -> Route {
    Route::new(Method::Get, pattern, handler)
}

/// A route that creates or does something.
pub(crate) fn post<Arguments>(pattern: &'static str, handler: impl Handler<Arguments>) -> Route {
    Route::new(Method::Post, pattern, handler)
}

/// A route that replaces something.
pub(crate) fn put<Arguments>(pattern: &'static str, handler: impl Handler<Arguments>) -> Route {
    Route::new(Method::Put, pattern, handler)
}

/// A route that changes a part of something.
pub(crate) fn patch<Arguments>(pattern: &'static str, handler: impl Handler<Arguments>) -> Route {
    Route::new(Method::Patch, pattern, handler)
}

/// A route that removes something.
pub(crate) fn delete<Arguments>(pattern: &'static str, handler: impl Handler<Arguments>) -> Route {
    Route::new(Method::Delete, pattern, handler)
}
