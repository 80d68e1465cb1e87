//! Everything that can go wrong in a request, named by its situation.

use crate::domain::field::FieldFault;

/// A situation a caller is told about.
///
/// It has no status and no language: each API family says in its `words` what
/// it makes of every one, and a new one doesn't compile until all have.
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
    /// The path exists, but not with this method.
    WrongMethod {
        /// The methods it has, as the `Allow` header lists them.
        allowed: String,
    },
    /// The request names nobody.
    NoCredentials,
    /// The credentials are malformed, forged, expired or revoked.
    InvalidCredentials,
    /// Sign-in failed, for whichever reason.
    WrongLogin,
    /// The current password, asked for again, doesn't match.
    WrongCurrentPassword,
    /// The caller may not do this.
    NotAllowed,
    /// The e-mail address belongs to an account already.
    EmailTaken,
    /// The username belongs to an account already.
    UsernameTaken,
    /// There is no such account (told to administrators and owners only).
    NoAccount,
    /// The account has no predicted type yet.
    NoPrediction,
    /// The account's type has no text.
    NoPersona,
    /// The account has no photo to show or delete.
    NoPhoto,
    /// The upload carries no photo.
    PhotoMissing,
    /// The upload is neither a JPEG nor a PNG.
    PhotoNotAnImage,
    /// The upload is a JPEG or PNG that is cut short or damaged.
    PhotoBroken,
    /// The picture has more pixels than may be decoded.
    PhotoTooManyPixels {
        /// Most pixels a picture may have.
        limit: u64,
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
    /// A defect or a failing machine; the log says more.
    Internal,
}

impl From<FieldFault> for Fault {
    fn from(fault: FieldFault) -> Self {
        Self::Fields(vec![fault])
    }
}
