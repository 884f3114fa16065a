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

/// The columns of a kind of record, each once: values with a before and an after, those that follow others and are never a precondition, and
/// lists. With `rate`, the database computes the priority of the kind from its ratings.
macro_rules! editable {
    (
        $row:ident, made by $creator:ident $(, $rated:ident)?;
        values { $($value:ident => $field:ident,)* }
        following { $($following:ident => $follower:ident,)* }
        lists { $($list:ident => $members:ident,)* }
    ) => {
        impl Editable for $row {
            fn record(&self) -> Record {
                Record::$row(self.id)
            }

            fn name(&self) -> String {
                self.name()
            }

            fn creator(&self) -> ProfileId {
                self.$creator
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
                    $(Edit::$value(turn) => self.$field.clone_from(&turn.to),)*
                    $(Edit::$following(turn) => self.$follower.clone_from(&turn.to),)*
                    $(Edit::$list(members) => members.apply(&mut self.$members),)*
                    _ => {}
                }
            }

            fn stand(&self, edit: &Edit) -> Stand {
                match edit {
                    $(Edit::$value(turn) => Stand::of(turn, &self.$field),)*
                    $(Edit::$following(_) => Stand::FOLLOWS,)*
                    $(Edit::$list(members) => Stand::of_list(members, &self.$members),)*
                    _ => Stand::ALIEN,
                }
            }

            $(fn $rated(&mut self) {
                if let (true, Some(criticality), Some(urgency)) = (self.auto_priority, self.criticality, self.urgency) {
                    self.priority = Priority::from_matrix(criticality, urgency);
                }
            })?
        }
    };
}

editable! {
    Incident, made by created_by, rate;
    values {
        Title => title,
        Description => description,
        Priority => priority,
        AutoPriority => auto_priority,
        Criticality => criticality,
        Urgency => urgency,
        Status => status,
        Assignee => assigned_to,
        Problem => problem,
        Customer => customer,
    }
    following { ResolvedAt => resolved_at, }
    lists { Tags => tags, Services => services, Links => links, }
}

editable! {
    Problem, made by created_by, rate;
    values {
        Title => title,
        Description => description,
        Priority => priority,
        AutoPriority => auto_priority,
        Criticality => criticality,
        Urgency => urgency,
        ProblemStatus => status,
        Assignee => assigned_to,
        RootCause => root_cause,
        Workaround => workaround,
        Solution => solution,
    }
    following { ResolvedAt => resolved_at, }
    lists { Tags => tags, Services => services, }
}

editable! {
    Change, made by requested_by;
    values {
        Title => title,
        Description => description,
        RollbackPlan => rollback_plan,
        TestPlan => test_plan,
        Priority => priority,
        ChangeStatus => status,
        StartsAt => scheduled_for,
        EndsAt => estimated_end,
        Assignee => assigned_to,
        Problem => problem,
        Incident => incident,
    }
    following { CompletedAt => completed_at, }
    lists { Tags => tags, Services => services, }
}
