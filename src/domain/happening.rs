//! The entries of the feed: something said, made or moved along, whichever record it is about.
//!
//! What was said and made stands in rows; how far a record came does not (the database keeps no history), so a move is what one saw happen,
//! or what a time stamp in the row tells. It must not know how entries are shown. Invariant: the same thing told twice, by an event and by
//! a page of rows, has the same [`Key`].

use super::change::Change;
use super::comment::Comment;
use super::incident::Incident;
use super::problem::Problem;
use super::rich_text::{self, Marker};
use super::safe::Safe;
use super::value::{ChangeStatus, CommentId, IncidentStatus, Priority, ProblemStatus, ProfileId, Record};
use jiff::Timestamp;
use uuid::Uuid;

/// As much of a comment as a feed can show.
const MOST_WORDS: usize = 400;

/// Where an entry stands in time, and which it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// When it happened.
    pub at: Timestamp,
    /// The comment, or the record.
    pub of: Uuid,
    sort: u8,
}

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happening {
    /// When.
    pub at: Timestamp,
    /// To which record.
    pub on: Record,
    /// Who did it. Nobody knows who moved a row: the database does not say.
    pub who: Option<ProfileId>,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// Somebody wrote.
    Said {
        /// The comment.
        comment: CommentId,
        /// What it records, where the system wrote it.
        marker: Option<Marker>,
        /// Its words on one line, cut.
        words: Safe,
        /// Whom it calls.
        mentions: Vec<ProfileId>,
    },
    /// A record was made.
    Made {
        /// How urgent it is.
        priority: Priority,
    },
    /// A record came further, or back.
    Moved {
        /// From where, if that was seen.
        from: Option<Stage>,
        /// To where.
        to: Stage,
    },
    /// A record became more urgent.
    Raised {
        /// To what.
        to: Priority,
    },
}

/// How far a record of any kind is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stage {
    /// An incident.
    Incident(IncidentStatus),
    /// A problem.
    Problem(ProblemStatus),
    /// A change.
    Change(ChangeStatus),
}

/// How a record stood when it was last seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// How far it was.
    pub stage: Stage,
    /// How urgent.
    pub urgency: Priority,
    /// When somebody last said they changed it.
    pub touched_at: Timestamp,
}

impl Standing {
    /// How a record stands.
    #[must_use]
    pub fn of(row: &impl Eventful) -> Self {
        Self { stage: row.stage(), urgency: row.urgency(), touched_at: row.touched_at() }
    }
}

/// A page of what happened, the newest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeedPage {
    /// What was said.
    pub comments: Vec<Comment>,
    /// The incidents that were made or over in the time the comments span.
    pub incidents: Vec<Incident>,
    /// Where the next page begins, unless this was the last.
    pub next: Option<Edge>,
}

/// Where a page of the feed ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Edge {
    /// When its last comment was written.
    pub at: Timestamp,
    /// That comment, which decides between those of one moment.
    pub id: CommentId,
}

/// What of a record the feed tells.
pub trait Eventful {
    /// Which record it is.
    fn on(&self) -> Record;
    /// When and by whom it was made.
    fn made(&self) -> (Timestamp, ProfileId);
    /// How urgent it is.
    fn urgency(&self) -> Priority;
    /// How far it is.
    fn stage(&self) -> Stage;
    /// When it was over, by its own account.
    fn over_at(&self) -> Option<Timestamp>;
    /// When somebody last said they changed it.
    fn touched_at(&self) -> Timestamp;
}

macro_rules! eventful {
    ($row:ty, $record:path, $stage:path, $who:ident, $over:ident, $over_at:ident) => {
        impl Eventful for $row {
            fn on(&self) -> Record {
                $record(self.id)
            }
            fn made(&self) -> (Timestamp, ProfileId) {
                (self.created_at, self.$who)
            }
            fn urgency(&self) -> Priority {
                self.priority
            }
            fn stage(&self) -> Stage {
                $stage(self.status)
            }
            fn over_at(&self) -> Option<Timestamp> {
                self.$over_at.filter(|_| $over(self.status))
            }
            fn touched_at(&self) -> Timestamp {
                self.updated_at
            }
        }
    };
}

fn incident_over(status: IncidentStatus) -> bool {
    status == IncidentStatus::Resolved
}

fn problem_over(status: ProblemStatus) -> bool {
    status == ProblemStatus::Resolved
}

fn change_over(status: ChangeStatus) -> bool {
    status == ChangeStatus::Completed
}

eventful!(Incident, Record::Incident, Stage::Incident, created_by, incident_over, resolved_at);
eventful!(Problem, Record::Problem, Stage::Problem, created_by, problem_over, resolved_at);
eventful!(Change, Record::Change, Stage::Change, requested_by, change_over, completed_at);

impl Happening {
    /// Where it stands.
    #[must_use]
    pub fn key(&self) -> Key {
        let (of, sort) = match &self.what {
            What::Made { .. } => (self.on.id(), 0),
            What::Raised { .. } => (self.on.id(), 1),
            What::Said { comment, .. } => (comment.0, 2),
            What::Moved { to, .. } => (self.on.id(), 3 + to.number()),
        };
        Key { at: self.at, of, sort }
    }

