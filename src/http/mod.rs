//! Floor 4: what a route is, how a request becomes a typed call and a result a reply.

pub(crate) mod accept;
pub(crate) mod assets;
pub(crate) mod bearer;
pub(crate) mod body;
pub(crate) mod call;
mod check;
pub mod cookie;
pub(crate) mod cors;
pub(crate) mod family;
pub(crate) mod handler;
pub(crate) mod media;
pub(crate) mod multipart;
pub(crate) mod numbers;
pub(crate) mod openapi;
pub(crate) mod operation;
pub(crate) mod paging;
mod path;
pub(crate) mod reply;
pub(crate) mod route;
pub(crate) mod router;
pub(crate) mod row;
pub(crate) mod shape;
pub(crate) mod upload;
