//! The whole vocabulary we use with a backend: [`Query`] is every read, [`Op`] every write.
//!
//! An `Op` is what a confirmation holds, what `app::pending` lays over the rows, what the outbox stores, what `permission` judges and
//! what `supabase::calls` sends. It names the row, the fields it changes and the values it saw, so that a colleague's change in between is
//! a conflict and never overwritten. Both are plain data: they can be compared, printed and stored.

mod new;
mod verdict;

pub use new::{NewChange, NewIncident, NewProblem};
pub use verdict::{Receipt, Row, Verdict};

use super::change::Change;
use super::change::beside::{Approval, Automation, Response};
use super::change::step::Step;
use super::comment::Comment;
use super::edits::Edits;
use super::incident::Incident;
use super::infrastructure::Infrastructure;
use super::infrastructure::deed::MapDeed;
use super::member::{Me, Profile};
use super::problem::Problem;
use super::search::{Found, Search};
use super::service::Service;
use super::slo::SloTargets;
use super::value::{ChangeId, CommentId, IncidentId, OpId, ProblemId, ProfileId, Record};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

mod lane;
pub use lane::Lane;

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
    /// Who was asked to approve changes, and what they answered.
    Approvals,
    /// What is to happen to changes at their time.
    Automations,
    /// What came of changes.
    Responses,
    /// What the nodes and zones are called.
    Services,
    /// The whole map: environments, zones, components, relationships.
    Infrastructure,
    /// What I am told: notifications and mentions.
    Inbox,
    /// What happened in the organization, back from a place or from now.
    Feed(Option<super::happening::Edge>),
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
    /// To [`Query::Approvals`].
    Approvals(Page<Approval>),
    /// To [`Query::Automations`].
    Automations(Page<Automation>),
    /// To [`Query::Responses`].
    Responses(Page<Response>),
    /// To [`Query::Services`].
    Services(Vec<Service>),
    /// To [`Query::Infrastructure`].
    Infrastructure(Box<Infrastructure>),
    /// To [`Query::Inbox`].
    Inbox(Page<super::notification::Notification>),
    /// To [`Query::Feed`].
    Feed(super::happening::FeedPage),
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
    /// Drafts a change.
    CreateChange {
        /// Its id; a second insert with it is recognised.
        change: ChangeId,
        /// What is known of it.
        new: Box<NewChange>,
    },
    /// Takes a change a step further: its row, guarded by what it saw, and what stands beside it.
    Step {
        /// The row.
        change: ChangeId,
        /// What becomes of it; nothing where it is not mine to move.
        edits: Edits,
        /// Which step, with what it writes beside the row.
        step: Box<Step>,
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
    /// Changes the map.
    Map(Box<MapDeed>),
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

impl Deed {
    /// The record that must be there before it can be done, beside its own.
    #[must_use]
    pub fn needs(&self) -> Option<Record> {
        match self {
            Self::Edit { edits, .. } => edits.needs(),
            Self::Create { new, .. } => new.problem.map(Record::Problem),
            Self::CreateChange { new, .. } => {
                new.problem.map(Record::Problem).or_else(|| new.incident.map(Record::Incident))
            }
            _ => None,
        }
    }

    /// Whether it makes a record.
    #[must_use]
    pub fn is_creation(&self) -> bool {
        matches!(self, Self::Create { .. } | Self::CreateProblem { .. } | Self::CreateChange { .. })
    }
}
