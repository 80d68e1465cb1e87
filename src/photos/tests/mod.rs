//! The module as its callers see it; what one file does alone is tested in that file.

mod decode;
mod hostile;
mod measure;
mod store;
