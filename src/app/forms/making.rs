//! A problem made from incidents: the form filled in from them, the links that follow the creation, and one sentence about all of it.
//!
//! The links are decided on together with the problem and wait for it, so they survive a dead link and the end of the program. Which
//! incidents can be linked is told before; those the rules refuse are never sent but stand in the plan, where their people can be asked.
//! Invariant: an incident that belongs to another problem stays there.

use super::super::bulk::Batch;
use super::super::draft::Place;
use super::super::effect::{Effect, Effects};
use super::super::intent::{Intent, MOST};
use super::super::layers::Layer;
use super::super::layers::bulk::{Bulk, BulkRow, Fate};
use super::super::layers::form::{Form, Kept, Typed};
use super::super::model::Model;
use super::super::notice::Tone;
use super::super::panes::Pane;
use super::super::rows::Rows;
use super::super::sentences::number;
use crate::domain::edits::Edits;
use crate::domain::incident::Incident;
use crate::domain::permission::{self, Permission};
use crate::domain::proposal::{Proposal, propose};
use crate::domain::request::{Deed, NewIncident, NewProblem, Op, Verb};
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentId, ProblemId, ProfileId, Record};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Names of incidents in a sentence, before the rest is only counted.
const NAMED: usize = 3;

/// A problem being made from incidents.
#[derive(Clone, Debug)]
pub(in crate::app) struct Making {
    problem: ProblemId,
    incidents: Vec<IncidentId>,
    refused: usize,
    elsewhere: usize,
    /// Why the first link that failed did.
    pub(in crate::app) why: Option<String>,
}

/// What becomes of the incidents that a problem is made from.
struct Shares<'m> {
    linked: Vec<Cow<'m, Incident>>,
    refused: Vec<Cow<'m, Incident>>,
    elsewhere: Vec<Cow<'m, Incident>>,
}

impl Shares<'_> {
    /// The same with rows of its own, to be kept while the model changes.
    fn into_owned(self) -> Shares<'static> {
        let owned = |rows: Vec<Cow<'_, Incident>>| rows.into_iter().map(|row| Cow::Owned(row.into_owned())).collect();
        Shares { linked: owned(self.linked), refused: owned(self.refused), elsewhere: owned(self.elsewhere) }
    }
}

impl Rows {
    /// The problem that incidents have in common, as far as it shows in them. What belongs to another problem says nothing of this one,
    /// unless all of them do.
    #[must_use]
    pub fn proposal(&self, mut incidents: Vec<&Incident>) -> Proposal {
        if incidents.iter().any(|row| row.problem.is_none()) {
            incidents.retain(|row| row.problem.is_none());
        }
        propose(&incidents, |id: &ServiceId| self.services.get(id).map(|service| service.label.as_str()))
    }
}

impl Model {
    /// Opens the form for a problem that the selected or marked incidents have in common, as far as it shows in them.
    pub(in crate::app) fn propose_problem(&mut self) -> Effects {
        if !self.may_make() {
            return vec![];
        }
        let mut incidents = self.targets();
        if incidents.len() > MOST {
            let [most, all] = [MOST, incidents.len()].map(|many| number(many as u64));
            self.say(Tone::Plain, format!("A problem is made from {most} incidents at most: the first of {all}."));
            incidents.truncate(MOST);
        }
        let form = if let Some((place, kept)) = self.begun_from(&incidents) {
            self.say(Tone::Plain, "Your draft of a new problem is open again; nothing of it is sent yet.");
            Form::new(place, kept)
        } else {
            let rows: Vec<Cow<'_, Incident>> = incidents.iter().filter_map(|id| self.incident(*id)).collect();
            let proposal = self.rows.proposal(rows.iter().map(|row| &**row).collect());
            let typed = Typed::of_proposal(&proposal, &self.around());
            let place = Place::NewProblem(self.new_problem_id());
            Form::new(place, Kept { incidents, ..Kept::new_from(typed) })
        };
        self.layers.push(Layer::Form(Box::new(form)));
        vec![]
    }

    /// The draft of a problem from the same incidents, if one was left.
    fn begun_from(&self, incidents: &[IncidentId]) -> Option<(Place, Kept)> {
        let wanted: BTreeSet<&IncidentId> = incidents.iter().collect();
        self.drafts.new_problems().into_iter().find_map(|id| {
            let place = Place::NewProblem(id);
            let kept = Kept::read(self.drafts.at(place))?;
            (kept.incidents.iter().collect::<BTreeSet<_>>() == wanted).then_some((place, kept))
        })
    }

