//! The whole vocabulary we use with a backend: [`Query`] is every read, [`Op`] every write.
//!
//! An `Op` is what a confirmation holds, what `app::pending` lays over the rows, what the outbox stores, what `permission` judges and
//! what `supabase::calls` sends. It names the row, the fields it changes and the values it saw, so that a colleague's change in between is
//! a conflict and never overwritten. Both are plain data: they can be compared, printed and stored.

use super::change::Change;
use super::comment::Comment;
use super::edits::{Editable, Edits};
use super::fault::Fault;
use super::incident::{Incident, Link};
use super::member::{Me, Profile};
use super::problem::Problem;
use super::safe::Safe;
use super::search::{Found, Search};
use super::service::{Service, ServiceId};
use super::slo::SloTargets;
use super::value::{CommentId, IncidentId, OpId, Priority, ProblemId, ProfileId, Record};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Everything we ask.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Query {
    /// Who is signed in: profile, organization, membership.
    Me,
    /// The directory of the organization.
    People,
    /// The organization's SLO targets.
    SloTargets,
    /// All incidents that are not closed, and the ones closed lately.
    Incidents,
    /// One incident, when a live event could not be used as it stood.
    Incident(IncidentId),
    /// Incidents by a condition, however old.
    Search(Search),
    /// The comments of a record, oldest first.
    Timeline(Record),
    /// The comments on incidents written after a moment, the newest; how many there are where that is more than come.
    CommentsSince(Timestamp),
    /// The problems of the organization.
    Problems,
    /// The changes of the organization.
    Changes,
    /// What the nodes and zones are called.
    Services,
}

/// What came back. The variant is the query's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// To [`Query::Me`].
    Me(Me),
    /// To [`Query::People`].
    People(Vec<Profile>),
    /// To [`Query::SloTargets`].
    SloTargets(SloTargets),
    /// To [`Query::Incidents`].
    Incidents(Page<Incident>),
    /// To [`Query::Incident`]; nothing when it is not there or not visible.
    Incident(Option<Box<Incident>>),
    /// To [`Query::Search`].
    Found(Found),
    /// To [`Query::Timeline`].
    Timeline(Record, Page<Comment>),
    /// To [`Query::CommentsSince`], the newest first.
    CommentsSince(Page<Comment>),
    /// To [`Query::Problems`].
    Problems(Page<Problem>),
    /// To [`Query::Changes`].
    Changes(Page<Change>),
    /// To [`Query::Services`].
    Services(Vec<Service>),
}

/// Rows, and whether they are all there are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// What was loaded.
    pub rows: Vec<T>,
    /// How many there are in all, where more exist than were loaded. A cut-off list says so.
    pub total: Option<u64>,
}

/// One deed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Op {
    /// Its own id, for the outbox.
    pub id: OpId,
    /// When it was decided. It is also the `updated_at` that is sent: the time a person acted, not the time the link came back.
    pub at: Timestamp,
    /// What to do.
    pub deed: Deed,
}

/// What can be done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Deed {
    /// Changes columns of a record, guarded by the values it saw.
    Edit {
        /// The row.
        record: Record,
        /// What becomes of it.
        edits: Edits,
        /// What the person meant by it.
        verb: Verb,
    },
    /// Reports an incident.
    Create {
        /// Its id; a second insert with it is recognised.
        incident: IncidentId,
        /// What is known of it.
        new: Box<NewIncident>,
    },
    /// Writes a problem down.
    CreateProblem {
        /// Its id; a second insert with it is recognised.
        problem: ProblemId,
        /// What is known of it.
        new: Box<NewProblem>,
    },
    /// Closes an incident, then says why in a comment with the CLOSED marker, but only if the first part took.
    Close {
        /// The row.
        incident: IncidentId,
        /// The status it saw and closed, and what that does to `resolved_at`.
        edits: Edits,
        /// The id of the comment.
        comment: CommentId,
        /// The reason as it was typed.
        reason: String,
    },
    /// Takes back what was done to a record where that needs a second step, which is taken only if the first took.
    TakeBack {
        /// The row.
        record: Record,
        /// The edits that lead back.
        edits: Edits,
        /// What is to be done then.
        then: Then,
    },
    /// Says something.
    Comment {
        /// The id of the comment; a second insert with it is recognised.
        comment: CommentId,
        /// About what.
        on: Record,
        /// The HTML the web app reads.
        content: String,
        /// Whom it calls, no one twice, never the author.
        mentions: Vec<ProfileId>,
    },
    /// Changes one's own comment.
    EditComment {
        /// Which.
        comment: CommentId,
        /// About what.
        on: Record,
        /// The new HTML.
        content: String,
        /// Whom it calls now.
        mentions: Vec<ProfileId>,
        /// The `updated_at` it saw.
        seen: Timestamp,
    },
    /// Takes one's own comment back.
    DeleteComment {
        /// Which.
        comment: CommentId,
        /// About what.
        on: Record,
    },
}

