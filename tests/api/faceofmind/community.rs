//! Posts and comments.

use serde_json::{Value, json};

use super::{NOT_ALLOWED, Who, admin, done, newcomer, refused, told};
use crate::common::TestServer;

const NO_POST: &str = "Post not found";
const NO_COMMENT: &str = "Comment not found";

fn post(id: i64, user: i64, title: &str, content: &str) -> String {
    commented(0, id, user, &json!(title), content)
}

/// A post with so many comments.
fn commented(comments: i64, id: i64, user: i64, title: &Value, content: &str) -> String {
    format!(
        r#"{{"id":{id},"user_id":{user},"author":{{"name":"John Doe"}},"title":{title},"content":"{content}","created_at":"<time>","updated_at":"<time>","comment_count":{comments}}}"#
    )
}

fn comment(id: i64, post: i64, user: i64, content: &str) -> String {
    format!(
        r#"{{"id":{id},"post_id":{post},"user_id":{user},"author":{{"name":"John Doe"}},"content":"{content}","created_at":"<time>","updated_at":"<time>"}}"#
    )
}

/// A server with an administrator (1), Ann (2) and Bob (3).
fn scene() -> (TestServer, Who, Who, Who) {
    let server = TestServer::start();
    let admin = admin(&server);
    let ann = newcomer(&server, "ann@example.com");
    let bob = newcomer(&server, "bob@example.com");
    (server, admin, ann, bob)
}

#[test]
fn everybody_reads_posts_newest_first() {
    let (server, _, ann, bob) = scene();
    let body = json!({"title": " A day ", "content": "One\r\n\tTwo\n"});
    told(
        ann.post(&server, "/posts", &body),
        &post(1, 2, "A day", r"One\n\tTwo"),
    );
    bob.make(&server, "/posts", &json!({"title": "B", "content": "b"}));
    ann.make(&server, "/posts/", &json!({"title": "C", "content": "c"}));
    let (first, second, third) = (
        post(1, 2, "A day", r"One\n\tTwo"),
        post(2, 3, "B", "b"),
        post(3, 2, "C", "c"),
    );
    told(
        bob.get(&server, "/posts"),
        &format!("[{third},{second},{first}]"),
    );
    told(
        bob.get(&server, "/posts/?skip=1&limit=1"),
        &format!("[{second}]"),
    );
    told(bob.get(&server, "/posts/1"), &first);
}

#[test]
fn a_post_is_its_writers_and_an_administrators_to_change() {
    let (server, admin, ann, bob) = scene();
    ann.make(&server, "/posts", &json!({"title": "A", "content": "a"}));
    for reply in [
        bob.put(&server, "/posts/1", &json!({"title": "X"})),
        bob.delete(&server, "/posts/1"),
    ] {
        refused(&reply, 403, NOT_ALLOWED);
    }
    told(
        ann.put(&server, "/posts/1", &json!({"title": "B"})),
        &post(1, 2, "B", "a"),
    );
    told(
        ann.put(&server, "/posts/1", &json!({"content": "b", "title": null})),
        &post(1, 2, "B", "b"),
    );
    told(
        ann.put(&server, "/posts/1", &json!({"user_id": 3, "id": 9})),
        &post(1, 2, "B", "b"),
    );
    told(
        admin.put(&server, "/posts/1", &json!({"title": "C"})),
        &post(1, 2, "C", "b"),
    );
    done(
        &admin.delete(&server, "/posts/1"),
        "Post deleted successfully",
    );
    ann.make(&server, "/posts", &json!({"title": "A", "content": "a"}));
    done(
        &ann.delete(&server, "/posts/2"),
        "Post deleted successfully",
    );
    told(ann.get(&server, "/posts"), "[]");
}

#[test]
fn a_change_shows_in_its_time() {
    let (server, _, ann, _) = scene();
    ann.make(&server, "/posts", &json!({"title": "A", "content": "a"}));
    server.advance(std::time::Duration::from_secs(60));
    let changed = ann
        .put(&server, "/posts/1", &json!({"title": "B"}))
        .expect(200)
        .json();
    assert!(
        changed["created_at"].as_str() < changed["updated_at"].as_str(),
        "{changed}"
    );
}

#[test]
fn everybody_comments_and_reads_comments_newest_first() {
    let (server, _, ann, bob) = scene();
    ann.make(&server, "/posts", &json!({"title": "A", "content": "a"}));
    let at = "/posts/1/comments";
    let first = comment(1, 1, 3, "Nice!");
    told(
        bob.post(&server, at, &json!({"content": " Nice! "})),
        &first,
    );
    let second = comment(2, 1, 2, "Thanks.");
    told(
        ann.post(&server, at, &json!({"content": "Thanks."})),
        &second,
    );
    told(ann.get(&server, at), &format!("[{second},{first}]"));
    told(
        ann.get(&server, &format!("{at}?limit=1&skip=1")),
        &format!("[{first}]"),
    );
    told(ann.get(&server, &format!("{at}/1")), &first);
}

