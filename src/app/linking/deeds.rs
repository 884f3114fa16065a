//! Linking and unlinking incidents and changes, asking for those that the rules refuse, and what became of it.
//!
//! It must not know what ranks where. Invariant: what the rules will refuse is never sent; it is asked for, or left.

use crate::app::effect::Effects;
use crate::app::intent::{Intent, Planned};
use crate::app::layers::linking::Told;
use crate::app::model::Model;
use crate::app::notice::Tone;
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
        let (mut deeds, mut refused, mut elsewhere) = (vec![], vec![], vec![]);
        for record in targets {
            // Nobody takes from another problem what they did not see there.
            if self.problem_of(*record).is_some_and(|problem| problem != from) {
                elsewhere.push(*record);
                continue;
            }
            match self.planned(&intent, *record) {
                Planned::Will(deed) => deeds.push(deed),
                Planned::Refused(refusal) => refused.push((*record, refusal)),
                Planned::Same | Planned::Gone => {}
            }
        }
        if deeds.is_empty() {
            let key = to.map(|_| self.settings.keymap.hint("linking.ask")).filter(|key| !key.is_empty());
            self.say_why_not_linked(&refused, &elsewhere, key);
            return vec![];
        }
        let (effects, ops) = self.decide_on(deeds.clone(), true);
        if let Some(linking) = self.linking().filter(|_| !ops.is_empty()) {
            for record in deeds.iter().map(Deed::record) {
                linking.marks.remove(&record);
                linking.told.remove(&record);
            }
        }
        let title = match to {
            Some(to) => format!("Link to {}", self.rows.problem_name(to)),
            None => format!("Unlink from {}", self.rows.problem_name(from)),
        };
        self.count(&title, ops);
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
                let problem = self.problem_of(*record).map_or_else(String::new, |id| self.rows.problem_name(id));
                format!("{name} is part of {problem}: unlink it there first.")
            }
            ([], []) => "There is nothing to do here.".into(),
        };
        self.say(Tone::Plain, words);
    }

    /// Asks the people of what is marked and refused, one comment each, to link it.
    pub(in crate::app) fn ask_to_link(&mut self) -> Effects {
        let Some(linking) = self.shown_linking() else { return vec![] };
        let problem = self.rows.problem_name(linking.problem);
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
            for record in deeds.iter().map(Deed::record) {
                linking.marks.remove(&record);
                linking.told.insert(record, Told::Asked);
            }
        }
        self.count("Ask to link", ops);
        effects
    }

    /// A deed was judged: what did not work is told beside its row.
    pub(in crate::app) fn judge_linking(&mut self, op: &Op, failed: Option<&str>) {
        let record = op.deed.record();
        let is_comment = matches!(op.deed, Deed::Comment { .. });
        let Some(linking) = self.linking() else { return };
        match failed {
            Some(why) => {
                linking.told.insert(record, Told::Failed(why.to_owned()));
            }
            None if !is_comment => {
                linking.told.remove(&record);
            }
            None => {}
        }
    }
}
