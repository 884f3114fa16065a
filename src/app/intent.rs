//! What somebody wants to happen to incidents, before it is known what the rules make of it. One verb, one path, for one row or for forty:
//! the row under the cursor is done or refused at once; whatever else is marked is planned first, in [`super::layers::bulk`]. Changes are
//! linked to problems as incidents are; all other intents are about incidents alone.
//!
//! Invariant: nothing is done at once to a row one does not look at, nor to more than one.

use super::effect::Effects;
use super::layers::Layer;
use super::layers::bulk::{Bulk, BulkRow, Fate};
use super::model::Model;
use super::notice::Tone;
use super::rows::Rows;
use super::sentences;
use crate::domain::change::Change;
use crate::domain::edits::{Edit, Edits, Members};
use crate::domain::incident::Incident;
use crate::domain::permission::Refusal;
use crate::domain::problem::Problem;
use crate::domain::request::{Deed, Verb};
use crate::domain::safe::Safe;
use crate::domain::value::{CommentId, IncidentId, IncidentStatus, ProblemId, ProfileId, Record};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The most rows a plan holds: each is a deed that waits for its verdict, and a list that somebody is to look through.
pub const MOST: usize = 1_000;

/// What is wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Intent {
    /// Mine, and under investigation.
    Take,
    /// Somebody's, or nobody's.
    Assign(Option<ProfileId>),
    /// A status other than closed, from whichever it is in.
    SetStatus(IncidentStatus),
    /// Resolved, unless it is over already.
    Resolve,
    /// Open again, if it was over.
    Reopen,
    /// Closed, for this reason.
    Close(String),
    /// Tags that join and leave.
    Tag(Members<Safe>),
    /// Part of a problem, or of none.
    Link(Option<ProblemId>),
}

/// What an intent comes to on one row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Planned {
    /// This is to be done.
    Will(Deed),
    /// The row is so already.
    Same,
    /// The rules will refuse it.
    Refused(Refusal),
    /// The row is not there any more.
    Gone,
}

impl Intent {
    fn edits(&self, row: &Incident, me: ProfileId, now: jiff::Timestamp) -> Edits {
        match self {
            Self::Take => Edits::take(row, me),
            Self::Assign(to) => Edits::assign(row, *to),
            Self::SetStatus(to) => Edits::set_status(row, *to, now),
            Self::Resolve if row.status == IncidentStatus::Closed => Edits::of([]),
            Self::Resolve => Edits::set_status(row, IncidentStatus::Resolved, now),
            Self::Reopen if row.status.is_active() => Edits::of([]),
            Self::Reopen => Edits::set_status(row, IncidentStatus::Open, now),
            Self::Close(_) => Edits::set_status(row, IncidentStatus::Closed, now),
            Self::Link(to) => Edits::link(row.problem, *to),
            Self::Tag(members) => {
                let mut tags = row.tags.clone();
                members.apply(&mut tags);
                Edits::of([Edit::Tags(Members::between(&row.tags, &tags))])
            }
        }
    }

    /// The deed on a row, with an id for the comment a closure needs; nothing where the row is so already.
    #[must_use]
    pub fn deed(
        &self,
        row: &Incident,
        me: ProfileId,
        now: jiff::Timestamp,
        comment: impl FnOnce() -> CommentId,
    ) -> Option<Deed> {
        let edits = self.edits(row, me, now);
        (!edits.is_empty()).then(|| match self {
            Self::Close(reason) => Deed::Close { incident: row.id, edits, comment: comment(), reason: reason.clone() },
            _ => Deed::Edit { record: Record::Incident(row.id), edits, verb: self.verb() },
        })
    }

    fn verb(&self) -> Verb {
        match self {
            Self::Take => Verb::Take,
            Self::Assign(_) => Verb::Assign,
            Self::SetStatus(_) | Self::Resolve | Self::Reopen | Self::Close(_) => Verb::SetStatus,
            Self::Tag(_) | Self::Link(_) => Verb::Edit,
        }
    }

    /// The deed on a change; nothing where it is so already, or where the intent is none about changes.
    #[must_use]
    pub fn deed_on_change(&self, row: &Change) -> Option<Deed> {
        let Self::Link(to) = self else { return None };
        let edits = Edits::link(row.problem, *to);
        (!edits.is_empty()).then(|| Deed::Edit { record: Record::Change(row.id), edits, verb: self.verb() })
    }
}

