//! Doing something to several incidents: the commands of the plan, and the count of what came of it. One sentence at the end, however
//! many rows; the reasons stand beside the rows.

use super::draft::Place;
use super::effect::Effects;
use super::forms::Making;
use super::intent::Intent;
use super::layers::Layer;
use super::layers::bulk::{Bulk, Fate};
use super::layers::picker::{Choice, Item, Picker};
use super::list::Step;
use super::model::Model;
use super::notice::Tone;
use crate::domain::asking;
use crate::domain::edits::Members;
use crate::domain::request::{Deed, Op};
use crate::domain::safe::Safe;
use crate::domain::value::{IncidentId, OpId, Record};
use std::collections::{BTreeMap, BTreeSet};

/// Deeds that were decided together and are told together.
#[derive(Clone, Debug)]
pub struct Batch {
    title: String,
    all: usize,
    waiting: BTreeSet<OpId>,
    done: usize,
    /// Of a problem that is made from incidents: that, for it is told in other words.
    pub(super) making: Option<Making>,
}

impl Batch {
    /// Deeds under a title.
    fn new(title: String, ops: impl IntoIterator<Item = OpId>) -> Self {
        let waiting: BTreeSet<OpId> = ops.into_iter().collect();
        Self { title, all: waiting.len(), waiting, done: 0, making: None }
    }

    /// A problem being made from incidents.
    pub(super) fn making(ops: impl IntoIterator<Item = OpId>, making: Making) -> Self {
        Self { making: Some(making), ..Self::new(String::new(), ops) }
    }
}

impl Model {
    /// The plan on the screen, if it is the topmost thing.
    #[must_use]
    pub fn shown_bulk(&self) -> Option<&Bulk> {
        match self.layers.last() {
            Some(Layer::Bulk(bulk)) => Some(bulk),
            _ => None,
        }
    }

    fn bulk(&mut self) -> Option<&mut Bulk> {
        self.layers.iter_mut().rev().find_map(|layer| match layer {
            Layer::Bulk(bulk) => Some(&mut **bulk),
            _ => None,
        })
    }

    /// Does what the plan says.
    pub(super) fn do_bulk(&mut self) -> Effects {
        let deeds = self.bulk().map(|bulk| bulk.deeds()).unwrap_or_default();
        if deeds.is_empty() {
            self.say(Tone::Plain, "There is nothing to do in this plan.");
            return vec![];
        }
        let (places, deeds): (Vec<usize>, Vec<Deed>) = deeds.into_iter().unzip();
        let (mut effects, ops) = self.decide_on(deeds, true);
        let mut title = String::new();
        let mut reason = None;
        if let Some(bulk) = self.bulk() {
            title.clone_from(&bulk.title);
            for (place, op) in places.into_iter().zip(&ops) {
                bulk.rows[place].fate = Fate::Sent(*op);
            }
            bulk.sent.extend(&ops);
            let is_closing = matches!(bulk.intent, Intent::Close(_));
            let first = bulk.rows.first().and_then(|row| row.record.incident());
            reason = first.filter(|_| is_closing).map(Place::CloseReason);
        }
        if let Some(reason) = reason {
            effects.extend(self.keep_draft(reason, "", None));
        }
        self.batches.push(Batch::new(title, ops));
        // They were marked for this; what the plan did not hold stays marked.
        let planned = self
            .bulk()
            .map(|bulk| bulk.rows.iter().filter_map(|row| row.record.incident()).collect())
            .unwrap_or_default();
        self.incidents.unmark(&planned);
        effects
    }

