//! Everything that can go wrong in a request, named by its situation.

use crate::domain::field::FieldFault;
use crate::domain::username::Username;

/// A situation a caller is told about.
///
/// It has no status and no language: `api::faults` has a row for each, and a new
/// one doesn't compile until it is entered there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Fields of the request are missing or wrong; never empty.
    Fields(Vec<FieldFault>),
    /// The body is not what its content type says (broken JSON, broken form).
    UnreadableBody,
    /// The request itself breaks the protocol's rules.
    MalformedRequest,
    /// The body's content type is one this route doesn't take.
    WrongContentType,
    /// The body is compressed in a way that isn't known here.
    WrongContentCoding,
    /// The body is larger than this route takes.
    BodyTooLarge {
        /// Most bytes the route takes.
        limit: u64,
    },
    /// The request line or the headers are larger than any route takes.
    HeadTooLarge,
    /// The client took too long to send its request.
    TooSlow,
    /// No route has this path.
    NoSuchPath,
    /// The request was sent to a name that isn't known to be this server's.
    UnknownHost,
    /// The path exists, but not with this method.
    WrongMethod {
        /// The methods it has, as the `Allow` header lists them.
        allowed: String,
    },
    /// The request has no credentials.
    NoCredentials,
    /// The credentials are malformed or forged, or name a session that never existed.
    InvalidCredentials,
    /// The credentials were good once: they expired, or their session has ended.
    ExpiredCredentials,
    /// Sign-in failed, for whichever reason.
    WrongLogin,
    /// The password is right, but the account isn't active yet or no longer.
    AccountInactive,
    /// The password is right, but an administrator has suspended the account.
    AccountSuspended,
    /// The current password, asked for again, doesn't match.
    WrongCurrentPassword,
    /// The password is too easy to guess for the rules in force.
    WeakPassword,
    /// The password is among those that leaked elsewhere.
    BreachedPassword,
    /// The one-time code is wrong, used up or too old.
    WrongCode,
    /// The password is right, and a code of the second factor is needed beside it.
    SecondFactorNeeded,
    /// The account may do nothing before it has a second factor.
    SecondFactorMissing,
    /// The account has as many app passwords as it may have.
    TooManyAppPasswords,
    /// The account has as many links to results as it may have.
    TooManyShares,
    /// The caller may not do this.
    NotAllowed,
    /// Without this account nobody could administer the server any more.
    LastAdministrator,
    /// The e-mail address belongs to an account already.
    EmailTaken,
    /// This username belongs to an account already.
    UsernameTaken(Username),
    /// There is no such account (told to administrators and owners only).
    NoAccount,
    /// There is no account at all to list.
    NoAccounts,
    /// There is no such resource, or it belongs to somebody else.
    NotFound(Resource),
    /// The diary's session was ended before.
    SessionEnded,
    /// Feedback waits for the end of the session.
    SessionRunning,
    /// Feedback was given before.
    FeedbackGiven,
    /// The room takes no answers any more.
    RoomEnded,
    /// The room takes no answers for the time being.
    RoomPaused,
    /// The room has as many seats as a room may have.
    RoomFull,
    /// Whoever has this seat was taken out of the room.
    SeatRemoved,
    /// The quiz is finished: its answers stay as they are.
    QuizFinished,
    /// Statements are without an answer.
    QuizUnfinished,
    /// The instrument was changed since whoever answers it opened it.
    InstrumentChanged,
    /// The account has as many rooms as it may have.
    TooManyRooms,
    /// The account has no predicted type yet.
    NoPrediction,
    /// The account's type has no text.
    NoPersona,
    /// The account has no photo to show or delete.
    NoPhoto,
    /// The upload carries no photo.
    PhotoMissing,
    /// The upload is no JPEG, PNG or WebP.
    PhotoNotAnImage,
    /// The upload is an image of a format that isn't decoded.
    PhotoOtherFormat {
        /// What people call the format.
        format: &'static str,
    },
    /// The upload is a JPEG or PNG that is cut short or damaged.
    PhotoBroken,
    /// The picture has more pixels than may be decoded.
    PhotoTooManyPixels {
        /// Most pixels a picture may have.
        limit: u64,
    },
    /// The `Idempotency-Key` came with another request before.
    KeyReused,
    /// A request with this `Idempotency-Key` is under way.
    KeyInUse {
        /// Seconds after which to try again.
        retry_after: u32,
    },
    /// The request with this `Idempotency-Key` was carried out, and its reply is lost.
    ReplyLost,
    /// Tried too often; nothing was done.
    TooManyTries {
        /// Seconds after which to try again.
        retry_after: u32,
    },
    /// Too much to do right now; nothing was done.
    Busy {
        /// Seconds after which to try again.
        retry_after: u32,
    },
    /// The disk is full; nothing was stored.
    StorageFull,
    /// The disk fails or is read-only; nothing was stored.
    StorageFailing,
    /// The database was found damaged and is read-only now.
    StorageDamaged,
    /// Another server goes on with the data; this one is read-only.
    TakenOver,
    /// A defect or a failing machine; the log says more.
    Internal,
}

/// What can be missing besides accounts and photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// A sign-in, by its id.
    Session,
    /// A session of the diary.
    DiarySession,
    /// A detection within one.
    Detection,
    /// A face's or a voice's reading within one.
    Reading,
    /// The feedback on a session of the diary.
    Feedback,
    /// A post of the community.
    Post,
    /// A comment on one.
    Comment,
    /// A reminder.
    Reminder,
    /// A result of the quiz.
    QuizResult,
    /// A link that shows one.
    Share,
    /// An instrument.
    Instrument,
    /// A result of one.
    InstrumentResult,
    /// A comparison, or a link that asks for one.
    Comparison,
    /// An address that an account had until lately.
    FormerAddress,
    /// A version of the model.
    ModelVersion,
    /// An app password.
    AppPassword,
    /// A room.
    Room,
    /// A seat in one.
    Seat,
    /// A mail in the outbox that failed.
    Mail,
}

impl From<FieldFault> for Fault {
    fn from(fault: FieldFault) -> Self {
        Self::Fields(vec![fault])
    }
}
