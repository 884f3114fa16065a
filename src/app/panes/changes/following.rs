//! What antops does with changes by itself: it finishes what somebody decided and could not finish, and, where one wants that, starts what is due.
//!
//! A manager's answer moves no change that is not theirs, so the antops of its requester or assignee does, once, and says so. Invariant: nothing is applied
//! that [`Standing`] does not stand for, nothing from rows of an earlier session, and nothing twice.
//!
//! [`Standing`]: crate::domain::change::standing::Standing

use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::domain::change::Change;
use crate::domain::change::beside::{Approval, Automation};
use crate::domain::change::standing::Mismatch;
use crate::domain::change::step::Step;
use crate::domain::change::taking;
use crate::domain::edits::Edits;
use crate::domain::request::{Deed, Query};
use crate::domain::value::{AutomationKind, ChangeStatus, Record};
use jiff::Timestamp;

impl Model {
    /// Whether the rows that decide about this are the server's of this session.
    fn knows_decisions(&self) -> bool {
        let is_answered = |query: &Query| self.remote.line(query).is_some_and(|line| line.answered_at.is_some());
        self.may_send() && [Query::Changes, Query::Approvals, Query::People].iter().all(is_answered)
    }

    /// Finishes what was decided about my changes, and starts what is due.
    pub(in crate::app) fn follow_changes(&mut self) -> Effects {
        if !self.knows_decisions() {
            return vec![];
        }
        self.note_requests();
        let mut effects = vec![];
        while let Some((change, approval)) = self.undone() {
            self.changes.more.applied.insert(approval.id);
            let now = self.now;
            let Some(deed) = taking::apply(&change, &approval, now, || self.new_id()) else { continue };
            effects.extend(self.decide_on(vec![deed], false).0);
        }
        if self.settings.runs_due {
            effects.extend(self.run_due());
        }
        effects
    }

    /// A change of mine that waits though somebody decided, with the answer that was not tried yet.
    fn undone(&self) -> Option<(Change, Approval)> {
        let me = self.my_id()?;
        let is_mine = |row: &&Change| row.status == ChangeStatus::Pending && row.has_stakeholder(me);
        self.rows.changes.values().filter(is_mine).find_map(|row| {
            if self.pending.on(Record::Change(row.id)).next().is_some() {
                return None;
            }
            let standing = self.rows.standing_of(row);
            let Some(Mismatch::Undone(_)) = standing.mismatch(row) else { return None };
            let decided = standing.decided.filter(|decided| !self.changes.more.applied.contains(&decided.id))?;
            Some((row.clone(), decided.clone()))
        })
    }

    /// Starts my approved changes whose time has come.
    fn run_due(&mut self) -> Effects {
        let Some(me) = self.my_id() else { return vec![] };
        let due: Vec<(Change, Automation)> = self
            .startable()
            .filter(|(change, automation)| {
                automation.is_due(self.now) && self.pending.on(Record::Change(change.id)).next().is_none()
            })
            .map(|(change, automation)| (change.clone(), automation.clone()))
            .collect();
        let mut effects = vec![];
        for (change, automation) in due {
            let edits = Edits::set_change_status(&change, ChangeStatus::InProgress, self.now);
            let marker = self.new_comment_id();
            let tell = self.tell(change.stakeholders_without(me));
            let step = Step::Run { automation: automation.id, marker, tell };
            effects
                .extend(self.decide_on(vec![Deed::Step { change: change.id, edits, step: Box::new(step) }], false).0);
        }
        effects
    }

    /// My approved changes that are to start at a time.
    fn startable(&self) -> impl Iterator<Item = (&Change, &Automation)> {
        let me = self.my_id();
        let is_mine =
            move |row: &&Change| row.status == ChangeStatus::Approved && me.is_some_and(|me| row.has_stakeholder(me));
        self.rows.changes.values().filter(is_mine).flat_map(|change| {
            let automations = self.rows.automations.of(change.id);
            let is_start = |row: &&Automation| row.kind == AutomationKind::AutoStart && !row.is_executed;
            automations.filter(is_start).map(move |automation| (change, automation))
        })
    }

    /// When the next change of mine is to start, if antops starts it.
    pub(in crate::app) fn starts_next(&self) -> Option<Timestamp> {
        if !self.settings.runs_due
            || self.changes.more.applied.is_empty() && self.rows.automations.values().next().is_none()
        {
            return None;
        }
        self.startable().map(|(_, automation)| automation.scheduled_for).filter(|at| *at > self.now).min()
    }
}
