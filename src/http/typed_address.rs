//! Addresses that people type: the page's screens lie behind a `#`, which nobody writes by hand.

use rouille::{Request, Response};

use crate::http::accept::Accept;
use crate::http::assets::{PAGE_POLICY, Wants, page};
use crate::http::path::path_of;
use crate::http::reply::vary;

/// The page's screens; `*` stands for any one part. A test compares them with the page's own list.
const SCREENS: &[&str] = &[
    "/account",
    "/admin",
    "/admin/log",
    "/admin/mails",
    "/admin/statistics",
    "/admin/users",
    "/admin/users/*",
    "/community",
    "/compare/*",
    "/forgotten",
    "/history",
    "/posts/*",
    "/profile",
    "/questionnaire-results/*",
    "/questionnaires",
    "/questionnaires/*",
    "/questionnaires/*/result",
    "/quiz",
    "/reminders",
    "/result",
    "/result/*",
    "/rooms",
    "/rooms/*",
    "/rooms/*/report",
    "/second-factor",
    "/sessions",
    "/set-password",
    "/set-password/*",
    "/sign-in",
    "/sign-up",
    "/types",
    "/types/*",
    "/undo",
    "/undo/*",
    "/verify",
    "/with/*",
];

/// The page, which opens the screen of that name or says in the reader's language that there is none. `None` for
/// whoever asks for something else than a page.
pub(crate) fn answer(request: &Request) -> Option<Response> {
    let reads = ["GET", "HEAD"].contains(&request.method());
    if !reads || !Accept::of(request).prefers("text/html", "application/json") {
        return None;
    }
    let mut response = page("index.html", &Wants::anew(request), PAGE_POLICY).ok()?;
    let path = path_of(request.raw_url()).trim_end_matches('/');
    if !SCREENS.iter().any(|screen| fits(screen, path)) {
        response.status_code = 404;
    }
    vary(&mut response, "Accept");
    Some(response)
}

fn fits(screen: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    let all = screen.split('/').all(|word| {
        let part = parts.next();
        part.is_some_and(|part| part == word || (word == "*" && !part.is_empty()))
    });
    all && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::assets::find;

    #[test]
    fn every_screen_of_the_page_can_be_typed() {
        let main = find("app/main.js").expect("it is there").unpacked();
        let main = String::from_utf8(main).expect("text");
        let pattern = |line: &str| {
            let pattern = line.strip_prefix("route(\"")?.split('"').next()?;
            let parts = pattern
                .split('/')
                .map(|part| if part.starts_with(':') { "*" } else { part });
            Some(parts.collect::<Vec<_>>().join("/"))
        };
        let mut screens: Vec<String> = main.lines().filter_map(pattern).collect();
        // These two have routes of their own.
        screens.retain(|screen| screen != "/" && screen != "/shared/*");
        screens.sort();
        assert_eq!(screens, SCREENS);
    }

    #[test]
    fn a_screen_is_found_with_its_parts_and_nothing_else() {
        let is_known = |path: &str| SCREENS.iter().any(|screen| fits(screen, path));
        for path in ["/quiz", "/result/12", "/admin/users"] {
            assert!(is_known(path), "{path}");
        }
        for path in [
            "/quiz/1",
            "/result//",
            "/result/1/2",
            "/nothing",
            "//quiz",
            "/QUIZ",
            "",
        ] {
            assert!(!is_known(path), "{path}");
        }
    }
}
