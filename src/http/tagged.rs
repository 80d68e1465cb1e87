//! JSON that is asked for again and again: who has it already is told so in a few bytes.

use std::marker::PhantomData;
use std::sync::Arc;

use rouille::Response;
use schemars::JsonSchema;
use serde::Serialize;

use crate::http::assets::Wants;
use crate::http::operation::Operation;
use crate::http::reply::{Reply, describe, not_modified, response, serialized};
use crate::platform::digest::sha256;

/// JSON with a tag of what is in it: whoever has that already gets 304.
pub(crate) struct Tagged<T> {
    json: Arc<[u8]>,
    wants: Wants,
    of: PhantomData<T>,
}

impl<T: Serialize + JsonSchema> Tagged<T> {
    /// Of a value.
    pub(crate) fn new(value: &T, wants: Wants) -> Self {
        Self::made(serialized(value).into(), wants)
    }

    /// Of JSON that was made before.
    pub(crate) const fn made(json: Arc<[u8]>, wants: Wants) -> Self {
        let of = PhantomData;
        Self { json, wants, of }
    }
}

impl<T: Serialize + JsonSchema> Reply for Tagged<T> {
    fn into_response(self) -> Response {
        let tag = format!("\"{}\"", &sha256(&self.json)[..32]);
        let reply = if self.wants.has(&tag) {
            not_modified()
        } else {
            response(200, "application/json", self.json.to_vec())
        };
        reply
            .with_additional_header("ETag", tag)
            .with_additional_header("Cache-Control", "private, no-cache")
    }

    fn describe(operation: &mut Operation) {
        describe::<T>(operation, 200);
    }
}
