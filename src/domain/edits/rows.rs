//! Which columns each kind of record has, and how an edit of one meets the row.
//!
//! The only place that a new column of a record must be named in beside the record itself and [`super::Edit`]. An edit of a column that a
//! kind does not have leaves its rows alone, and is neither as seen nor done there: it can never be sent by mistake.

use super::{Edit, Members, Turn};
use crate::domain::change::Change;
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::value::{Priority, ProfileId, Record};
use jiff::Timestamp;

/// How a row stands to an edit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stand {
    /// The column has the value before. A list has none: whatever it holds, members can join and leave.
    pub is_as_seen: bool,
    /// The column has the value after.
    pub is_done: bool,
}

/// A record whose columns can be edited.
pub trait Editable: Clone {
    /// Which it is.
    fn record(&self) -> Record;
    /// What it is called.
    fn name(&self) -> String;
    /// Who made it: of a change, who asked for it.
    fn creator(&self) -> ProfileId;
    /// Who works on it.
    fn assignee(&self) -> Option<ProfileId>;
    /// When a client last said it changed it.
    fn updated_at(&self) -> Timestamp;
    /// Says when it was changed.
    fn set_updated_at(&mut self, at: Timestamp);
    /// Does an edit.
    fn take(&mut self, edit: &Edit);
    /// How it stands to an edit.
    fn stand(&self, edit: &Edit) -> Stand;
    /// Computes the priority as the database does where it is automatic.
    fn rate(&mut self) {}
}

impl Stand {
    /// Where there is no such column.
    const ALIEN: Self = Self { is_as_seen: false, is_done: false };
    /// A column that follows others: never a precondition.
    const FOLLOWS: Self = Self { is_as_seen: true, is_done: true };

    fn of<T: PartialEq>(turn: &Turn<T>, now: &T) -> Self {
        Self { is_as_seen: turn.from == *now, is_done: turn.to == *now }
    }

    fn of_list<T: Clone + PartialEq>(members: &Members<T>, now: &[T]) -> Self {
        Self { is_as_seen: true, is_done: members.is_done_in(now) }
    }
}

/// The priority of both ratings, where the database computes it.
fn rated(auto: bool, criticality: Option<Priority>, urgency: Option<Priority>) -> Option<Priority> {
    criticality.zip(urgency).filter(|_| auto).map(|(criticality, urgency)| Priority::from_matrix(criticality, urgency))
}

impl Editable for Incident {
    fn record(&self) -> Record {
        Record::Incident(self.id)
    }

    fn name(&self) -> String {
        self.name()
    }

    fn creator(&self) -> ProfileId {
        self.created_by
    }

    fn assignee(&self) -> Option<ProfileId> {
        self.assigned_to
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn set_updated_at(&mut self, at: Timestamp) {
        self.updated_at = at;
    }

    fn take(&mut self, edit: &Edit) {
        match edit {
            Edit::Title(turn) => self.title.clone_from(&turn.to),
            Edit::Description(turn) => self.description.clone_from(&turn.to),
            Edit::Priority(turn) => self.priority = turn.to,
            Edit::AutoPriority(turn) => self.auto_priority = turn.to,
            Edit::Criticality(turn) => self.criticality = turn.to,
            Edit::Urgency(turn) => self.urgency = turn.to,
            Edit::Status(turn) => self.status = turn.to,
            Edit::ResolvedAt(turn) => self.resolved_at = turn.to,
            Edit::Assignee(turn) => self.assigned_to = turn.to,
            Edit::Problem(turn) => self.problem = turn.to,
            Edit::Customer(turn) => self.customer.clone_from(&turn.to),
            Edit::Tags(members) => members.apply(&mut self.tags),
            Edit::Services(members) => members.apply(&mut self.services),
            Edit::Links(members) => members.apply(&mut self.links),
            Edit::ProblemStatus(_) | Edit::RootCause(_) | Edit::Workaround(_) | Edit::Solution(_) => {}
        }
    }

    fn stand(&self, edit: &Edit) -> Stand {
        match edit {
            Edit::Title(turn) => Stand::of(turn, &self.title),
            Edit::Description(turn) => Stand::of(turn, &self.description),
            Edit::Priority(turn) => Stand::of(turn, &self.priority),
            Edit::AutoPriority(turn) => Stand::of(turn, &self.auto_priority),
            Edit::Criticality(turn) => Stand::of(turn, &self.criticality),
            Edit::Urgency(turn) => Stand::of(turn, &self.urgency),
            Edit::Status(turn) => Stand::of(turn, &self.status),
            Edit::ResolvedAt(_) => Stand::FOLLOWS,
            Edit::Assignee(turn) => Stand::of(turn, &self.assigned_to),
            Edit::Problem(turn) => Stand::of(turn, &self.problem),
            Edit::Customer(turn) => Stand::of(turn, &self.customer),
            Edit::Tags(members) => Stand::of_list(members, &self.tags),
            Edit::Services(members) => Stand::of_list(members, &self.services),
            Edit::Links(members) => Stand::of_list(members, &self.links),
            Edit::ProblemStatus(_) | Edit::RootCause(_) | Edit::Workaround(_) | Edit::Solution(_) => Stand::ALIEN,
        }
    }

    fn rate(&mut self) {
        self.priority = rated(self.auto_priority, self.criticality, self.urgency).unwrap_or(self.priority);
    }
}

impl Editable for Problem {
    fn record(&self) -> Record {
        Record::Problem(self.id)
    }

