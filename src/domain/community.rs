//! Posts, and comments on them.

use crate::domain::account::AccountId;
use crate::domain::moment::Moment;
use crate::domain::text::Text;

/// A post's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PostId(pub i64);

/// A comment's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CommentId(pub i64);

/// A post.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    /// Its number.
    pub id: PostId,
    /// Who wrote it.
    pub account: AccountId,
    /// The author's name, or if they gave none their username.
    pub author: String,
    /// What it is about, if its author said so.
    pub title: Option<Text>,
    /// What it says.
    pub content: Text,
    /// When it was written.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
    /// How many comments it has.
    pub comment_count: i64,
}

impl Post {
    /// Most characters of a title.
    pub(crate) const LONGEST_TITLE: u64 = 200;
    /// Most characters of what a post says.
    pub(crate) const LONGEST: u64 = 5000;
}

/// A comment on a post.
#[derive(Debug, Clone)]
pub(crate) struct Comment {
    /// Its number.
    pub id: CommentId,
    /// The post.
    pub post: PostId,
    /// Who wrote it.
    pub account: AccountId,
    /// The author's name, or if they gave none their username.
    pub author: String,
    /// What it says.
    pub content: Text,
    /// When it was written.
    pub created_at: Moment,
    /// When it was last changed.
    pub updated_at: Moment,
}

impl Comment {
    /// Most characters of what a comment says.
    pub(crate) const LONGEST: u64 = 2000;
}
