//! `/api/users`: accounts as the published dashboard lists, shows, makes, changes and deletes them.

use serde_json::{Value, json};

use super::{
    NO_ACCESS, NO_TOKEN, NOT_FOUND, Pair, first_as_admin, newcomer, refused, register, registered,
    sign_up,
};
use crate::common::{Reply, TestServer};

/// An administrator (1), kucing (2), anjing (3) and burung (4).
fn scene() -> (TestServer, Pair) {
    let server = TestServer::start();
    let admin = first_as_admin(&server);
    for name in ["kucing", "anjing", "burung"] {
        register(&server, name);
    }
    (server, admin)
}

fn ask(server: &TestServer, who: &Pair, method: &str, path: &str) -> Reply {
    let target = format!("/api/users{path}");
    server.ask(method, &target).token(&who.access).send()
}

/// The numbers of a list.
fn ids(reply: &Reply) -> Vec<i64> {
    let list = reply.clone().expect(200).json();
    let list = list["results"].as_array().expect("a list").iter();
    list.map(|person| person["id"].as_i64().expect("a number"))
        .collect()
}

/// Characters that stand for themselves in no query are encoded.
fn encoded(json: &str) -> String {
    json.replace('"', "%22").replace(' ', "%20")
}

#[test]
fn a_part_of_the_list_is_asked_for_in_two_ways() {
    let (server, admin) = scene();
    for (query, expected, range) in [
        ("", &[1, 2, 3, 4][..], "users 0-3/4"),
        (
            r#"?range=[0,1]&sort=["id","ASC"]&filter={}"#,
            &[1, 2],
            "users 0-1/4",
        ),
        (
            r#"?range=[1,9]&sort=["username","DESC"]"#,
            &[4, 3, 1],
            "users 1-3/4",
        ),
        ("?range=[4,9]", &[], "users */4"),
        (r#"?sort=["email","ASC"]"#, &[1, 3, 4, 2], "users 0-3/4"),
        (r#"?sort=["name","DESC"]"#, &[4, 3, 2, 1], "users 0-3/4"),
        (
            "?_start=1&_end=3&_sort=id&_order=desc",
            &[3, 2],
            "users 1-2/4",
        ),
        (r#"?filter={"id":[2,"4"]}"#, &[2, 4], "users 0-1/2"),
        (r#"?filter={"id":"3"}"#, &[3], "users 0-0/1"),
        (r#"?filter={"q":"Cakep"}"#, &[1, 2, 3, 4], "users 0-3/4"),
        (r#"?filter={"q":"nobody"}"#, &[], "users */0"),
        (r#"?filter={"q":"kucing@"}"#, &[2], "users 0-0/1"),
        ("?range=[-5,-1]", &[1], "users 0-0/4"),
    ] {
        let query = encoded(query);
        let reply = ask(&server, &admin, "GET", &query);
        assert_eq!(ids(&reply), expected, "{query}");
        assert_eq!(reply.header("Content-Range"), Some(range), "{query}");
        let total = range.split('/').next_back();
        assert_eq!(reply.header("X-Total-Count"), total, "{query}");
        assert_eq!(Some(reply.json()["total"].to_string().as_str()), total);
    }
}

#[test]
fn a_record_is_whole_and_has_no_secrets() {
    let (server, admin) = scene();
    let kucing = json!({"id": 2, "name": "Kucing Cakep", "username": "kucing", "email": "kucing@example.com"});
    let listed = ask(&server, &admin, "GET", "").json();
    assert_eq!(listed["results"][1], kucing);
    assert_eq!(
        (&listed["status"], &listed["response"]),
        (&json!(true), &json!(true))
    );
    for name in ["2", "kucing", "Kucing@Example.com", "2/"] {
        let reply = ask(&server, &admin, "GET", &format!("/{name}")).expect(200);
        assert_eq!(reply.json()["results"], kucing, "{name}");
    }
    for name in ["9", "0", "-1", "nobody", "99999999999999999999"] {
        refused(
            &ask(&server, &admin, "GET", &format!("/{name}")),
            404,
            NOT_FOUND,
        );
    }
}

#[test]
fn what_is_asked_for_wrongly_is_named() {
    let (server, admin) = scene();
    for (query, sentence) in [
        ("?range=x", "`range` should be a list."),
        ("?range=[0]", "`range` should be a list."),
        (r#"?range=["0","9"]"#, "`range` should be a list."),
        ("?range={}", "`range` should be a list."),
        (r#"?sort="id""#, "`sort` should be a list."),
        (
            r#"?sort=["password","ASC"]"#,
            "`sort` must be one of id, name, username, email.",
        ),
        (r#"?sort=["id","UP"]"#, "`order` must be one of ASC, DESC."),
        (
            "?_sort=x",
            "`sort` must be one of id, name, username, email.",
        ),
        ("?_start=x", "`_start` should be an integer."),
        ("?filter=[]", "`filter` should be a JSON object."),
        (r#"?filter={"id":["x"]}"#, "`id` should be an integer."),
        (r#"?filter={"role":"admin"}"#, "`role` is unknown."),
    ] {
        let reply = ask(&server, &admin, "GET", &encoded(query));
        let told = reply.json()["message"].as_str().expect(query).to_owned();
        assert_eq!((reply.status, told.as_str()), (400, sentence), "{query}");
    }
}

#[test]
fn somebody_is_made_changed_and_deleted() {
    let (server, admin) = scene();
    let put = |path: &str, body: &Value| {
        let target = format!("/api/users/{path}");
        server
            .ask("PUT", &target)
            .token(&admin.access)
            .json(body)
            .send()
    };
    let made = server
        .post("/api/users")
        .token(&admin.access)
        .json(&sign_up("ikan"));
    registered(&made.send(), 5, "ikan");
    // The whole record comes back, with what isn't to be changed.
    let record = json!({"id": 7, "name": "Ikan Mas Koki", "username": "koki", "email": "koki@example.com", "role": "admin", "status": true});
    let changed = put("5", &record).expect(200).json()["results"].clone();
    let expected =
        json!({"id": 5, "name": "Ikan Mas Koki", "username": "koki", "email": "koki@example.com"});
    assert_eq!(changed, expected);
    assert_eq!(put("5", &json!({})).expect(200).json()["results"], expected);
    refused(
        &put("5", &json!({"username": "kucing"})),
        400,
        "Username `kucing` have been used.",
    );
    refused(
        &put("5", &json!({"email": "kucing@example.com"})),
        400,
        "Email have been used.",
    );
    refused(&put("9", &json!({"name": "x"})), 404, NOT_FOUND);
    let koki = super::login(&server, "koki");
    refused(&ask(&server, &koki, "GET", "/5"), 403, NO_ACCESS);
    ask(&server, &admin, "DELETE", "/5").expect(200);
    refused(&ask(&server, &admin, "GET", "/5"), 404, NOT_FOUND);
}

/// First and last name stay parted as they were.
#[test]
fn a_name_that_comes_back_is_no_change() {
    let (server, admin) = scene();
    let body = json!({"frontName": "Ayu Sri", "lastName": "Lestari", "email": "ayu@example.com", "password": super::PASSWORD});
    server.post("/api/register").json(&body).send().expect(200);
    let record = ask(&server, &admin, "GET", "/5").json()["results"].clone();
    assert_eq!(record["name"], "Ayu Sri Lestari");
    let ask = server.ask("PUT", "/api/users/5").token(&admin.access);
    ask.json(&record).send().expect(200);
    let rows = rusqlite::Connection::open(server.database()).expect("the database");
    let sql = "select front_name || '|' || last_name from accounts where id = 5";
    let name: String = rows.query_row(sql, (), |row| row.get(0)).expect("a name");
    assert_eq!(name, "Ayu Sri|Lestari");
}

#[test]
fn it_is_for_administrators_alone() {
    let (server, _) = scene();
    let monyet = newcomer(&server, "monyet");
    for (method, path) in [
        ("GET", ""),
        ("GET", "/5"),
        ("GET", "/monyet"),
        ("PUT", "/5"),
        ("POST", ""),
    ] {
        refused(&ask(&server, &monyet, method, path), 403, NO_ACCESS);
        refused(
            &server.ask(method, &format!("/api/users{path}")).send(),
            400,
            NO_TOKEN,
        );
    }
    let denied = ask(&server, &monyet, "DELETE", "/2").expect(403).json();
    assert_eq!(denied["error"], true, "FirstStep's route of this path");
}

/// Somebody may be called as somebody else is numbered.
#[test]
fn digits_that_mean_two_accounts_delete_neither() {
    let (server, admin) = scene();
    register(&server, "3");
    let tricky = super::login(&server, "3");
    ask(&server, &admin, "DELETE", "/3").expect(403);
    assert_eq!(ids(&ask(&server, &admin, "GET", "")), [1, 2, 3, 4, 5]);
    // Whoever is called so deletes themselves by their name, as FirstStep documents it.
    ask(&server, &tricky, "DELETE", "/3").expect(200);
    assert_eq!(ids(&ask(&server, &admin, "GET", "")), [1, 2, 3, 4]);
    ask(&server, &admin, "DELETE", "/3").expect(200);
    assert_eq!(ids(&ask(&server, &admin, "GET", "")), [1, 2, 4]);
}