    fn name(&self) -> String {
        self.name()
    }

    fn creator(&self) -> ProfileId {
        self.created_by
    }

    fn assignee(&self) -> Option<ProfileId> {
        self.assigned_to
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn set_updated_at(&mut self, at: Timestamp) {
        self.updated_at = at;
    }

    fn take(&mut self, edit: &Edit) {
        match edit {
            Edit::Title(turn) => self.title.clone_from(&turn.to),
            Edit::Description(turn) => self.description.clone_from(&turn.to),
            Edit::Priority(turn) => self.priority = turn.to,
            Edit::AutoPriority(turn) => self.auto_priority = turn.to,
            Edit::Criticality(turn) => self.criticality = turn.to,
            Edit::Urgency(turn) => self.urgency = turn.to,
            Edit::ProblemStatus(turn) => self.status = turn.to,
            Edit::ResolvedAt(turn) => self.resolved_at = turn.to,
            Edit::Assignee(turn) => self.assigned_to = turn.to,
            Edit::RootCause(turn) => self.root_cause.clone_from(&turn.to),
            Edit::Workaround(turn) => self.workaround.clone_from(&turn.to),
            Edit::Solution(turn) => self.solution.clone_from(&turn.to),
            Edit::Tags(members) => members.apply(&mut self.tags),
            Edit::Services(members) => members.apply(&mut self.services),
            Edit::Status(_) | Edit::Problem(_) | Edit::Links(_) | Edit::Customer(_) => {}
        }
    }

    fn stand(&self, edit: &Edit) -> Stand {
        match edit {
            Edit::Title(turn) => Stand::of(turn, &self.title),
            Edit::Description(turn) => Stand::of(turn, &self.description),
            Edit::Priority(turn) => Stand::of(turn, &self.priority),
            Edit::AutoPriority(turn) => Stand::of(turn, &self.auto_priority),
            Edit::Criticality(turn) => Stand::of(turn, &self.criticality),
            Edit::Urgency(turn) => Stand::of(turn, &self.urgency),
            Edit::ProblemStatus(turn) => Stand::of(turn, &self.status),
            Edit::ResolvedAt(_) => Stand::FOLLOWS,
            Edit::Assignee(turn) => Stand::of(turn, &self.assigned_to),
            Edit::RootCause(turn) => Stand::of(turn, &self.root_cause),
            Edit::Workaround(turn) => Stand::of(turn, &self.workaround),
            Edit::Solution(turn) => Stand::of(turn, &self.solution),
            Edit::Tags(members) => Stand::of_list(members, &self.tags),
            Edit::Services(members) => Stand::of_list(members, &self.services),
            Edit::Status(_) | Edit::Problem(_) | Edit::Links(_) | Edit::Customer(_) => Stand::ALIEN,
        }
    }

    fn rate(&mut self) {
        self.priority = rated(self.auto_priority, self.criticality, self.urgency).unwrap_or(self.priority);
    }
}

impl Editable for Change {
    fn record(&self) -> Record {
        Record::Change(self.id)
    }

    fn name(&self) -> String {
        self.name()
    }

    fn creator(&self) -> ProfileId {
        self.requested_by
    }

    fn assignee(&self) -> Option<ProfileId> {
        self.assigned_to
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn set_updated_at(&mut self, at: Timestamp) {
        self.updated_at = at;
    }

    /// So far a change can only be linked.
    fn take(&mut self, edit: &Edit) {
        if let Edit::Problem(turn) = edit {
            self.problem = turn.to;
        }
    }

    fn stand(&self, edit: &Edit) -> Stand {
        match edit {
            Edit::Problem(turn) => Stand::of(turn, &self.problem),
            _ => Stand::ALIEN,
        }
    }
}
