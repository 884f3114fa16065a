//! What somebody wants to happen to incidents, before it is known what the rules make of it. One verb, one path, for one row or for forty:
//! a single row is done or refused at once; several are planned first, in [`super::layers::bulk`].

use super::effect::Effects;
use super::layers::Layer;
use super::layers::bulk::{Bulk, BulkRow, Fate};
use super::model::Model;
use super::notice::Tone;
use super::rows::Rows;
use super::sentences;
use crate::domain::edits::{Edit, Edits, Members};
use crate::domain::incident::Incident;
use crate::domain::permission::Refusal;
use crate::domain::problem::Problem;
use crate::domain::request::{Deed, Verb};
use crate::domain::safe::Safe;
use crate::domain::value::{CommentId, IncidentId, IncidentStatus, ProblemId, ProfileId};

/// What is wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Intent {
    /// Mine, and under investigation.
    Take,
    /// Somebody's, or nobody's.
    Assign(Option<ProfileId>),
    /// A status other than closed.
    SetStatus(IncidentStatus),
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
            Self::Close(_) => Edits::set_status(row, IncidentStatus::Closed, now),
            Self::Link(to) => Edits::link(row, *to),
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
            _ => Deed::Edit { incident: row.id, edits, verb: self.verb() },
        })
    }

    fn verb(&self) -> Verb {
        match self {
            Self::Take => Verb::Take,
            Self::Assign(_) => Verb::Assign,
            Self::SetStatus(_) | Self::Close(_) => Verb::SetStatus,
            Self::Tag(_) | Self::Link(_) => Verb::Edit,
        }
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
        let shown: Vec<IncidentId> =
            self.incidents.list.order().iter().copied().filter(|id| marks.contains(id)).collect();
        let hidden = marks.iter().copied().filter(|id| !shown.contains(id));
        shown.iter().copied().chain(hidden).collect()
    }

    /// What an intent comes to on a row.
    pub(super) fn planned(&mut self, intent: &Intent, id: IncidentId) -> Planned {
        let (Some(me), Some(row)) = (self.me.clone(), self.incident(id).map(std::borrow::Cow::into_owned)) else {
            return Planned::Gone;
        };
        let Some(deed) = intent.deed(&row, me.profile.id, self.now, || self.new_comment_id()) else {
            return Planned::Same;
        };
        match sentences::refusal_of(&deed, &me, &row) {
            Some(refusal) => Planned::Refused(refusal),
            None => Planned::Will(deed),
        }
    }

    /// Does what is wanted to one row at once; to several after their plan was looked at.
    pub(super) fn intend(&mut self, intent: Intent, targets: &[IncidentId]) -> Effects {
        let [only] = targets else {
            return self.plan_bulk(intent, targets);
        };
        let name = self.incident_name(*only);
        match self.planned(&intent, *only) {
            Planned::Will(deed) => self.decide(deed),
            Planned::Same => {
                let words = self.rows.as_it_is(&intent);
                self.say(Tone::Plain, format!("{name} is {words} already."));
                vec![]
            }
            Planned::Refused(refusal) => {
                if let Some(incident) = self.incident(*only).map(std::borrow::Cow::into_owned) {
                    self.offer_to_ask(&incident, &refusal);
                }
                vec![]
            }
            Planned::Gone => {
                self.say(Tone::Bad, format!("{name} is gone, or hidden from you."));
                vec![]
            }
        }
    }

    fn plan_bulk(&mut self, intent: Intent, targets: &[IncidentId]) -> Effects {
        let rows: Vec<BulkRow> = targets.iter().map(|id| self.plan_row(&intent, *id)).collect();
        if rows.is_empty() {
            self.say(Tone::Plain, "No incident is selected.");
            return vec![];
        }
        let title = self.rows.title_of(&intent);
        self.layers.push(Layer::Bulk(Box::new(Bulk::new(title, intent, rows))));
        vec![]
    }

    /// One row of a plan.
    pub(super) fn plan_row(&mut self, intent: &Intent, id: IncidentId) -> BulkRow {
        let title = self.incident(id).map_or_else(Safe::default, |row| row.title.clone());
        let name = self.incident(id).map_or_else(|| self.incident_name(id), |row| row.short_name().into_owned());
        let fate = match self.planned(intent, id) {
            Planned::Will(deed) => Fate::Will(Box::new(deed)),
            Planned::Same => Fate::Same,
            Planned::Refused(refusal) => {
                let why = self.refusal_sentence(&refusal, &name);
                Fate::Refused(why)
            }
            Planned::Gone => Fate::Failed("gone, or hidden from you".into()),
        };
        BulkRow { incident: id, name, title, fate }
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
            Intent::Close(reason) => format!("Close: {reason}"),
            Intent::Tag(members) => format!("Tags {}", tags_in_words(members)),
            Intent::Link(Some(to)) => format!("Link to {}", self.problem_name(*to)),
            Intent::Link(None) => "Unlink from the problem".into(),
        }
    }

    /// What a row is that an intent would not change.
    #[must_use]
    pub fn as_it_is(&self, intent: &Intent) -> String {
        match intent {
            Intent::Take => "yours".into(),
            Intent::Assign(Some(to)) => format!("{}'s", self.full_name(*to)),
            Intent::Assign(None) => "nobody's".into(),
            Intent::SetStatus(to) => to.to_string(),
            Intent::Close(_) => "closed".into(),
            Intent::Tag(_) => "tagged so".into(),
            Intent::Link(Some(to)) => format!("part of {}", self.problem_name(*to)),
            Intent::Link(None) => "part of no problem".into(),
        }
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