#[test]
fn a_comment_is_its_writers_and_an_administrators_to_change() {
    let (server, admin, ann, bob) = scene();
    ann.make(&server, "/posts", &json!({"title": "A", "content": "a"}));
    bob.make(&server, "/posts/1/comments", &json!({"content": "x"}));
    bob.make(&server, "/posts/1/comments", &json!({"content": "y"}));
    let at = "/posts/1/comments/1";
    // Not even the post's writer changes what others say.
    refused(
        &ann.put(&server, at, &json!({"content": "z"})),
        403,
        NOT_ALLOWED,
    );
    refused(&ann.delete(&server, at), 403, NOT_ALLOWED);
    told(
        bob.put(&server, at, &json!({"content": "z"})),
        &comment(1, 1, 3, "z"),
    );
    told(
        admin.put(&server, at, &json!({"content": "w"})),
        &comment(1, 1, 3, "w"),
    );
    done(&bob.delete(&server, at), "Comment deleted successfully");
    done(
        &admin.delete(&server, "/posts/1/comments/2"),
        "Comment deleted successfully",
    );
    told(ann.get(&server, "/posts/1/comments"), "[]");
}

#[test]
fn what_isnt_there_is_said_so() {
    let (server, admin, ann, _) = scene();
    ann.make(&server, "/posts", &json!({"title": "A", "content": "a"}));
    ann.make(&server, "/posts", &json!({"title": "B", "content": "b"}));
    ann.make(&server, "/posts/2/comments", &json!({"content": "c"}));
    for id in ["9", "0", "-1"] {
        let at = format!("/posts/{id}");
        for who in [&ann, &admin] {
            refused(&who.get(&server, &at), 404, NO_POST);
            refused(&who.put(&server, &at, &json!({"title": "X"})), 404, NO_POST);
            refused(&who.delete(&server, &at), 404, NO_POST);
            refused(&who.get(&server, &format!("{at}/comments")), 404, NO_POST);
            refused(
                &who.post(&server, &format!("{at}/comments"), &json!({"content": "x"})),
                404,
                NO_POST,
            );
            refused(&who.get(&server, &format!("{at}/comments/1")), 404, NO_POST);
        }
    }
    // Comment 1 hangs on post 2.
    for at in ["/posts/1/comments/1", "/posts/2/comments/9"] {
        refused(&ann.get(&server, at), 404, NO_COMMENT);
        refused(
            &ann.put(&server, at, &json!({"content": "x"})),
            404,
            NO_COMMENT,
        );
        refused(&ann.delete(&server, at), 404, NO_COMMENT);
    }
    ann.delete(&server, "/posts/2").expect(200);
    refused(&ann.get(&server, "/posts/2/comments/1"), 404, NO_POST);
}

/// Its own app knows no titles.
#[test]
fn a_post_may_go_without_a_title() {
    let (server, _, ann, _) = scene();
    let bare = commented(0, 1, 2, &json!(null), "a");
    told(
        ann.post(&server, "/posts/", &json!({"content": "a"})),
        &bare,
    );
    told(ann.get(&server, "/posts/1"), &bare);
    for (at, title) in [(2, json!(null)), (3, json!("")), (4, json!("  "))] {
        let body = json!({"title": title, "content": "a"});
        let expected = commented(0, at, 2, &json!(null), "a");
        told(ann.post(&server, "/posts", &body), &expected);
    }
    let change = |body| ann.put(&server, "/posts/1", &body);
    told(change(json!({"title": "A"})), &post(1, 2, "A", "a"));
    told(change(json!({"content": "b"})), &post(1, 2, "A", "b"));
    told(
        change(json!({"title": ""})),
        &commented(0, 1, 2, &json!(null), "b"),
    );
}

#[test]
fn posts_tell_how_many_comments_they_have() {
    let (server, _, ann, bob) = scene();
    for title in ["A", "B", "C"] {
        ann.make(&server, "/posts", &json!({"title": title, "content": "x"}));
    }
    let comment = json!({"content": "Nice!"});
    for who in [&ann, &bob] {
        who.make(&server, "/posts/1/comments", &comment);
    }
    bob.make(&server, "/posts/3/comments", &comment);
    let counts = || {
        let list = bob.get(&server, "/posts/").expect(200).json();
        let list = list.as_array().expect("a list").iter();
        list.map(|post| post["comment_count"].as_i64().expect("a number"))
            .collect::<Vec<_>>()
    };
    assert_eq!(counts(), [1, 0, 2]);
    let one = commented(2, 1, 2, &json!("A"), "x");
    told(bob.get(&server, "/posts/1"), &one);
    told(ann.put(&server, "/posts/1", &json!({"content": "x"})), &one);
    bob.delete(&server, "/posts/1/comments/2").expect(200);
    assert_eq!(counts(), [1, 0, 1]);
}
