//! What goes wrong, in the documented envelope.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

pub enum Fault {
    NoToken,
    BadToken,
    WrongLogin,
    EmailTaken,
    BadInput,
    Internal(String),
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (status, words) = match self {
            Self::NoToken => (StatusCode::UNAUTHORIZED, "token tidak ada"),
            Self::BadToken => (StatusCode::UNAUTHORIZED, "Token invalid"),
            Self::WrongLogin => (StatusCode::UNAUTHORIZED, "Login gagal, silahkan coba lagi !!!"),
            Self::EmailTaken => (StatusCode::BAD_REQUEST, "Email sudah digunakan"),
            Self::BadInput => (StatusCode::BAD_REQUEST, "Permintaan tidak valid"),
            Self::Internal(error) => {
                tracing::error!(error);
                (StatusCode::INTERNAL_SERVER_ERROR, "Terjadi kesalahan pada server")
            }
        };
        (status, Json(json!({"error": true, "msg": words}))).into_response()
    }
}

/// Everything that is the server's own trouble.
impl<E: std::error::Error> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Internal(error.to_string())
    }
}