/// The second step of taking something back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Then {
    /// Delete the comment that said why an incident was closed.
    Unsay {
        /// Which.
        comment: CommentId,
        /// The reason as it was typed, to be a draft again.
        reason: String,
    },
    /// Let the database compute the priority again. With the ratings in one request it would compute it at once, and what the row had before
    /// is not always what the matrix says.
    Automatic,
}

/// What somebody means by changing a record: it decides the words, never the columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Verb {
    /// Makes it mine.
    Take,
    /// Gives it to somebody, or to nobody.
    Assign,
    /// Moves it to another status.
    SetStatus,
    /// Anything else.
    Edit,
    /// Takes back what was done before.
    Undo,
}

/// An incident to be reported. Number and, where both ratings are given, priority come from the database.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewIncident {
    /// One line, not empty.
    pub title: Safe,
    /// HTML as the web app reads it, not empty.
    pub description: Safe,
    /// How much depends on what is broken.
    pub criticality: Option<Priority>,
    /// How soon it must work again.
    pub urgency: Option<Priority>,
    /// As it is to be; with `auto_priority` the matrix of both ratings.
    pub priority: Priority,
    /// Whether the database computes the priority, now and later.
    pub auto_priority: bool,
    /// Who works on it. Without one, only its creator can ever change it.
    pub assigned_to: Option<ProfileId>,
    /// The problem it belongs to.
    pub problem: Option<ProblemId>,
    /// Words or `key:value`.
    pub tags: Vec<Safe>,
    /// Nodes and zones.
    pub services: Vec<ServiceId>,
    /// Tickets elsewhere.
    pub links: Vec<Link>,
    /// Whom it hurts.
    pub customer: Option<Safe>,
}

/// A problem to be written down. Number and, where both ratings are given, priority come from the database.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewProblem {
    /// One line, not empty.
    pub title: Safe,
    /// HTML as the web app reads it, not empty.
    pub description: Safe,
    /// How much depends on it.
    pub criticality: Option<Priority>,
    /// How soon it must be gone.
    pub urgency: Option<Priority>,
    /// As it is to be; with `auto_priority` the matrix of both ratings.
    pub priority: Priority,
    /// Whether the database computes the priority, now and later.
    pub auto_priority: bool,
    /// Who looks for the cause.
    pub assigned_to: Option<ProfileId>,
    /// HTML: why it happens.
    pub root_cause: Option<Safe>,
    /// HTML: what helps until the cause is gone.
    pub workaround: Option<Safe>,
    /// HTML: what ends it for good.
    pub solution: Option<Safe>,
    /// Words or `key:value`.
    pub tags: Vec<Safe>,
    /// Nodes and zones.
    pub services: Vec<ServiceId>,
}

impl Deed {
    /// The record it is about.
    #[must_use]
    pub fn record(&self) -> Record {
        match self {
            Self::Edit { record, .. } | Self::TakeBack { record, .. } => *record,
            Self::Create { incident, .. } | Self::Close { incident, .. } => Record::Incident(*incident),
            Self::CreateProblem { problem, .. } => Record::Problem(*problem),
            Self::Comment { on, .. } | Self::EditComment { on, .. } | Self::DeleteComment { on, .. } => *on,
        }
    }

