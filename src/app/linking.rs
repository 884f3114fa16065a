//! The linking view in the machine: opened, ranked, kept true to the rows, walked, marked, narrowed, left.
//!
//! What ranks where is [`super::belonging`]'s business, how a row stands is said in [`standing`], what is done to it in [`deeds`]. Invariant:
//! what arrives while the view is open changes how rows stand and never where.

mod deeds;
mod from_incident;
mod standing;

use super::effect::Effects;
use super::layers::Layer;
use super::layers::linking::{self, Found, Linking, Places, Side};
use super::list::Step;
use super::model::Model;
use super::notice::Tone;
use crate::domain::value::Record;
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// What a mark on everything is for: a candidate for which at least so much of what speaks for the first speaks, too.
const WELL: f64 = 0.5;

impl Model {
    /// The linking view, if it is the topmost thing.
    #[must_use]
    pub fn shown_linking(&self) -> Option<&Linking> {
        match self.layers.last() {
            Some(Layer::Linking(linking)) => Some(linking),
            _ => None,
        }
    }

    fn linking(&mut self) -> Option<&mut Linking> {
        self.layers.iter_mut().rev().find_map(|layer| match layer {
            Layer::Linking(linking) => Some(&mut **linking),
            _ => None,
        })
    }

    /// Where things are in the view.
    #[must_use]
    pub fn linking_places(&self) -> Places {
        self.plan().map(|plan| linking::places(plan.body())).unwrap_or_default()
    }

    fn linking_heights(&self) -> (usize, usize) {
        let places = self.linking_places();
        (usize::from(places.candidates.height), usize::from(places.linked.height))
    }

    /// Opens the view of the selected problem.
    pub(super) fn open_linking(&mut self) -> Effects {
        let Some(problem) = self.problems.list.selected() else { return vec![] };
        self.layers.push(Layer::Linking(Box::new(Linking::new(problem))));
        self.rank_candidates()
    }

    /// Ranks the candidates as everything stands now.
    pub(super) fn rank_candidates(&mut self) -> Effects {
        let Some(problem) = self.linking().map(|linking| linking.problem) else { return vec![] };
        let is_ranked = self.problem(problem).is_some();
        let found = self.candidates(problem);
        let found = found.into_iter().map(|(it, why)| Found { record: it.record, score: it.score, why }).collect();
        self.with_linking(|model, linking| {
            let is_free = |record| model.problem_of(record).is_none_or(|other| other == problem);
            linking.rank(found, |record| model.has_record(record) && is_free(record));
            linking.is_ranked = is_ranked;
        });
        self.search_linking();
        self.narrow_linking();
        self.refresh_linking();
        vec![]
    }

    /// Reads what words are looked for in, where there are words.
    fn search_linking(&mut self) {
        self.with_linking(|model, linking| {
            if linking.typing.is_some() || !linking.words.is_empty() {
                linking.search(&model.unlinked(), |record| model.searched(record));
            }
        });
    }

    /// Takes the view out for a moment, so that the rows can be looked at for it.
    fn with_linking(&mut self, act: impl FnOnce(&mut Self, &mut Linking)) {
        let at = self.layers.iter().rposition(|layer| matches!(layer, Layer::Linking(_)));
        let Some(at) = at else { return };
        let Layer::Linking(mut linking) = self.layers.remove(at) else { return };
        act(self, &mut linking);
        self.layers.insert(at, Layer::Linking(linking));
    }

    /// What words are looked for in: number and title.
    fn searched(&self, record: Record) -> String {
        let (name, title) = self.name_and_title(record);
        format!("{name} {title}")
    }

    /// Brings the view up to now: what is linked, and nothing that moves the candidates.
    pub(super) fn refresh_linking(&mut self) {
        let Some((problem, is_ranked)) = self.linking().map(|linking| (linking.problem, linking.is_ranked)) else {
            return;
        };
        if !is_ranked && self.problem(problem).is_some() {
            self.rank_candidates();
            return;
        }
        let linked = self.linked_to(problem);
        self.with_linking(|model, linking| {
            let (height, linked_height) = model.linking_heights();
            let is_unlinked = |record| model.has_record(record) && model.problem_of(record).is_none();
            let is_known = |record| model.known_problem_of(record) == Some(problem);
            linking.take_linked(linked, is_unlinked, is_known, linked_height);
            linking.clamp(height, linked_height);
        });
    }

    fn has_record(&self, record: Record) -> bool {
        match record {
            Record::Incident(id) => self.incident(id).is_some(),
            Record::Change(id) => self.change(id).is_some(),
            Record::Problem(id) => self.problem(id).is_some(),
        }
    }