impl Model {
    /// What the verbs act on: the marked rows in the order of the list, those it does not show after them; without marks, the selected row.
    #[must_use]
    pub fn targets(&self) -> Vec<IncidentId> {
        let marks = &self.incidents.marks;
        if marks.is_empty() {
            return self.incidents.list.selected().into_iter().collect();
        }
        let mut targets: Vec<IncidentId> =
            self.incidents.list.order().iter().copied().filter(|id| marks.contains(id)).collect();
        let shown: BTreeSet<IncidentId> = targets.iter().copied().collect();
        targets.extend(marks.difference(&shown));
        targets
    }

    /// Whether the verbs act on anything but the row under the cursor. A mark on that row alone is as good as none.
    #[must_use]
    pub fn is_about_marks(&self) -> bool {
        let selected = self.incidents.list.selected();
        self.incidents.marks.iter().any(|id| Some(*id) != selected)
    }

    /// The only target, if a verb acts on it at once.
    pub(super) fn at_once(&self, targets: &[IncidentId]) -> Option<IncidentId> {
        match targets {
            [only] if !self.is_about_marks() => Some(*only),
            _ => None,
        }
    }

    /// What an intent comes to on a row.
    pub(super) fn planned(&mut self, intent: &Intent, record: Record) -> Planned {
        let Some(me) = self.me.clone() else { return Planned::Gone };
        let (deed, refusal) = match record {
            Record::Incident(id) => {
                let Some(row) = self.incident(id).map(Cow::into_owned) else { return Planned::Gone };
                let deed = intent.deed(&row, me.profile.id, self.now, || self.new_comment_id());
                let refusal = deed.as_ref().and_then(|deed| sentences::refusal_of(deed, &me, &row));
                (deed, refusal)
            }
            Record::Change(id) => {
                let Some(row) = self.change(id) else { return Planned::Gone };
                let deed = intent.deed_on_change(&row);
                let refusal = deed.as_ref().and_then(|deed| sentences::refusal_of(deed, &me, &*row));
                (deed, refusal)
            }
            // No intent is about problems.
            Record::Problem(_) => (None, None),
        };
        match (deed, refusal) {
            (None, _) => Planned::Same,
            (_, Some(refusal)) => Planned::Refused(refusal),
            (Some(deed), None) => Planned::Will(deed),
        }
    }

    /// Does what is wanted to the row under the cursor at once; to what is marked after the plan was looked at.
    pub(super) fn intend(&mut self, intent: Intent, targets: &[IncidentId]) -> Effects {
        let Some(only) = self.at_once(targets) else {
            return self.plan_bulk(intent, targets);
        };
        let name = self.incident_name(only);
        match self.planned(&intent, Record::Incident(only)) {
            Planned::Will(deed) => {
                // It was marked for this, if it was.
                self.incidents.clear_marks();
                self.decide(deed)
            }
            Planned::Same => {
                let words = self.as_it_is(&intent, Record::Incident(only));
                self.say(Tone::Plain, format!("{name} is {words}."));
                vec![]
            }
            Planned::Refused(refusal) => {
                self.offer_to_ask(Record::Incident(only), &refusal);
                vec![]
            }
            Planned::Gone => {
                self.say(Tone::Bad, format!("{name} is gone, or hidden from you."));
                vec![]
            }
        }
    }

    fn plan_bulk(&mut self, intent: Intent, targets: &[IncidentId]) -> Effects {
        let rows: Vec<BulkRow> =
            targets.iter().take(MOST).map(|id| self.plan_row(&intent, Record::Incident(*id))).collect();
        if rows.is_empty() {
            self.say(Tone::Plain, "No incident is selected.");
            return vec![];
        }
        let left = targets.len() - rows.len();
        if left > 0 {
            let [most, all, left] = [MOST, targets.len(), left].map(|count| sentences::number(count as u64));
            self.say(
                Tone::Plain,
                format!("A plan holds {most} rows: the first of {all} are in it, {left} stay marked."),
            );
        }
        let title = self.rows.title_of(&intent);
        self.layers.push(Layer::Bulk(Box::new(Bulk::new(title, intent, rows))));
        vec![]
    }

