//! How values of the domain are read from columns.

use rusqlite::types::{FromSql, FromSqlResult, ValueRef};

use crate::domain::account::{AccountId, Role, Status};
use crate::domain::community::{CommentId, PostId};
use crate::domain::comparison::ComparisonId;
use crate::domain::diary::{DetectionId, DiaryId, ReadingId};
use crate::domain::email::Email;
use crate::domain::link::Links;
use crate::domain::moment::Moment;
use crate::domain::name::Name;
use crate::domain::reminder::ReminderId;
use crate::domain::result::{ResultId, ShareId};
use crate::domain::room::{RoomCode, RoomId, SeatId};
use crate::domain::second_factor::AppPasswordId;
use crate::domain::session::SessionId;
use crate::domain::text::Text;
use crate::domain::username::Username;

macro_rules! read {
    ($($kind:ty: $stored:ty => $make:expr,)+) => {$(
        impl FromSql for $kind {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                <$stored>::column_result(value).map($make)
            }
        }
    )+};
}

read! {
    AccountId: i64 => AccountId,
    AppPasswordId: i64 => AppPasswordId,
    CommentId: i64 => CommentId,
    ComparisonId: i64 => ComparisonId,
    DetectionId: i64 => DetectionId,
    DiaryId: i64 => DiaryId,
    PostId: i64 => PostId,
    ReadingId: i64 => ReadingId,
    ReminderId: i64 => ReminderId,
    ResultId: i64 => ResultId,
    RoomId: i64 => RoomId,
    SeatId: i64 => SeatId,
    SessionId: i64 => SessionId,
    ShareId: i64 => ShareId,
    Moment: i64 => Self::from_micros,
    Email: String => Self::stored,
    Links: String => Self::stored,
    Name: String => Self::stored,
    RoomCode: String => Self::stored,
    Text: String => Self::stored,
    Username: String => Self::stored,
    // The tables' checks let no other words in; the least rights are the safe reading.
    Role: String => |word| Self::from_word(&word).unwrap_or(Self::User),
    Status: String => |word| Self::from_word(&word).unwrap_or(Self::Suspended),
}