    /// The record that must be there before it can be done, beside its own.
    #[must_use]
    pub fn needs(&self) -> Option<Record> {
        match self {
            Self::Edit { edits, .. } => edits.problem().flatten().map(Record::Problem),
            Self::Create { new, .. } => new.problem.map(Record::Problem),
            _ => None,
        }
    }

    /// Whether it makes a record.
    #[must_use]
    pub fn is_creation(&self) -> bool {
        matches!(self, Self::Create { .. } | Self::CreateProblem { .. })
    }
}

/// What the database made of a deed. It answers "success" to nearly all of them; telling them apart takes the returned rows and a second look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is so now; these are the rows as they stand.
    Done(Vec<Row>),
    /// The record is made, but not under the number that was its turn: that one is another organization's.
    Renumbered {
        /// The record as it stands.
        row: Row,
        /// How many numbers were tried, the last included.
        tries: u32,
    },
    /// The incident is closed, but the comment that says why was turned away for good.
    DoneWithoutReason {
        /// The incident as it stands.
        row: Row,
        /// Why there is no comment; never one that may pass.
        fault: Fault,
    },
    /// The row is there as we saw it, and row level security kept us from changing it.
    Refused,
    /// Somebody changed the row in between; this is what it is now.
    Conflict(Row),
    /// The row is not there, or not visible any more.
    Gone,
}

/// What writing comes to.
pub type Receipt = Result<Verdict, Fault>;

/// A row of any kind, whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Row {
    /// Of `incidents`.
    Incident(Box<Incident>),
    /// Of `comments`.
    Comment(Box<Comment>),
    /// Of `problems`.
    Problem(Box<Problem>),
    /// Of `changes`.
    Change(Box<Change>),
    /// Of `profiles`.
    Profile(Box<Profile>),
}

impl Row {
    /// The record it is, if it is one.
    #[must_use]
    pub fn record(&self) -> Option<Record> {
        match self {
            Self::Incident(row) => Some(row.record()),
            Self::Problem(row) => Some(row.record()),
            Self::Change(row) => Some(row.record()),
            Self::Comment(_) | Self::Profile(_) => None,
        }
    }

    /// Who made the record: of a change, who asked for it.
    #[must_use]
    pub fn creator(&self) -> Option<ProfileId> {
        match self {
            Self::Incident(row) => Some(row.created_by),
            Self::Problem(row) => Some(row.created_by),
            Self::Change(row) => Some(row.requested_by),
            Self::Comment(_) | Self::Profile(_) => None,
        }
    }

    /// When somebody last said they changed the record.
    #[must_use]
    pub fn updated_at(&self) -> Option<Timestamp> {
        match self {
            Self::Incident(row) => Some(row.updated_at),
            Self::Problem(row) => Some(row.updated_at),
            Self::Change(row) => Some(row.updated_at),
            Self::Comment(_) | Self::Profile(_) => None,
        }
    }

    /// Whether the record is as these edits want it.
    #[must_use]
    pub fn has(&self, edits: &Edits) -> bool {
        match self {
            Self::Incident(row) => edits.are_done_in(&**row),
            Self::Problem(row) => edits.are_done_in(&**row),
            Self::Change(row) => edits.are_done_in(&**row),
            Self::Comment(_) | Self::Profile(_) => false,
        }
    }

    /// Whether the record has all the values these edits begin with.
    #[must_use]
    pub fn is_as_seen_by(&self, edits: &Edits) -> bool {
        match self {
            Self::Incident(row) => edits.are_as_seen(&**row),
            Self::Problem(row) => edits.are_as_seen(&**row),
            Self::Change(row) => edits.are_as_seen(&**row),
            Self::Comment(_) | Self::Profile(_) => false,
        }
    }
}