    /// One row of a plan.
    pub(super) fn plan_row(&mut self, intent: &Intent, record: Record) -> BulkRow {
        let (name, title) = self.name_and_title(record);
        let fate = match self.planned(intent, record) {
            Planned::Will(deed) => Fate::Will(Box::new(deed)),
            Planned::Same => Fate::Same,
            Planned::Refused(refusal) => {
                let why = self.refusal_sentence(&refusal, &name);
                Fate::Refused(why)
            }
            Planned::Gone => Fate::Failed("gone, or hidden from you".into()),
        };
        let before = match (&fate, intent) {
            (_, Intent::Tag(_)) => String::new(),
            (Fate::Will(deed), _) => match &**deed {
                Deed::Edit { edits, .. } | Deed::Close { edits, .. } => {
                    format!("was {}", self.rows.outcome(&edits.inverse()))
                }
                _ => String::new(),
            },
            _ => String::new(),
        };
        BulkRow { record, name, title, before, fate, problem: self.problem_of(record) }
    }

    /// What a row is that an intent would not change: `resolved already`.
    #[must_use]
    pub fn as_it_is(&self, intent: &Intent, record: Record) -> String {
        let row = record.incident().and_then(|id| self.incident(id));
        row.map_or_else(|| "so already".into(), |row| self.rows.as_it_is(intent, row.status))
    }

    /// What a record is called in a narrow place, and its title.
    #[must_use]
    pub fn name_and_title(&self, record: Record) -> (String, Safe) {
        let known = match record {
            Record::Incident(id) => self.incident(id).map(|row| (row.short_name().into_owned(), row.title.clone())),
            Record::Problem(id) => self.problem(id).map(|row| (row.short_name(), row.title.clone())),
            Record::Change(id) => self.change(id).map(|row| (row.short_name().into_owned(), row.title.clone())),
        };
        known.unwrap_or_else(|| (self.rows.record_name(record), Safe::default()))
    }

    /// What an incident is called.
    #[must_use]
    pub fn incident_name(&self, id: IncidentId) -> String {
        self.rows.incidents.get(&id).map_or_else(|| "the incident".into(), Incident::name)
    }
}

impl Rows {
    /// An intent as the title of its plan: `Assign to Omar`.
    #[must_use]
    pub fn title_of(&self, intent: &Intent) -> String {
        match intent {
            Intent::Take => "Take".into(),
            Intent::Assign(Some(to)) => format!("Assign to {}", self.full_name(*to)),
            Intent::Assign(None) => "Assign to nobody".into(),
            Intent::SetStatus(to) => format!("Set to {to}"),
            Intent::Resolve => "Resolve".into(),
            Intent::Reopen => "Reopen".into(),
            Intent::Close(reason) => format!("Close: {reason}"),
            Intent::Tag(members) => format!("Tags {}", tags_in_words(members)),
            Intent::Link(Some(to)) => format!("Link to {}", self.problem_name(*to)),
            Intent::Link(None) => "Unlink from the problem".into(),
        }
    }

    /// What a row of this status is that an intent would not change: `resolved already`.
    #[must_use]
    pub fn as_it_is(&self, intent: &Intent, status: IncidentStatus) -> String {
        let words = match intent {
            Intent::Reopen => return "not over".into(),
            Intent::Resolve => status.to_string(),
            Intent::Take => "yours".into(),
            Intent::Assign(Some(to)) => format!("{}'s", self.full_name(*to)),
            Intent::Assign(None) => "nobody's".into(),
            Intent::SetStatus(to) => to.to_string(),
            Intent::Close(_) => "closed".into(),
            Intent::Tag(_) => "tagged so".into(),
            Intent::Link(Some(to)) => format!("part of {}", self.problem_name(*to)),
            Intent::Link(None) => "part of no problem".into(),
        };
        format!("{words} already")
    }

    /// What a problem is called.
    #[must_use]
    pub fn problem_name(&self, id: ProblemId) -> String {
        self.problems.get(&id).map_or_else(|| "its problem".into(), Problem::name)
    }
}

/// `+db -edge`.
fn tags_in_words(members: &Members<Safe>) -> String {
    let join = members.join.iter().map(|tag| format!("+{tag}"));
    let leave = members.leave.iter().map(|tag| format!("-{tag}"));
    join.chain(leave).collect::<Vec<_>>().join(" ")
}
