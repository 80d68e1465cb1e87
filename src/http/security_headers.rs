//! The headers that every response has, unless it has its own value for them.

use rouille::Response;

/// Which pages may embed a response.
pub(super) const RESOURCE_POLICY: &str = "Cross-Origin-Resource-Policy";

const DEFAULTS: [(&str, &str); 6] = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    (RESOURCE_POLICY, "same-origin"),
    (
        "Content-Security-Policy",
        "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
];

/// Adds those that are missing.
pub(crate) fn add(response: &mut Response) {
    for (name, value) in DEFAULTS {
        let mut headers = response.headers.iter();
        if !headers.any(|(known, _)| known.eq_ignore_ascii_case(name)) {
            response.headers.push((name.into(), value.into()));
        }
    }
}

/// Makes browsers keep to TLS for a year. For this host alone and for no preload list: the certificate is the
/// operator's, and they may go back.
pub(super) fn add_hsts(response: &mut Response) {
    let value = "max-age=31536000".into();
    response
        .headers
        .push(("Strict-Transport-Security".into(), value));
}

/// Whether a response says by itself that it is for pages of its own origin only.
pub(super) fn is_for_its_own_origin(response: &Response) -> bool {
    let mut headers = response.headers.iter();
    headers.any(|(name, value)| name == RESOURCE_POLICY && value == "same-origin")
}
