//! Posts and comments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::community;
use crate::domain::text::Text;
use crate::http::shape::{LINE_OR_NONE, LINES};

/// `POST /posts`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"title": "A good day", "content": "I went for a walk."}))]
pub(crate) struct NewPost {
    /// What it is about; it may go without.
    #[schemars(length(max = community::Post::LONGEST_TITLE), regex(pattern = LINE_OR_NONE))]
    pub title: Option<String>,
    /// What it says.
    #[schemars(length(min = 1, max = community::Post::LONGEST), regex(pattern = LINES))]
    pub content: String,
}

/// `PUT /posts/{post_id}`: what isn't sent, or is null, stays as it is.
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"title": "A very good day"}))]
pub(crate) struct ChangePost {
    /// What it is about; empty to have none.
    #[schemars(length(max = community::Post::LONGEST_TITLE), regex(pattern = LINE_OR_NONE))]
    pub title: Option<String>,
    /// What it says.
    #[schemars(length(min = 1, max = community::Post::LONGEST), regex(pattern = LINES))]
    pub content: Option<String>,
}

/// Who wrote something.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Author {
    /// Their name, or without one their username.
    pub name: String,
}

/// A post.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Post {
    id: i64,
    user_id: i64,
    /// Who that is.
    pub author: Author,
    /// Null for one without.
    title: Option<String>,
    content: String,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    #[schemars(extend("format" = "date-time"))]
    updated_at: String,
    /// How many comments it has.
    comment_count: i64,
}

impl From<community::Post> for Post {
    fn from(post: community::Post) -> Self {
        Self {
            id: post.id.0,
            user_id: post.account.0,
            author: Author { name: post.author },
            title: post.title.map(Text::into),
            content: post.content.into(),
            created_at: post.created_at.rfc3339(),
            updated_at: post.updated_at.rfc3339(),
            comment_count: post.comment_count,
        }
    }
}

/// `POST /posts/{post_id}/comments`, `PUT /posts/{post_id}/comments/{comment_id}`
#[derive(Deserialize, JsonSchema)]
#[schemars(example = json!({"content": "Good for you!"}))]
pub(crate) struct NewComment {
    /// What it says.
    #[schemars(length(min = 1, max = community::Comment::LONGEST), regex(pattern = LINES))]
    pub content: String,
}

/// A comment on a post.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Comment {
    id: i64,
    post_id: i64,
    user_id: i64,
    /// Who that is.
    pub author: Author,
    content: String,
    #[schemars(extend("format" = "date-time"))]
    created_at: String,
    #[schemars(extend("format" = "date-time"))]
    updated_at: String,
}

impl From<community::Comment> for Comment {
    fn from(comment: community::Comment) -> Self {
        Self {
            id: comment.id.0,
            post_id: comment.post.0,
            user_id: comment.account.0,
            author: Author {
                name: comment.author,
            },
            content: comment.content.into(),
            created_at: comment.created_at.rfc3339(),
            updated_at: comment.updated_at.rfc3339(),
        }
    }
}
