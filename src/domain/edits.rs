//! What becomes of a record's columns: each with the value it had and the value it gets. Which kind of record has which columns says
//! [`Editable`].
//!
//! The value before is the precondition of the write, and undo is the same turned around. Lists (tags, services, links) name what joins
//! and what leaves instead of a whole new list: two people who each add a tag do not overwrite each other, and what antops cannot
//! show, such as an id of a service that is gone, stays as it is.

use super::incident::Link;
use super::problem::ProblemText;
use super::safe::Safe;
use super::service::ServiceId;
use super::value::{ChangeStatus, IncidentId, IncidentStatus, Priority, ProblemId, ProblemStatus, ProfileId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

mod decided;
mod rows;
pub use rows::{Editable, Stand};

/// A value before and after.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Turn<T> {
    /// As it was seen.
    pub from: T,
    /// As it is to be.
    pub to: T,
}

/// What joins a list, at its end, and what leaves it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Members<T> {
    /// New ones, in order.
    pub join: Vec<T>,
    /// Those that go.
    pub leave: Vec<T>,
}

/// What becomes of one column.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Edit {
    /// One line, not empty.
    Title(Turn<Safe>),
    /// HTML as the web app reads it.
    Description(Turn<Safe>),
    /// Set by hand.
    Priority(Turn<Priority>),
    /// Whether the database computes the priority.
    AutoPriority(Turn<bool>),
    /// How much depends on it.
    Criticality(Turn<Option<Priority>>),
    /// How soon it must work again.
    Urgency(Turn<Option<Priority>>),
    /// How far an incident is.
    Status(Turn<IncidentStatus>),
    /// How far a problem is.
    ProblemStatus(Turn<ProblemStatus>),
    /// How far a change is.
    ChangeStatus(Turn<ChangeStatus>),
    /// Follows the status; never a precondition, for the web app rewrites it at will.
    ResolvedAt(Turn<Option<Timestamp>>),
    /// The same of a change.
    CompletedAt(Turn<Option<Timestamp>>),
    /// When a change begins.
    StartsAt(Turn<Option<Timestamp>>),
    /// When it should be over.
    EndsAt(Turn<Option<Timestamp>>),
    /// Who works on it.
    Assignee(Turn<Option<ProfileId>>),
    /// Which problem it belongs to.
    Problem(Turn<Option<ProblemId>>),
    /// Which incident a change ends.
    Incident(Turn<Option<IncidentId>>),
    /// Words or `key:value`.
    Tags(Members<Safe>),
    /// Nodes and zones.
    Services(Members<ServiceId>),
    /// Tickets elsewhere.
    Links(Members<Link>),
    /// Whom it hurts.
    Customer(Turn<Option<Safe>>),
    /// HTML as the web app reads it: why a problem happens.
    RootCause(Turn<Option<Safe>>),
    /// The same: what helps until the cause is gone.
    Workaround(Turn<Option<Safe>>),
    /// The same: what ends it for good.
    Solution(Turn<Option<Safe>>),
    /// HTML or plain text: the way back of a change.
    RollbackPlan(Turn<Safe>),
    /// The same: how one sees that it worked.
    TestPlan(Turn<Safe>),
}

/// What becomes of a record: at most one edit a column. One that changes nothing is there to be looked at: a precondition.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Edits(Vec<Edit>);

impl<T> Turn<T> {
    /// From one value to another.
    pub fn new(from: T, to: T) -> Self {
        Self { from, to }
    }
}

impl<T: Clone> Turn<T> {
    fn inverse(&self) -> Self {
        Self { from: self.to.clone(), to: self.from.clone() }
    }
}

impl<T: Clone + PartialEq> Members<T> {
    /// What makes one list the other, whatever the order.
    #[must_use]
    pub fn between(before: &[T], after: &[T]) -> Self {
        let missing = |from: &[T], list: &[T]| list.iter().filter(|item| !from.contains(item)).cloned().collect();
        Self { join: missing(before, after), leave: missing(after, before) }
    }

