//! Floor 4: what a route is, how a request becomes a typed call and a result a reply.

pub mod assets;
pub mod body;
pub mod call;
mod check;
pub mod cors;
pub mod family;
pub mod handler;
pub mod media;
pub mod multipart;
pub mod openapi;
pub mod operation;
pub mod pages;
mod path;
pub mod reply;
pub mod route;
pub mod router;
pub mod shape;
pub mod upload;
