//! Floor 4: what a route is, how a request becomes a typed call and a result a reply.

pub mod accept;
pub mod assets;
pub mod bearer;
pub mod body;
pub mod call;
mod check;
pub mod cookie;
pub mod cors;
pub mod family;
pub mod handler;
pub mod media;
pub mod multipart;
pub mod numbers;
pub mod openapi;
pub mod operation;
pub mod pages;
pub mod paging;
mod path;
pub mod reply;
pub mod route;
pub mod router;
pub mod row;
pub mod shape;
pub mod upload;