    /// Does it to a list.
    pub fn apply(&self, list: &mut Vec<T>) {
        list.retain(|item| !self.leave.contains(item));
        for item in &self.join {
            if !list.contains(item) {
                list.push(item.clone());
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.join.is_empty() && self.leave.is_empty()
    }

    fn inverse(&self) -> Self {
        Self { join: self.leave.clone(), leave: self.join.clone() }
    }

    fn is_done_in(&self, list: &[T]) -> bool {
        self.join.iter().all(|item| list.contains(item)) && self.leave.iter().all(|item| !list.contains(item))
    }
}

impl Edit {
    /// Whether it changes nothing.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        match self {
            Self::Title(turn) | Self::Description(turn) | Self::RollbackPlan(turn) | Self::TestPlan(turn) => {
                turn.from == turn.to
            }
            Self::Priority(turn) => turn.from == turn.to,
            Self::AutoPriority(turn) => turn.from == turn.to,
            Self::Criticality(turn) | Self::Urgency(turn) => turn.from == turn.to,
            Self::Status(turn) => turn.from == turn.to,
            Self::ProblemStatus(turn) => turn.from == turn.to,
            Self::ChangeStatus(turn) => turn.from == turn.to,
            Self::ResolvedAt(turn) | Self::CompletedAt(turn) | Self::StartsAt(turn) | Self::EndsAt(turn) => {
                turn.from == turn.to
            }
            Self::Incident(turn) => turn.from == turn.to,
            Self::Assignee(turn) => turn.from == turn.to,
            Self::Problem(turn) => turn.from == turn.to,
            Self::Customer(turn) | Self::RootCause(turn) | Self::Workaround(turn) | Self::Solution(turn) => {
                turn.from == turn.to
            }
            Self::Tags(members) => members.is_empty(),
            Self::Services(members) => members.is_empty(),
            Self::Links(members) => members.is_empty(),
        }
    }

    fn inverse(&self) -> Self {
        match self {
            Self::Title(turn) => Self::Title(turn.inverse()),
            Self::Description(turn) => Self::Description(turn.inverse()),
            Self::Priority(turn) => Self::Priority(turn.inverse()),
            Self::AutoPriority(turn) => Self::AutoPriority(turn.inverse()),
            Self::Criticality(turn) => Self::Criticality(turn.inverse()),
            Self::Urgency(turn) => Self::Urgency(turn.inverse()),
            Self::Status(turn) => Self::Status(turn.inverse()),
            Self::ProblemStatus(turn) => Self::ProblemStatus(turn.inverse()),
            Self::ChangeStatus(turn) => Self::ChangeStatus(turn.inverse()),
            Self::ResolvedAt(turn) => Self::ResolvedAt(turn.inverse()),
            Self::CompletedAt(turn) => Self::CompletedAt(turn.inverse()),
            Self::StartsAt(turn) => Self::StartsAt(turn.inverse()),
            Self::EndsAt(turn) => Self::EndsAt(turn.inverse()),
            Self::Incident(turn) => Self::Incident(turn.inverse()),
            Self::RollbackPlan(turn) => Self::RollbackPlan(turn.inverse()),
            Self::TestPlan(turn) => Self::TestPlan(turn.inverse()),
            Self::Assignee(turn) => Self::Assignee(turn.inverse()),
            Self::Problem(turn) => Self::Problem(turn.inverse()),
            Self::Customer(turn) => Self::Customer(turn.inverse()),
            Self::RootCause(turn) => Self::RootCause(turn.inverse()),
            Self::Workaround(turn) => Self::Workaround(turn.inverse()),
            Self::Solution(turn) => Self::Solution(turn.inverse()),
            Self::Tags(members) => Self::Tags(members.inverse()),
            Self::Services(members) => Self::Services(members.inverse()),
            Self::Links(members) => Self::Links(members.inverse()),
        }
    }

    /// Writes one of the texts of a problem.
    #[must_use]
    pub fn of_text(text: ProblemText, turn: Turn<Option<Safe>>) -> Self {
        match text {
            ProblemText::RootCause => Self::RootCause(turn),
            ProblemText::Workaround => Self::Workaround(turn),
            ProblemText::Solution => Self::Solution(turn),
        }
    }

    /// Which text of a problem it writes, if it writes one, and what becomes of it.
    #[must_use]
    pub fn text(&self) -> Option<(ProblemText, &Turn<Option<Safe>>)> {
        match self {
            Self::RootCause(turn) => Some((ProblemText::RootCause, turn)),
            Self::Workaround(turn) => Some((ProblemText::Workaround, turn)),
            Self::Solution(turn) => Some((ProblemText::Solution, turn)),
            _ => None,
        }
    }

