//! Photos as clients send and see them: what is kept, what is refused, and what caches are told.

mod kept;
mod refused;
mod sent;
