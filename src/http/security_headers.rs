//! The headers that every response has, unless it has its own value for them.

use rouille::Response;

const DEFAULTS: [(&str, &str); 6] = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Content-Security-Policy",
        "default-src 'none'; frame-ancestors 'none'",
    ),
];

/// Adds those that are missing.
pub(super) fn add(response: &mut Response) {
    for (name, value) in DEFAULTS {
        let mut headers = response.headers.iter();
        if !headers.any(|(known, _)| known.eq_ignore_ascii_case(name)) {
            response.headers.push((name.into(), value.into()));
        }
    }
}
