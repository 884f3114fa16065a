//! What the database made of a deed, and the rows it gave back.

use crate::domain::change::Change;
use crate::domain::change::beside::Beside;
use crate::domain::change::step::Left;
use crate::domain::comment::Comment;
use crate::domain::edits::{Editable, Edits};
use crate::domain::fault::Fault;
use crate::domain::incident::Incident;
use crate::domain::member::Profile;
use crate::domain::problem::Problem;
use crate::domain::value::{ProfileId, Record};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// A step took, but for some of what belongs to it.
    Partly {
        /// The rows as they stand.
        rows: Vec<Row>,
        /// What did not take.
        left: Vec<Left>,
        /// Why the first of it did not, where that was no silent refusal; never a fault that may pass.
        fault: Option<Fault>,
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
    /// Of one of the tables beside a change.
    Beside(Box<Beside>),
}

impl Row {
    /// The record it is, if it is one.
    #[must_use]
    pub fn record(&self) -> Option<Record> {
        match self {
            Self::Incident(row) => Some(row.record()),
            Self::Problem(row) => Some(row.record()),
            Self::Change(row) => Some(row.record()),
            Self::Comment(_) | Self::Profile(_) | Self::Beside(_) => None,
        }
    }

    /// Who made the record: of a change, who asked for it.
    #[must_use]
    pub fn creator(&self) -> Option<ProfileId> {
        match self {
            Self::Incident(row) => Some(row.created_by),
            Self::Problem(row) => Some(row.created_by),
            Self::Change(row) => Some(row.requested_by),
            Self::Comment(_) | Self::Profile(_) | Self::Beside(_) => None,
        }
    }

    /// When somebody last said they changed the record.
    #[must_use]
    pub fn updated_at(&self) -> Option<Timestamp> {
        match self {
            Self::Incident(row) => Some(row.updated_at),
            Self::Problem(row) => Some(row.updated_at),
            Self::Change(row) => Some(row.updated_at),
            Self::Comment(_) | Self::Profile(_) | Self::Beside(_) => None,
        }
    }

    /// Whether the record is as these edits want it.
    #[must_use]
    pub fn has(&self, edits: &Edits) -> bool {
        match self {
            Self::Incident(row) => edits.are_done_in(&**row),
            Self::Problem(row) => edits.are_done_in(&**row),
            Self::Change(row) => edits.are_done_in(&**row),
            Self::Comment(_) | Self::Profile(_) | Self::Beside(_) => false,
        }
    }

    /// Whether the record has all the values these edits begin with.
    #[must_use]
    pub fn is_as_seen_by(&self, edits: &Edits) -> bool {
        match self {
            Self::Incident(row) => edits.are_as_seen(&**row),
            Self::Problem(row) => edits.are_as_seen(&**row),
            Self::Change(row) => edits.are_as_seen(&**row),
            Self::Comment(_) | Self::Profile(_) | Self::Beside(_) => false,
        }
    }
}