    /// Moves the cursor.
    pub(super) fn move_in_linking(&mut self, step: Step) {
        let (candidates, linked) = self.linking_heights();
        if let Some(linking) = self.linking() {
            let height = if linking.side == Side::Linked { linked } else { candidates };
            linking.go(step, height);
        }
    }

    /// Turns to the other list.
    pub(super) fn turn_linking(&mut self) -> Effects {
        if let Some(linking) = self.linking() {
            linking.turn();
        }
        vec![]
    }

    /// Marks the row under the cursor, or takes its mark away, and goes on to the next.
    pub(super) fn mark_for_linking(&mut self) -> Effects {
        if let Some(linking) = self.linking()
            && let Some(record) = linking.selected()
            && !linking.marks.remove(&record)
        {
            linking.marks.insert(record);
        }
        self.move_in_linking(Step::By(1));
        vec![]
    }

    /// Marks what can be linked and ranks well, or all that can be linked where words narrow the list; where all is marked, takes the marks
    /// away.
    pub(super) fn mark_all_for_linking(&mut self) -> Effects {
        let Some(linking) = self.shown_linking() else { return vec![] };
        let best = linking.found().first().map_or(0.0, |found| found.score);
        let scores: HashMap<Record, f64> = linking.found().iter().map(|found| (found.record, found.score)).collect();
        let is_meant = |record: &Record| {
            let score = scores.get(record).copied().unwrap_or(0.0);
            let ranks_well = !linking.words.is_empty() || score >= best * WELL;
            ranks_well && !linking.is_linked(*record) && self.standing(linking, *record).is_open()
        };
        let meant: BTreeSet<Record> =
            linking.candidates().order().iter().copied().take(linking.fitting()).filter(is_meant).collect();
        if meant.is_empty() {
            self.say(Tone::Plain, "None of these can be linked by you.");
        } else if let Some(linking) = self.linking() {
            if meant.iter().all(|record| linking.marks.contains(record)) {
                linking.marks.retain(|record| !meant.contains(record));
            } else {
                linking.marks.extend(meant);
            }
        }
        vec![]
    }

    /// Opens the record under the cursor; going back leads back to the view.
    pub(super) fn open_linked(&mut self) -> Effects {
        let Some(record) = self.shown_linking().and_then(Linking::selected) else { return vec![] };
        let Some(view) = self.layers.pop() else { return vec![] };
        let jumped = self.trail.len();
        let effects = self.go_to_record(record);
        if self.trail.len() > jumped {
            if let Some(origin) = self.trail.last_mut() {
                origin.keep_view(view);
            }
        } else {
            self.layers.push(view);
        }
        effects
    }

    /// Types words to narrow the candidates to.
    pub(super) fn type_linking_words(&mut self) -> Effects {
        if let Some(linking) = self.linking() {
            linking.begin_words();
        }
        self.search_linking();
        vec![]
    }

    /// The words changed: the list follows.
    pub(super) fn narrow_linking(&mut self) {
        self.with_linking(|model, linking| {
            if let Some(field) = &linking.typing {
                field.text().trim().clone_into(&mut linking.words);
            }
            let (height, _) = model.linking_heights();
            linking.narrow(height);
        });
    }

    /// All that is linked to nothing, the newest first: words find it, however little speaks for it.
    fn unlinked(&self) -> Vec<Record> {
        let incidents = self.rows.incidents.values().map(|row| (row.created_at, Record::Incident(row.id)));
        let changes = self.rows.changes.values().map(|row| (row.created_at, Record::Change(row.id)));
        let all = incidents.chain(changes).filter(|(_, record)| self.problem_of(*record).is_none());
        let mut all: Vec<(Timestamp, Record)> = all.collect();
        all.sort_by(|one, other| other.cmp(one));
        all.into_iter().map(|(_, record)| record).collect()
    }

    /// Keeps the words and goes back to the rows.
    pub(super) fn keep_linking_words(&mut self) -> Effects {
        if let Some(linking) = self.linking() {
            linking.typing = None;
        }
        vec![]
    }

    /// Takes the words away again.
    pub(super) fn drop_linking_words(&mut self) -> Effects {
        if let Some(linking) = self.linking() {
            linking.drop_words();
        }
        self.narrow_linking();
        vec![]
    }

    /// One step back: the words, then the marks, then the view.
    pub(super) fn leave_linking(&mut self) -> Effects {
        if self.clear_notice() {
            return vec![];
        }
        let Some(linking) = self.linking() else { return vec![] };
        if !linking.words.is_empty() {
            return self.drop_linking_words();
        }
        if linking.marks.is_empty() {
            self.layers.pop();
        } else {
            linking.marks.clear();
        }
        vec![]
    }
}