    /// What the column is called on the screen.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Title(_) => "title",
            Self::Description(_) => "description",
            Self::Priority(_) | Self::AutoPriority(_) => "priority",
            Self::Criticality(_) => "criticality",
            Self::Urgency(_) => "urgency",
            Self::Status(_)
            | Self::ProblemStatus(_)
            | Self::ChangeStatus(_)
            | Self::ResolvedAt(_)
            | Self::CompletedAt(_) => "status",
            Self::StartsAt(_) | Self::EndsAt(_) => "window",
            Self::Incident(_) => "incident",
            Self::RollbackPlan(_) => "rollback plan",
            Self::TestPlan(_) => "test plan",
            Self::Assignee(_) => "assignee",
            Self::Problem(_) => "problem",
            Self::Tags(_) => "tags",
            Self::Services(_) => "services",
            Self::Links(_) => "links",
            Self::Customer(_) => "customer",
            Self::RootCause(_) => "root cause",
            Self::Workaround(_) => "workaround",
            Self::Solution(_) => "solution",
        }
    }
}

impl Edits {
    /// These, without those that change nothing.
    #[must_use]
    pub fn of(edits: impl IntoIterator<Item = Edit>) -> Self {
        Self(edits.into_iter().filter(|edit| !edit.is_idle()).collect())
    }

    /// One after the other.
    #[expect(clippy::iter_without_into_iter, reason = "nobody loops over them but by this")]
    pub fn iter(&self) -> std::slice::Iter<'_, Edit> {
        self.0.iter()
    }

    /// The text of a problem they write, where they do nothing else.
    #[must_use]
    pub fn only_text(&self) -> Option<(ProblemText, &Turn<Option<Safe>>)> {
        match self.0.as_slice() {
            [only] => only.text(),
            _ => None,
        }
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Edit::is_idle)
    }

    /// What takes them back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self(self.0.iter().map(Edit::inverse).collect())
    }

    /// Whether a rating changes, which makes the database compute the priority where it is automatic.
    #[must_use]
    pub fn rates(&self) -> bool {
        self.0.iter().any(|edit| matches!(edit, Edit::Criticality(_) | Edit::Urgency(_)) && !edit.is_idle())
    }

    /// Whether the priority was automatic before them, when it is so or not after.
    #[must_use]
    pub fn was_automatic(&self, after: bool) -> bool {
        let turned =
            self.0.iter().find_map(|edit| if let Edit::AutoPriority(turn) = edit { Some(turn.from) } else { None });
        turned.unwrap_or(after)
    }

    /// The same with the priority left by hand, whatever it is now.
    #[must_use]
    pub fn by_hand(mut self) -> Self {
        let now =
            self.0.iter().find_map(|edit| if let Edit::AutoPriority(turn) = edit { Some(turn.from) } else { None });
        self.0.retain(|edit| !matches!(edit, Edit::AutoPriority(_)));
        self.0.push(Edit::AutoPriority(Turn::new(now.unwrap_or(true), false)));
        self
    }

    /// Does them to a row. A priority that the database will compute is computed here too.
    pub fn apply(&self, row: &mut impl Editable) {
        for edit in &self.0 {
            row.take(edit);
        }
        let is_rated = |edit: &Edit| matches!(edit, Edit::Criticality(turn) | Edit::Urgency(turn) if turn.from.is_some() && turn.to.is_some());
        if self.0.iter().any(is_rated) {
            row.rate();
        }
    }

    /// Whether a row has all the values they begin with.
    #[must_use]
    pub fn are_as_seen(&self, row: &impl Editable) -> bool {
        self.0.iter().all(|edit| row.stand(edit).is_as_seen)
    }

    /// Those whose column has another value by now.
    #[must_use]
    pub fn overtaken_in(&self, row: &impl Editable) -> Self {
        Self(self.0.iter().filter(|edit| !row.stand(edit).is_as_seen).cloned().collect())
    }

    /// Whether a row is as they want it.
    #[must_use]
    pub fn are_done_in(&self, row: &impl Editable) -> bool {
        self.0.iter().all(|edit| row.stand(edit).is_done)
    }
}

#[cfg(test)]
mod tests;