    fn shares(&self, incidents: &[IncidentId]) -> Shares<'_> {
        let mut shares = Shares { linked: vec![], refused: vec![], elsewhere: vec![] };
        let Some(me) = &self.me else { return shares };
        for row in incidents.iter().filter_map(|id| self.incident(*id)) {
            let share = match permission::change(me, &*row) {
                _ if row.problem.is_some() => &mut shares.elsewhere,
                Permission::Allowed => &mut shares.linked,
                Permission::Refused(_) => &mut shares.refused,
            };
            share.push(row);
        }
        shares
    }

    /// What becomes of the incidents that a problem is made from, in words; nothing where it is made from none.
    pub(super) fn links_in_words(&self, incidents: &[IncidentId]) -> String {
        if incidents.is_empty() {
            return String::new();
        }
        let shares = self.shares(incidents);
        let linked = if shares.linked.is_empty() { "no incident".into() } else { named(&shares.linked) };
        let mut words = vec![format!(" Links {linked}.")];
        if !shares.refused.is_empty() {
            let of = |row: &Cow<'_, Incident>| row.assigned_to.unwrap_or(row.created_by);
            let whose: BTreeSet<ProfileId> = shares.refused.iter().map(of).collect();
            let whose = whose.into_iter().take(NAMED).map(|who| format!("{}'s", self.rows.short_name(who)));
            let whose = whose.collect::<Vec<_>>().join(", ");
            let is = if shares.refused.len() == 1 { "is" } else { "are" };
            words.push(format!("{} {is} refused ({whose}): to be asked for after.", named(&shares.refused)));
        }
        if !shares.elsewhere.is_empty() {
            let stay = if shares.elsewhere.len() == 1 { "stays" } else { "stay" };
            words.push(format!("{} {stay} with another problem.", named(&shares.elsewhere)));
        }
        words.join(" ")
    }

    /// Writes a problem down and links the incidents it is made from.
    pub(super) fn make_problem(
        &mut self,
        problem: ProblemId,
        new: Box<NewProblem>,
        incidents: Vec<IncidentId>,
    ) -> Effects {
        let title = format!("Link to “{}”", new.title);
        let creation = Deed::CreateProblem { problem, new };
        let place = Place::NewProblem(problem);
        let Shares { linked, refused, elsewhere } = self.shares(&incidents).into_owned();
        if incidents.is_empty() {
            let effects = self.send_form(place, creation);
            if self.pane == Pane::Problems {
                self.select_problem(problem);
            }
            return effects;
        }
        let link = |row: &Cow<'_, Incident>| Deed::Edit {
            record: Record::Incident(row.id),
            edits: Edits::link(row.problem, Some(problem)),
            verb: Verb::Edit,
        };
        let deeds = [creation].into_iter().chain(linked.iter().map(link)).collect();
        self.layers.pop();
        let (mut effects, ops) = self.decide_on(deeds, true);
        effects.extend(self.keep_draft(place, "", None));
        let making = Making {
            problem,
            incidents: incidents.clone(),
            refused: refused.len(),
            elsewhere: elsewhere.len(),
            why: None,
        };
        self.batches.push(Batch::making(ops.iter().copied(), making));
        self.incidents.unmark(&incidents.into_iter().collect());
        if !refused.is_empty() {
            let sent = linked.iter().zip(ops.iter().skip(1)).map(|(row, op)| row_of(row, Fate::Sent(*op)));
            let shut = refused.iter().map(|row| row_of(row, Fate::Refused(self.refusal_of_link(row))));
            let rows: Vec<BulkRow> = sent.chain(shut).collect();
            let mut bulk = Bulk::new(title, Intent::Link(Some(problem)), rows);
            bulk.sent.extend(ops.iter().skip(1));
            self.layers.push(Layer::Bulk(Box::new(bulk)));
        }
        effects
    }

    fn refusal_of_link(&self, row: &Incident) -> String {
        let Some(me) = &self.me else { return String::new() };
        match permission::change(me, row) {
            Permission::Refused(refusal) => self.refusal_sentence(&refusal, &row.short_name()),
            Permission::Allowed => String::new(),
        }
    }

    /// What becomes of the links that wait for a problem where it is not made, in words; nothing where none waits.
    pub(in crate::app) fn lost_links(&self, deed: &Deed) -> String {
        let Deed::CreateProblem { problem, .. } = deed else { return String::new() };
        let waits = |op: &&Op| !op.deed.is_creation() && op.deed.needs() == Some(Record::Problem(*problem));
        let records: BTreeSet<Record> = self
            .pending
            .all()
            .iter()
            .map(|unjudged| &unjudged.op)
            .filter(waits)
            .filter_map(|op| op.deed.record())
            .collect();
        let (incidents, others): (Vec<Record>, Vec<Record>) =
            records.into_iter().partition(|record| matches!(record, Record::Incident(_)));
        let words = match incidents.len() {
            0 => String::new(),
            1 => " The incident that was to be linked is kept with it.".into(),
            many => format!(" The {} incidents that were to be linked are kept with it.", number(many as u64)),
        };
        if !others.is_empty() {
            let names: Vec<String> = others.iter().map(|record| self.rows.record_name(*record)).collect();
            let is = if names.len() == 1 { "is" } else { "are" };
            return format!("{words} {} {is} not linked.", listed(&names));
        }
        words
    }

    /// What there is to say once a problem is made from incidents, and `done` deeds of it are.
    pub(in crate::app) fn made(&self, making: &Making, done: usize) -> (Tone, String) {
        let name = self.rows.problem_name(making.problem);
        let linked = done.saturating_sub(1);
        let all = making.incidents.len();
        let failed = all.saturating_sub(linked + making.refused + making.elsewhere);
        if linked == all {
            let what = if all == 1 { "the incident".to_owned() } else { format!("all {all} incidents") };
            return (Tone::Good, format!("Made {name} and linked {what}."));
        }
        let parts = [(making.refused, "refused"), (making.elsewhere, "with another problem"), (failed, "failed")];
        let parts = parts.iter().filter(|(many, _)| *many > 0).map(|(many, what)| format!(", {many} {what}"));
        let key = self.settings.keymap.hint("bulk.ask");
        let more = match (&self.shown_bulk(), &making.why) {
            (Some(_), _) if making.refused > 0 && !key.is_empty() => format!(" {key} asks for the refused."),
            (None, Some(why)) if failed > 0 => format!(" {why}"),
            _ => String::new(),
        };
        let tone = if failed > 0 { Tone::Bad } else { Tone::Good };
        (tone, format!("Made {name}; {linked} of {all} linked{}.{more}", parts.collect::<String>()))
    }

    /// A problem is not made after all: the links that waited for it come to nothing, and each is told in its own place. Returns the
    /// incidents that were to be linked to it.
    pub(super) fn unlink_unmade(&mut self, problem: ProblemId) -> (Vec<IncidentId>, Effects) {
        let is_this = |batch: &Batch| batch.making.as_ref().is_some_and(|making| making.problem == problem);
        let making = self.batches.iter().position(is_this).and_then(|at| self.batches.remove(at).making);
        let mut incidents = making.map_or_else(Vec::new, |making| making.incidents);
        let dropped = self.pending.take_dependent(Record::Problem(problem));
        let mut effects = vec![];
        for op in &dropped {
            self.undo.dropped(op.id);
            // The sentence about the problem counts them; what is told together must not wait for them.
            let _ = self.count_in(op, Some((Tone::Bad, "The problem was not written down.".into())));
            match (&op.deed, op.deed.record()) {
                (Deed::Create { incident, new }, _) => {
                    let new = Box::new(NewIncident { problem: None, ..(**new).clone() });
                    effects.extend(self.give_form_back(&Deed::Create { incident: *incident, new }));
                }
                (_, Some(Record::Incident(id))) if !incidents.contains(&id) => incidents.push(id),
                _ => {}
            }
        }
        let is_its_plan =
            |layer: &Layer| matches!(layer, Layer::Bulk(bulk) if bulk.intent == Intent::Link(Some(problem)));
        self.layers.retain(|layer| !is_its_plan(layer));
        effects.extend(dropped.into_iter().map(|op| Effect::Forget(Box::new(op))));
        (incidents, effects)
    }
}

/// `INC-0042, INC-0040 and 7 more`.
fn named(rows: &[Cow<'_, Incident>]) -> String {
    let first: Vec<String> = rows.iter().take(NAMED).map(|row| row.short_name().into_owned()).collect();
    enumerated(&first, rows.len().saturating_sub(NAMED))
}

/// The first of some names, and how many more there are.
fn listed(names: &[String]) -> String {
    enumerated(&names[..names.len().min(NAMED)], names.len().saturating_sub(NAMED))
}

fn enumerated(first: &[String], more: usize) -> String {
    match (first, more) {
        (all, 1..) => format!("{} and {more} more", all.join(", ")),
        ([only], 0) => only.clone(),
        ([before @ .., last], 0) => format!("{} and {last}", before.join(", ")),
        ([], 0) => String::new(),
    }
}

fn row_of(row: &Incident, fate: Fate) -> BulkRow {
    BulkRow {
        record: Record::Incident(row.id),
        name: row.short_name().into_owned(),
        title: row.title.clone(),
        before: String::new(),
        fate,
        problem: row.problem,
    }
}
