//! The kinds of tables that are imported, their order, and the applications they come from.

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum TableKind {
    /// Accounts, possibly with their cards or documents.
    Accounts,
    /// Cards, and the links on them.
    Cards,
    /// Documents of accounts, one JSON object each.
    Documents,
    /// Results of the quiz.
    Results,
    /// Other questionnaires than the sixty.
    Instruments,
    /// Results of them.
    InstrumentResults,
    /// Quizzes that aren't finished.
    Drafts,
    /// Posts.
    Posts,
    /// Reminders.
    Reminders,
    /// Sessions of the diary.
    DiarySessions,
    /// Comments on posts.
    Comments,
    /// Feedback on a session.
    Feedback,
    /// What was detected in a session.
    Detections,
    /// Faces within a detection.
    Faces,
    /// Voices within a detection.
    Voices,
    /// Suggestions under a face or a voice, or on a detection.
    Suggestions,
    /// Statements of the quiz.
    Questions,
    /// Not imported, for this reason.
    Unsupported(&'static str),
}

/// The passes over the files: rows of each refer to rows of earlier ones. Dumps list tables by name,
/// not by dependency, and keeping rows until their turn would take unbounded memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// Accounts.
    Accounts,
    /// What belongs to an account.
    Belongings,
    /// What belongs to a post or a session.
    Parts,
    /// What belongs to a detection.
    Readings,
    /// What belongs to a reading or a detection.
    Suggestions,
}

impl Stage {
    /// All, in their order.
    pub(crate) const ALL: [Self; 5] = [
        Self::Accounts,
        Self::Belongings,
        Self::Parts,
        Self::Readings,
        Self::Suggestions,
    ];
}

/// The applications that rows can come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// FirstStep: `auth_model`, `personality`, `questions`.
    FirstStep,
    /// CultureConnect: `users`, `sessions`.
    CultureConnect,
    /// Flask-API: `users`, and the JSON it keeps in Redis.
    FlaskApi,
    /// FaceofMind: `users`, `sessions`, `emotion_detections` and more.
    FaceOfMind,
    /// The profile card: `user`, `profile_card`, `social_links`, `session`.
    ProfileCard,
    /// None of these: every table that has an e-mail address is one of accounts.
    Generic,
}

impl Origin {
    /// Whether the application has such tables at all.
    pub(super) const fn has(self, kind: TableKind) -> bool {
        match kind {
            TableKind::Accounts | TableKind::Unsupported(_) => true,
            TableKind::Questions => matches!(self, Self::FirstStep),
            TableKind::Cards => matches!(self, Self::ProfileCard),
            TableKind::Documents => matches!(self, Self::FlaskApi),
            // Only an export of ours.
            TableKind::Results
            | TableKind::Instruments
            | TableKind::InstrumentResults
            | TableKind::Drafts => false,
            _ => matches!(self, Self::FaceOfMind),
        }
    }
}

impl TableKind {
    /// The pass that imports these rows; `None` for those that aren't imported.
    #[must_use]
    pub(crate) const fn stage(self) -> Option<Stage> {
        Some(match self {
            Self::Accounts | Self::Questions | Self::Instruments => Stage::Accounts,
            Self::Cards
            | Self::Documents
            | Self::Results
            | Self::InstrumentResults
            | Self::Drafts
            | Self::Posts
            | Self::Reminders
            | Self::DiarySessions => Stage::Belongings,
            Self::Comments | Self::Feedback | Self::Detections => Stage::Parts,
            Self::Faces | Self::Voices => Stage::Readings,
            Self::Suggestions => Stage::Suggestions,
            Self::Unsupported(_) => return None,
        })
    }

    /// What the report calls them.
    #[must_use]
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Cards => "cards",
            Self::Documents => "documents",
            Self::Results => "results",
            Self::Instruments => "questionnaires",
            Self::InstrumentResults => "results of questionnaires",
            Self::Drafts => "drafts",
            Self::Posts => "posts",
            Self::Reminders => "reminders",
            Self::DiarySessions => "diary sessions",
            Self::Comments => "comments",
            Self::Feedback => "feedback",
            Self::Detections => "detections",
            Self::Faces => "faces",
            Self::Voices => "voices",
            Self::Suggestions => "suggestions",
            Self::Questions => "questions",
            Self::Unsupported(_) => "not imported",
        }
    }
}