    /// A comment as an entry.
    #[must_use]
    pub fn said(comment: &Comment) -> Self {
        let (marker, words) = match rich_text::marker(&comment.content) {
            Some((marker, words)) => (Some(marker), Safe::line(&rich_text::summary(&words))),
            None => (None, Safe::line(&rich_text::summary(&comment.content))),
        };
        let end = words.floor_char_boundary(MOST_WORDS);
        let words = if end < words.len() { Safe::line(&words[..end]) } else { words };
        Self {
            at: comment.created_at,
            on: comment.on,
            who: Some(comment.author),
            what: What::Said { comment: comment.id, marker, words, mentions: comment.mentions.clone() },
        }
    }

    /// What a row tells by itself: when it was made, and when it was over.
    pub fn told_by(row: &impl Eventful) -> impl Iterator<Item = Self> {
        let (at, who) = row.made();
        let made = Self { at, on: row.on(), who: Some(who), what: What::Made { priority: row.urgency() } };
        let over = row.over_at().map(|at| Self {
            at,
            on: row.on(),
            who: None,
            what: What::Moved { from: None, to: row.stage() },
        });
        [Some(made), over].into_iter().flatten()
    }

    /// What one sees happen when a row comes to stand elsewhere than it stood. The web app does not write down when it changed an incident:
    /// where the row names no new time, and where its writer's clock is ahead, it happened when it was seen.
    pub fn since(before: Standing, row: &impl Eventful, seen_at: Timestamp) -> impl Iterator<Item = Self> {
        let (on, to, urgency) = (row.on(), row.stage(), row.urgency());
        let at = if row.touched_at() > before.touched_at { row.touched_at().min(seen_at) } else { seen_at };
        let moved = (before.stage != to).then(|| Self {
            // As the row itself would tell it later.
            at: row.over_at().unwrap_or(at),
            on,
            who: None,
            what: What::Moved { from: Some(before.stage), to },
        });
        let raised =
            (urgency > before.urgency).then_some(Self { at, on, who: None, what: What::Raised { to: urgency } });
        [moved, raised].into_iter().flatten()
    }

    /// Whether somebody is called in it.
    #[must_use]
    pub fn calls(&self, who: ProfileId) -> bool {
        matches!(&self.what, What::Said { mentions, .. } if mentions.contains(&who))
    }
}

impl Stage {
    const fn number(self) -> u8 {
        match self {
            Self::Incident(status) => status as u8,
            Self::Problem(status) => status as u8,
            Self::Change(status) => status as u8,
        }
    }

    /// In words for a screen.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Incident(status) => status.word(),
            Self::Problem(status) => status.words(),
            Self::Change(status) => status.words(),
        }
    }

    /// What the marker records that says the same with a name to it.
    #[must_use]
    pub const fn marker(self) -> Option<Marker> {
        Some(match self {
            Self::Incident(IncidentStatus::Closed) => Marker::Closed,
            Self::Change(ChangeStatus::Pending) => Marker::ApprovalRequested,
            Self::Change(ChangeStatus::Approved) => Marker::Approved,
            Self::Change(ChangeStatus::InProgress) => Marker::AutoStarted,
            Self::Change(ChangeStatus::Completed) => Marker::Completed,
            Self::Change(ChangeStatus::Failed) => Marker::Failed,
            Self::Change(ChangeStatus::Cancelled) => Marker::Cancelled,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;
    use jiff::SignedDuration;

    #[test]
    fn a_move_that_was_seen_and_the_time_stamp_that_tells_it_are_one() {
        let before = Incident { status: IncidentStatus::Open, ..samples::incident(1) };
        let over = before.updated_at + SignedDuration::from_mins(5);
        let now = Incident {
            status: IncidentStatus::Resolved,
            resolved_at: Some(over),
            updated_at: over + SignedDuration::from_secs(1),
            ..before.clone()
        };
        let seen: Vec<Key> = Happening::since(Standing::of(&before), &now, over).map(|one| one.key()).collect();
        let told: Vec<Key> = Happening::told_by(&now).map(|one| one.key()).collect();
        assert_eq!(seen, told[1..], "and not twice in the feed");
        assert_eq!(Happening::since(Standing::of(&now), &now, over).count(), 0);
    }

    #[test]
    fn what_the_row_does_not_date_happened_when_it_was_seen_and_nothing_happens_tomorrow() {
        let before = Incident { status: IncidentStatus::Open, ..samples::incident(1) };
        let seen_at = before.updated_at + SignedDuration::from_hours(1);
        let at = |row: &Incident| {
            Happening::since(Standing::of(&before), row, seen_at).map(|one| one.at).collect::<Vec<_>>()
        };
        let moved = Incident { status: IncidentStatus::Investigating, ..before.clone() };
        assert_eq!(at(&moved), [seen_at], "the web app leaves updated_at alone");
        let dated = Incident { updated_at: seen_at - SignedDuration::from_mins(2), ..moved.clone() };
        assert_eq!(at(&dated), [dated.updated_at]);
        let ahead = Incident { updated_at: seen_at + SignedDuration::from_mins(10), ..moved };
        assert_eq!(at(&ahead), [seen_at], "its writer's clock is ahead");
    }

    #[test]
    fn a_long_comment_is_cut_and_a_marker_is_known() {
        let long = Comment { content: Safe::new(&"é".repeat(1000)), ..samples::comment(1) };
        let What::Said { words, marker: None, .. } = Happening::said(&long).what else { panic!("said") };
        assert_eq!(words.len(), MOST_WORDS);
        let closed = Comment { content: Safe::new(&rich_text::closed_marker("false alarm")), ..samples::comment(2) };
        let What::Said { words, marker, .. } = Happening::said(&closed).what else { panic!("said") };
        assert_eq!((marker, words.as_str()), (Some(Marker::Closed), "false alarm"));
    }
}
