//! From what somebody wants of a change to the deed that does it. The screen and the command line decide on the same deeds because both make them here.
//!
//! Everything a step writes is named in the deed, under ids of ours, so that what was cut off is finished and never guessed. Whether one may take the
//! step at all is [`Kind::hindrance`]'s to say and is not asked again here.

use super::Change;
use super::beside::{Approval, Scheduled, Tell};
use super::step::{self, Kind, Step};
use crate::domain::edits::Edits;
use crate::domain::member::Me;
use crate::domain::request::Deed;
use crate::domain::rich_text;
use crate::domain::value::{
    ApprovalId, ApprovalStatus, AutomationId, ChangeStatus, CommentId, NotificationId, Outcome, ProfileId, ResponseId,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Who takes a step, when, and what they know beside the change.
pub struct Taker<'a> {
    /// Who it is.
    pub me: &'a Me,
    /// When they decided.
    pub now: Timestamp,
    /// Everybody who may decide on changes.
    pub deciders: Vec<ProfileId>,
    /// Whose answer counts, if one does.
    pub decided: Option<ProfileId>,
}

impl Taker<'_> {
    /// A step as a deed, with what was typed for it and the change as it was seen; nothing for [`Kind::Reschedule`], which needs a window.
    pub fn deed(
        &self,
        change: &Change,
        saw: &Change,
        kind: Kind,
        typed: &str,
        mut id: impl FnMut() -> Uuid,
    ) -> Option<Deed> {
        let me = self.me.profile.id;
        let typed = typed.trim().to_owned();
        let edits = match kind {
            Kind::Approve | Kind::Reject if !change.has_stakeholder(me) => Edits::of([]),
            _ => kind.to().map_or_else(Edits::default, |to| Edits::set_change_status(change, to, self.now)),
        };
        let step = match kind {
            Kind::Request => {
                let deciders = self.deciders.iter().copied().filter(|who| *who != me);
                let (approval, marker) = (ApprovalId(id()), CommentId(id()));
                Step::Request { approval, marker, fingerprint: change.fingerprint(), tell: tell(deciders, id) }
            }
            Kind::Approve | Kind::Reject => {
                let people = change.stakeholders_without(me);
                Step::Decide {
                    answer: if kind == Kind::Approve { ApprovalStatus::Approved } else { ApprovalStatus::Rejected },
                    because: typed,
                    saw: Box::new(saw.clone()),
                    schedule: schedule(change, &mut id),
                    marker: CommentId(id()),
                    mentions: people.clone(),
                    tell: tell(people, id),
                }
            }
            Kind::Withdraw => Step::Withdraw { why: typed, marker: CommentId(id()) },
            Kind::Start => Step::Start,
            Kind::Complete | Kind::Fail => {
                let mut mentions = change.stakeholders_without(me);
                mentions.extend(self.decided.filter(|who| *who != me && !mentions.contains(who)));
                Step::End {
                    outcome: if kind == Kind::Complete { Outcome::Completed } else { Outcome::Failed },
                    notes: typed,
                    response: ResponseId(id()),
                    marker: CommentId(id()),
                    mentions,
                }
            }
            Kind::Cancel => {
                let rejects = self.me.profile.role.may_approve();
                Step::Cancel { why: typed, marker: CommentId(id()), rejects }
            }
            Kind::Reschedule => return None,
        };
        Some(Deed::Step { change: change.id, edits, step: Box::new(step) })
    }
}

/// What finishes a change that somebody else decided on; nothing where the answer names nobody.
#[must_use]
pub fn apply(change: &Change, decided: &Approval, now: Timestamp, id: impl FnMut() -> Uuid) -> Option<Deed> {
    let is_approved = decided.status == ApprovalStatus::Approved;
    let to = if is_approved { ChangeStatus::Approved } else { ChangeStatus::Cancelled };
    let schedule = if is_approved { schedule(change, id) } else { vec![] };
    let step = Step::Apply { answer: decided.status, by: decided.approved_by?, schedule };
    let edits = Edits::set_change_status(change, to, now);
    Some(Deed::Step { change: change.id, edits, step: Box::new(step) })
}

/// What was edited of a change, as a step: where that moves its window and somebody was asked already, what is to happen at its time moves with it.
#[must_use]
pub fn moved(change: &Change, edits: &Edits, id: impl FnMut() -> Uuid) -> Option<Deed> {
    let moves = edits.iter().any(|edit| edit.word() == "window");
    if !moves || change.status == ChangeStatus::Draft {
        return None;
    }
    let mut after = change.clone();
    edits.apply(&mut after);
    let step = Box::new(Step::Reschedule { schedule: schedule(&after, id) });
    Some(Deed::Step { change: change.id, edits: edits.clone(), step })
}

/// What is to happen to a change at its time.
pub fn schedule(change: &Change, mut id: impl FnMut() -> Uuid) -> Vec<Scheduled> {
    step::schedule(change, || AutomationId(id()))
}

/// A line for the inbox of each.
pub fn tell(people: impl IntoIterator<Item = ProfileId>, mut id: impl FnMut() -> Uuid) -> Vec<Tell> {
    people.into_iter().map(|to| Tell { id: NotificationId(id()), to }).collect()
}

impl Change {
    /// Requester and assignee, without somebody.
    #[must_use]
    pub fn stakeholders_without(&self, me: ProfileId) -> Vec<ProfileId> {
        let people: BTreeSet<ProfileId> = [self.requested_by].into_iter().chain(self.assigned_to).collect();
        people.into_iter().filter(|who| *who != me).collect()
    }

    /// The text without which nobody can decide on it, if one is missing. The database wants the texts, but an empty one is enough for it.
    #[must_use]
    pub fn lacks(&self) -> Option<&'static str> {
        let texts = [
            ("description", &self.description),
            ("rollback plan", &self.rollback_plan),
            ("test plan", &self.test_plan),
        ];
        let is_blank = |text: &str| rich_text::summary(&text.into()).trim().is_empty();
        texts.into_iter().find(|(_, text)| is_blank(text)).map(|(what, _)| what)
    }

    /// What has to be typed to approve it: its count, or all of its name where it has none.
    #[must_use]
    pub fn word(&self) -> String {
        let name = self.name();
        match name.rsplit_once('-') {
            Some((_, count)) if !count.is_empty() => count.to_owned(),
            _ => name,
        }
    }

    /// Whether what was typed names it.
    #[must_use]
    pub fn is_named(&self, typed: &str) -> bool {
        let typed = typed.trim();
        [self.word(), self.name(), self.short_name().into_owned()].iter().any(|name| name.eq_ignore_ascii_case(typed))
    }
}
