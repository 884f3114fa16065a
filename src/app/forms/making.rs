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
use super::super::sentences::number;
use crate::domain::edits::Edits;
use crate::domain::incident::Incident;
use crate::domain::permission::{self, Permission};
use crate::domain::proposal;
use crate::domain::request::{Deed, NewProblem, Verb};
use crate::domain::service::ServiceId;
use crate::domain::value::{IncidentId, ProblemId, ProfileId, Record};
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
struct Shares {
    linked: Vec<Incident>,
    refused: Vec<Incident>,
    elsewhere: Vec<Incident>,
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
            let mut rows: Vec<Incident> =
                incidents.iter().filter_map(|id| Some(self.incident(*id)?.into_owned())).collect();
            // What belongs to another problem says nothing of this one.
            if rows.iter().any(|row| row.problem.is_none()) {
                rows.retain(|row| row.problem.is_none());
            }
            let label = |id: &ServiceId| self.rows.services.get(id).map(|service| service.label.as_str());
            let proposal = proposal::propose(&rows.iter().collect::<Vec<_>>(), label);
            let typed = Typed::of_proposal(&proposal, &self.labelled_people());
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

    fn shares(&self, incidents: &[IncidentId]) -> Shares {
        let mut shares = Shares { linked: vec![], refused: vec![], elsewhere: vec![] };
        let Some(me) = &self.me else { return shares };
        for row in incidents.iter().filter_map(|id| self.incident(*id)) {
            let share = match permission::change(me, &*row) {
                _ if row.problem.is_some() => &mut shares.elsewhere,
                Permission::Allowed => &mut shares.linked,
                Permission::Refused(_) => &mut shares.refused,
            };
            share.push(row.into_owned());
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
            let of = |row: &Incident| row.assigned_to.unwrap_or(row.created_by);
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
        let Shares { linked, refused, elsewhere } = self.shares(&incidents);
        if incidents.is_empty() {
            let effects = self.send_form(place, creation);
            if self.pane == Pane::Problems {
                self.select_problem(problem);
            }
            return effects;
        }
        let link = |row: &Incident| Deed::Edit {
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

    /// A problem is not made after all: the links that waited for it come to nothing. Returns the incidents it was to be made from.
    pub(super) fn unlink_unmade(&mut self, problem: ProblemId) -> (Vec<IncidentId>, Effects) {
        let dropped = self.pending.take_dependent(Record::Problem(problem));
        let mut incidents: Vec<IncidentId> = vec![];
        for op in &dropped {
            self.undo.dropped(op.id);
            if let Record::Incident(id) = op.deed.record() {
                incidents.push(id);
            }
        }
        let is_this = |batch: &Batch| batch.making.as_ref().is_some_and(|making| making.problem == problem);
        if let Some(at) = self.batches.iter().position(is_this)
            && let Some(making) = self.batches.remove(at).making
        {
            incidents = making.incidents;
        }
        let is_its_plan =
            |layer: &Layer| matches!(layer, Layer::Bulk(bulk) if bulk.intent == Intent::Link(Some(problem)));
        self.layers.retain(|layer| !is_its_plan(layer));
        (incidents, dropped.into_iter().map(|op| Effect::Forget(Box::new(op))).collect())
    }
}

/// `INC-0042, INC-0040 and 7 more`.
fn named(rows: &[Incident]) -> String {
    let first: Vec<String> = rows.iter().take(NAMED).map(|row| row.short_name().into_owned()).collect();
    let more = rows.len().saturating_sub(NAMED);
    match (first.as_slice(), more) {
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
    }
}
