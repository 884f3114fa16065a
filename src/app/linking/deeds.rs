//! Linking and unlinking incidents and changes, asking for those that the rules refuse, and what became of it.
//!
//! It must not know what ranks where. Invariant: what the rules will refuse is never sent; it is asked for, or left.

use crate::app::effect::Effects;
use crate::app::intent::{Intent, Planned};
use crate::app::layers::Layer;
use crate::app::layers::linking::Told;
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::app::panes::Origin;
use crate::domain::asking;
use crate::domain::permission::Refusal;
use crate::domain::request::{Deed, Op};
use crate::domain::value::{ProblemId, Record};

impl Model {
    /// Links what is marked, or the row under the cursor, in one go. What the rules refuse stays marked, to be asked for.
    pub(in crate::app) fn link_marked(&mut self) -> Effects {
        let Some((problem, targets)) = self.linking().map(|linking| (linking.problem, linking.targets())) else {
            return vec![];
        };
        self.link_or_unlink(Some(problem), &targets)
    }

    /// Takes what is marked on the linked side, or the row under the cursor, away from the problem.
    pub(in crate::app) fn unlink_marked(&mut self) -> Effects {
        let targets = self.linking().map(|linking| linking.targets()).unwrap_or_default();
        self.link_or_unlink(None, &targets)
    }

    fn link_or_unlink(&mut self, to: Option<ProblemId>, targets: &[Record]) -> Effects {
        let Some(from) = self.shown_linking().map(|linking| linking.problem) else { return vec![] };
        let intent = Intent::Link(to);
        let (mut deeds, mut refused, mut elsewhere, mut idle) = (vec![], vec![], vec![], vec![]);
        for record in targets {
            // Nobody takes from another problem what they did not see there.
            if self.problem_of(*record).is_some_and(|problem| problem != from) {
                elsewhere.push(*record);
                continue;
            }
            match self.planned(&intent, *record) {
                Planned::Will(deed) => deeds.push(deed),
                Planned::Refused(refusal) => refused.push((*record, refusal)),
                Planned::Same | Planned::Gone => idle.push(*record),
            }
        }
        if let Some(linking) = self.linking() {
            // There is nothing left to do with these.
            for record in elsewhere.iter().chain(&idle) {
                linking.marks.remove(record);
            }
        }
        if deeds.is_empty() {
            let key = to.map(|_| self.settings.keymap.hint("linking.ask")).filter(|key| !key.is_empty());
            self.say_why_not_linked(&refused, &elsewhere, key);
            return vec![];
        }
        let (effects, ops) = self.decide_on(deeds.clone(), true);
        if let Some(linking) = self.linking().filter(|_| !ops.is_empty()) {
            for record in deeds.iter().filter_map(Deed::record) {
                linking.marks.remove(&record);
                linking.told.remove(&record);
            }
        }
        let name = self.named_problem(from);
        let left_out = match elsewhere.len() {
            0 => String::new(),
            1 => " (1 belongs to another problem by now)".into(),
            many => format!(" ({many} belong to another problem by now)"),
        };
        let title = if to.is_some() { format!("Link to {name}") } else { format!("Unlink from {name}") };
        if left_out.is_empty() {
            self.count(&title, ops);
        } else {
            self.count_as(format!("{title}{left_out}"), ops);
        }
        self.refresh_linking();
        effects
    }

    fn say_why_not_linked(&mut self, refused: &[(Record, Refusal)], elsewhere: &[Record], key: Option<String>) {
        let asks = key.map_or_else(String::new, |key| format!(" {key} asks their people."));
        let words = match (refused, elsewhere) {
            ([(record, refusal)], _) => {
                let sentence = self.refusal_sentence(refusal, &self.rows.record_name(*record));
                format!("{sentence}{asks}")
            }
            ([_, _, ..], _) => format!("The rules refuse all {}.{asks}", refused.len()),
            ([], [record, ..]) => {
                let name = self.rows.record_name(*record);
                let problem = self.problem_of(*record).map_or_else(String::new, |id| self.named_problem(id));
                format!("{name} is part of {problem}: unlink it there first.")
            }
            ([], []) => "There is nothing to do here.".into(),
        };
        self.say(Tone::Plain, words);
    }

    /// Asks the people of what is marked and refused, one comment each, to link it.
    pub(in crate::app) fn ask_to_link(&mut self) -> Effects {
        let Some(linking) = self.shown_linking() else { return vec![] };
        let problem = self.named_problem(linking.problem);
        let targets: Vec<Record> =
            linking.targets().into_iter().filter(|record| self.standing(linking, *record).is_refused()).collect();
        let mut deeds = vec![];
        let mut why_not = None;
        for record in targets {
            let words = asking::to_link(&self.rows.record_name(record), &problem);
            match self.asking_comment(record, &words) {
                Ok(deed) => deeds.push(deed),
                Err(why) => why_not = Some((record, why)),
            }
        }
        if deeds.is_empty() {
            let why = why_not.map_or_else(|| "None of these has to be asked for.".into(), |(_, why)| why);
            self.say(Tone::Plain, why);
            return vec![];
        }
        let (effects, ops) = self.decide_on(deeds.clone(), true);
        if let Some(linking) = self.linking().filter(|_| !ops.is_empty()) {
            for (record, op) in deeds.iter().filter_map(Deed::record).zip(&ops) {
                linking.marks.remove(&record);
                linking.told.insert(record, Told::Asked(*op));
            }
        }
        self.count("Ask to link", ops);
        effects
    }

    /// What a problem is called, also one that is not at the server yet.
    fn named_problem(&self, id: ProblemId) -> String {
        self.problem(id).map_or_else(|| "its problem".into(), |row| row.name())
    }

    /// A deed was judged: what did not work is told beside its row, also in a view that one goes back to later. Only what linked or asked is
    /// heard of.
    pub(in crate::app) fn judge_linking(&mut self, op: &Op, failed: Option<&str>) {
        let Some(record) = op.deed.record() else { return };
        let is_about_problem = match &op.deed {
            Deed::Edit { edits, .. } | Deed::TakeBack { edits, .. } => edits.problem().is_some(),
            _ => false,
        };
        let left = self.trail.iter_mut().filter_map(Origin::view_mut);
        for layer in self.layers.iter_mut().chain(left) {
            let Layer::Linking(linking) = layer else { continue };
            if !is_about_problem && linking.told.get(&record) != Some(&Told::Asked(op.id)) {
                continue;
            }
            match failed {
                Some(why) => {
                    linking.told.insert(record, Told::Failed(why.to_owned()));
                }
                None if is_about_problem => {
                    linking.told.remove(&record);
                }
                None => {}
            }
        }
    }
}