    /// Plans what failed anew, with the rows as they are now, and does it. Where that would replace something else than what was agreed to,
    /// the new plan is shown first; what belongs to another problem by now stays there.
    pub(super) fn retry_bulk(&mut self) -> Effects {
        let Some(bulk) = self.bulk() else { return vec![] };
        let intent = bulk.intent.clone();
        let failed: Vec<(usize, Record)> = bulk
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| matches!(row.fate, Fate::Failed(_)))
            .map(|(at, row)| (at, row.record))
            .collect();
        let (mut will, mut is_other) = (0, false);
        for (at, record) in failed {
            let planned = self.plan_row(&intent, record);
            let elsewhere = planned.problem.map(|problem| self.rows.problem_name(problem));
            let Some(row) = self.bulk().and_then(|bulk| bulk.rows.get_mut(at)) else { continue };
            let has_moved = row.problem != planned.problem;
            let is_planned = matches!(planned.fate, Fate::Will(_));
            match (&intent, elsewhere) {
                (Intent::Link(Some(_)), Some(elsewhere)) if has_moved && is_planned => {
                    row.fate = Fate::Failed(format!("part of {elsewhere} by now"));
                }
                (Intent::Link(_), _) => {
                    is_other |= has_moved && is_planned;
                    will += usize::from(is_planned);
                    *row = planned;
                }
                _ => {
                    is_other |= row.before != planned.before && is_planned;
                    will += usize::from(is_planned);
                    *row = planned;
                }
            }
        }
        match (will, is_other) {
            (0, _) => {
                self.say(
                    Tone::Plain,
                    "None of what failed can be tried again; what belongs to another problem stays there.",
                );
                vec![]
            }
            (_, true) => {
                self.say(Tone::Plain, "What failed was changed meanwhile: look at the new plan.");
                vec![]
            }
            _ => self.do_bulk(),
        }
    }

    /// Asks the people of the rows that the rules refuse, one comment each.
    pub(super) fn ask_bulk(&mut self) -> Effects {
        let Some(bulk) = self.bulk() else { return vec![] };
        let refused: Vec<Record> =
            bulk.rows.iter().filter(|row| matches!(row.fate, Fate::Refused(_))).map(|row| row.record).collect();
        // Whoever is asked for a link need not give the incident away.
        let to = match bulk.intent {
            Intent::Link(Some(problem)) => self.problem(problem).map(|row| row.name()),
            _ => None,
        };
        let ask = |record: &Record| match &to {
            Some(problem) => {
                let words = asking::to_link(&self.rows.record_name(*record), problem);
                self.asking_comment(*record, &words).ok()
            }
            None => self.asking_deed(*record).ok(),
        };
        let deeds: Vec<Deed> = refused.iter().filter_map(ask).collect();
        if deeds.is_empty() {
            self.say(Tone::Plain, "There is nobody left to ask.");
            return vec![];
        }
        let asked: BTreeSet<Record> = deeds.iter().filter_map(Deed::record).collect();
        let (effects, ops) = self.decide_on(deeds, true);
        for row in self.bulk().into_iter().flat_map(|bulk| &mut bulk.rows) {
            if matches!(row.fate, Fate::Refused(_)) && asked.contains(&row.record) {
                row.fate = Fate::Asked;
            }
        }
        let title = if to.is_some() { "Ask to link" } else { "Ask for the hand-over" };
        self.batches.push(Batch::new(title.to_owned(), ops));
        effects
    }

    /// Tells deeds under this title, also a single one: it says more than that one's own words.
    pub(super) fn count_as(&mut self, title: String, ops: Vec<OpId>) {
        if !ops.is_empty() {
            self.batches.push(Batch::new(title, ops));
        }
    }

    /// Tells deeds that were decided together in one sentence.
    pub(super) fn count(&mut self, title: &str, ops: Vec<OpId>) {
        if ops.len() > 1 {
            self.batches.push(Batch::new(title.to_owned(), ops));
        }
    }

    /// Takes back what the plan did, at whichever try.
    pub(super) fn undo_bulk(&mut self) -> Effects {
        let ops = self.bulk().map(|bulk| bulk.sent.clone()).unwrap_or_default();
        if self.undo.is_waiting_for(&ops) {
            self.say(Tone::Plain, "Still on its way; it can be undone once the server has it.");
            return vec![];
        }
        self.layers.retain(|layer| !matches!(layer, Layer::Bulk(_)));
        self.undo_those(&ops)
    }

    /// Whether a deed is one of several told together.
    pub(super) fn is_counted(&self, op: &Op) -> bool {
        self.batches.iter().any(|batch| batch.waiting.contains(&op.id))
    }

    /// What to say of a deed. Of one that is told with others nothing until the last: its own words go to its row.
    pub(super) fn count_in(&mut self, op: &Op, words: Option<(Tone, String)>) -> Option<(Tone, String)> {
        let failed = words.as_ref().filter(|(tone, _)| *tone == Tone::Bad).map(|(_, why)| why.clone());
        self.judge_linking(op, failed.as_deref());
        let Some(at) = self.batches.iter().position(|batch| batch.waiting.contains(&op.id)) else { return words };
        let is_good = words.as_ref().is_none_or(|(tone, _)| *tone != Tone::Bad);
        let fate = match words {
            Some((Tone::Bad, why)) => Fate::Failed(why),
            _ => Fate::Done,
        };
        if let (Fate::Failed(why), Some(making)) = (&fate, &mut self.batches[at].making) {
            making.why.get_or_insert_with(|| why.clone());
        }
        if let Some(bulk) = self.bulk() {
            bulk.judge(op.id, fate);
        }
        let batch = &mut self.batches[at];
        batch.waiting.remove(&op.id);
        batch.done += usize::from(is_good);
        if !batch.waiting.is_empty() {
            return None;
        }
        let batch = self.batches.remove(at);
        if let Some(making) = &batch.making {
            return Some(self.made(making, batch.done));
        }
        let left = batch.all - batch.done;
        Some(match left {
            0 if batch.all == 1 => (Tone::Good, format!("{}: done.", batch.title)),
            0 => (Tone::Good, format!("{}: done on all {}.", batch.title, batch.all)),
            _ => (Tone::Bad, format!("{}: done on {} of {}, {left} not.", batch.title, batch.done, batch.all)),
        })
    }

    /// Chooses a tag that joins or leaves several incidents.
    pub(super) fn choose_tag(&mut self, targets: &[IncidentId]) -> Effects {
        let meant: BTreeSet<IncidentId> = targets.iter().copied().collect();
        let mut held: BTreeMap<Safe, usize> = BTreeMap::new();
        for row in self.rows.incidents.values() {
            for tag in &row.tags {
                *held.entry(tag.clone()).or_default() += usize::from(meant.contains(&row.id));
            }
        }
        let item = |words: String, members: Members<Safe>, note: String| {
            Item::new(words, Choice::Intend(Intent::Tag(members), targets.to_vec())).with_note(note)
        };
        let many = targets.len();
        let mut items: Vec<Item> = Vec::new();
        for (tag, on) in held.iter().filter(|(_, on)| **on < many) {
            let members = Members { join: vec![tag.clone()], leave: vec![] };
            let note = if *on > 0 { format!("on {on} of {many}") } else { String::new() };
            items.push(item(format!("Add {tag}"), members, note));
        }
        for (tag, on) in held.iter().filter(|(_, on)| **on > 0) {
            let members = Members { join: vec![], leave: vec![tag.clone()] };
            items.push(item(format!("Remove {tag}"), members, format!("on {on} of {many}")));
        }
        let title = format!("Tag {}", self.named(targets));
        self.layers.push(Layer::Picker(Picker::search(title, items).tagging(targets.to_vec())));
        vec![]
    }

    /// Marks the selected incident, or takes its mark away, and goes on to the next.
    pub(super) fn toggle_mark(&mut self) -> Effects {
        self.stay();
        let Some(id) = self.incidents.list.selected() else { return vec![] };
        if !self.incidents.marks.remove(&id) {
            self.incidents.marks.insert(id);
        }
        self.incidents.anchor = Some(id);
        self.move_in_queue(Step::By(1))
    }

    /// Marks everything between the last marked incident and the selected one.
    pub(super) fn mark_range(&mut self) -> Effects {
        let order = self.incidents.list.order();
        let here = self.incidents.list.cursor();
        let from = self.incidents.anchor.and_then(|id| order.iter().position(|other| *other == id)).unwrap_or(here);
        let range: Vec<IncidentId> = order.iter().copied().take(here.max(from) + 1).skip(here.min(from)).collect();
        self.incidents.anchor = self.incidents.list.selected();
        self.incidents.marks.extend(range);
        vec![]
    }

    /// Marks all that is shown; takes all marks away where all is marked.
    pub(super) fn mark_all(&mut self) -> Effects {
        let shown: Vec<IncidentId> = self.incidents.list.order().to_vec();
        if shown.iter().all(|id| self.incidents.marks.contains(id)) {
            self.incidents.clear_marks();
        } else {
            self.incidents.marks.extend(shown);
        }
        vec![]
    }

    /// What a plan of one intent comes to on its rows, counted: will change, is so already, refused.
    #[must_use]
    pub fn forecast(bulk: &Bulk) -> [(usize, &'static str); 7] {
        [
            (bulk.count(|fate| matches!(fate, Fate::Will(_))), "will change"),
            (bulk.count(|fate| matches!(fate, Fate::Sent(_))), "on their way"),
            (bulk.count(|fate| matches!(fate, Fate::Done)), "done"),
            (bulk.count(|fate| matches!(fate, Fate::Same)), "already so"),
            (bulk.count(|fate| matches!(fate, Fate::Refused(_))), "refused"),
            (bulk.count(|fate| matches!(fate, Fate::Asked)), "asked for"),
            (bulk.count(|fate| matches!(fate, Fate::Failed(_))), "failed"),
        ]
    }
}
