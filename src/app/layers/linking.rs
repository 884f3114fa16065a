//! The linking view: a problem, what is linked to it, and what may belong to it with the reason why, best first.
//!
//! It owns which rows are listed, marked and narrowed to, and what was told of the deeds. It must not know how a row stands: that is asked of
//! the model, so that what a colleague does shows at once. Invariant: candidates keep their places until the view is opened or ranked anew;
//! nothing moves under the cursor, and what is marked is listed.

mod places;

pub use places::{Places, places};

use super::field::Field;
use crate::app::list::{List, Step};
use crate::domain::value::{OpId, ProblemId, Record};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The most rows that words bring in which do not rank: whoever looks for one types more of it.
const MOST_OTHERS: usize = 100;

/// The most candidates that are listed at once: nobody reads further down, and words find the others.
pub const MOST: usize = 200;

/// Which list has the keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Side {
    /// What may belong to the problem.
    #[default]
    Candidates,
    /// What is linked to it.
    Linked,
}

/// The view.
#[derive(Clone, Debug)]
pub struct Linking {
    /// The problem that is linked to.
    pub problem: ProblemId,
    /// Which list has the keys.
    pub side: Side,
    /// What is marked, on either side.
    pub marks: BTreeSet<Record>,
    /// What became of rows, where it is not what was wanted.
    pub told: HashMap<Record, Told>,
    /// What candidates are narrowed to.
    pub words: String,
    /// The words while they are typed.
    pub typing: Option<Field>,
    /// Whether there was a problem to rank for.
    pub is_ranked: bool,
    /// The side on which words were begun.
    began_on: Side,
    found: Vec<Found>,
    /// What words look in, in small letters: the candidates and all others, built when words are begun.
    searched: Vec<(Record, String)>,
    candidates: List<Record>,
    linked: List<Record>,
    /// What is linked, without the row that stays under the cursor.
    here: HashSet<Record>,
    /// What of that the server knows of.
    known: HashSet<Record>,
    /// How many rows have the words.
    fitting: usize,
}

/// A candidate.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Which.
    pub record: Record,
    /// How much speaks for it; nothing for what was linked until a moment ago.
    pub score: f64,
    /// What speaks for it, in words.
    pub why: String,
}

/// What was told of a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Told {
    /// Its people were asked, by this comment.
    Asked(OpId),
    /// What was wanted did not work, and this says why.
    Failed(String),
}

/// How a row stands, as far as linking goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It can be linked.
    Free,
    /// The rules will refuse it: whose it is, and the sentence.
    Refused(String, String),
    /// Its people were asked.
    Asked,
    /// Decided, and not at the server yet.
    Sent(Way),
    /// Linked to this problem.
    Linked,
    /// Linked to another problem by now.
    Elsewhere(ProblemId),
    /// It did not work, and this says why; it can be tried again.
    Failed(String),
    /// Not there any more, or hidden.
    Gone,
}

/// How far a deed is on its way to the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// On the wire.
    Wire,
    /// It waits for a problem that is not made yet.
    Problem,
    /// It waits for the connection, or for another deed on the row.
    Turn,
    /// It was tried, and goes again.
    Again,
}

impl Standing {
    /// Whether linking it makes sense.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Free | Self::Failed(_))
    }

    /// Whether the rules refuse it.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(..))
    }
}

impl Linking {
    /// The view of a problem, empty until it is ranked.
    #[must_use]
    pub fn new(problem: ProblemId) -> Self {
        Self {
            problem,
            side: Side::default(),
            marks: BTreeSet::new(),
            told: HashMap::new(),
            words: String::new(),
            typing: None,
            is_ranked: false,
            began_on: Side::default(),
            found: vec![],
            searched: vec![],
            candidates: List::default(),
            linked: List::default(),
            here: HashSet::new(),
            known: HashSet::new(),
            fitting: 0,
        }
    }

    /// Takes candidates as they rank now. Where there are none, the keys go to what is linked. `may_stay` says which marks still make sense.
    pub fn rank(&mut self, found: Vec<Found>, may_stay: impl Fn(Record) -> bool) {
        if self.found.is_empty() && found.is_empty() && self.words.is_empty() {
            self.side = Side::Linked;
        }
        self.found = found;
        self.release();
        self.marks.retain(|record| may_stay(*record));
        self.told.retain(|_, told| matches!(told, Told::Asked(_)));
    }

    /// Begins to look for words in the candidates, then in `others`. `text` says what words are looked for in.
    pub fn search(&mut self, others: &[Record], text: impl Fn(Record) -> String) {
        let ranked: HashSet<Record> = self.found.iter().map(|found| found.record).collect();
        let others = others.iter().copied().filter(|record| !ranked.contains(record));
        let all = self.found.iter().map(|found| found.record).chain(others);
        self.searched = all.map(|record| (record, text(record).to_lowercase())).collect();
    }

    /// Types words, from whichever side.
    pub fn begin_words(&mut self) {
        (self.began_on, self.side) = (self.side, Side::Candidates);
        self.typing = Some(Field::new(&self.words));
    }

    /// Takes the words away; the keys go back to where they were begun.
    pub fn drop_words(&mut self) {
        if self.typing.take().is_some() {
            self.side = self.began_on;
        }
        self.words.clear();
        self.searched = vec![];
    }

    /// Lists the candidates that have the words, after them others that have them, and last what is marked or failed and has them not.
    pub fn narrow(&mut self, height: usize) {
        let words: Vec<String> = self.words.split_whitespace().map(str::to_lowercase).collect();
        let mut order: Vec<Record> = if words.is_empty() {
            // What was unlinked just now stands behind them all.
            let is_listed = |(at, found): &(usize, &Found)| *at < MOST || found.score == 0.0;
            self.found.iter().enumerate().filter(is_listed).map(|(_, found)| found.record).collect()
        } else {
            let has_words = |(_, text): &&(Record, String)| words.iter().all(|word| text.contains(word.as_str()));
            let (ranked, others) = self.searched.split_at(self.found.len().min(self.searched.len()));
            let ranked = ranked.iter().filter(has_words).take(MOST);
            ranked.chain(others.iter().filter(has_words).take(MOST_OTHERS)).map(|(record, _)| *record).collect()
        };
        self.fitting = order.len();
        let listed: HashSet<Record> = order.iter().copied().collect();
        let failed = self.told.iter().filter(|(_, told)| matches!(told, Told::Failed(_))).map(|(record, _)| *record);
        let kept: BTreeSet<Record> = self.marks.iter().copied().chain(failed).collect();
        order.extend(kept.into_iter().filter(|record| !listed.contains(record) && !self.here.contains(record)));
        let had = self.candidates.selected();
        self.candidates.resort(order, height);
        // Whoever types looks for what has the words.
        if self.typing.is_some() && had.is_none_or(|record| !listed.contains(&record)) {
            self.candidates.go(Step::First, height);
        }
    }

    /// Takes what is linked now; `is_known` says what of it the server knows of. What was unlinked comes to stand below the candidates, to be
    /// linked again, and stays where it was while it is under the cursor. A mark is for one side: what changes sides loses it.
    pub fn take_linked(
        &mut self,
        mut linked: Vec<Record>,
        is_unlinked: impl Fn(Record) -> bool,
        is_known: impl Fn(Record) -> bool,
        height: usize,
    ) {
        let here: HashSet<Record> = linked.iter().copied().collect();
        self.marks.retain(|record| here.contains(record) == self.here.contains(record));
        for record in self.linked.order().iter().filter(|record| self.here.contains(record) && !here.contains(record)) {
            if !is_unlinked(*record) {
                continue;
            }
            if self.known.contains(record) && self.found.iter().all(|found| found.record != *record) {
                self.found.push(Found { record: *record, score: 0.0, why: "unlinked just now".into() });
                // What words look in stands in the order of what was found.
                if let Some(at) = self.searched.len().checked_sub(1) {
                    self.searched.insert(at.min(self.found.len() - 1), (*record, String::new()));
                }
            }
            if !self.candidates.order().contains(record) {
                self.candidates.put(usize::MAX, *record);
            }
        }
        let selected = self.linked.selected().filter(|_| self.side == Side::Linked);
        if let Some(record) = selected.filter(|record| !here.contains(record)) {
            let before = &self.linked.order()[..self.linked.cursor()];
            let neighbour = before.iter().rev().find_map(|other| linked.iter().position(|it| it == other));
            linked.insert(neighbour.map_or(0, |at| at + 1), record);
        }
        self.known = here.iter().copied().filter(|record| is_known(*record)).collect();
        self.here = here;
        if linked != self.linked.order() {
            self.linked.resort(linked, height);
        }
    }

    /// Lets go what stayed under the cursor and is linked no more.
    fn release(&mut self) {
        if let Some(at) = self.linked.order().iter().position(|record| !self.here.contains(record)) {
            self.linked.take(at);
        }
    }

    /// Whether it is linked here, now.
    #[must_use]
    pub fn is_linked(&self, record: Record) -> bool {
        self.here.contains(&record)
    }

    /// How many are linked here, now.
    #[must_use]
    pub fn linked_count(&self) -> usize {
        self.here.len()
    }

    /// How many rows have the words.
    #[must_use]
    pub fn fitting(&self) -> usize {
        self.fitting
    }

    /// The candidates as they are listed.
    #[must_use]
    pub fn candidates(&self) -> &List<Record> {
        &self.candidates
    }

    /// What is linked.
    #[must_use]
    pub fn linked(&self) -> &List<Record> {
        &self.linked
    }

    /// All candidates, whatever is narrowed to, the likeliest first.
    #[must_use]
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// What is known about a candidate.
    #[must_use]
    pub fn found_of(&self, record: Record) -> Option<&Found> {
        self.found.iter().find(|found| found.record == record)
    }

    fn list(&mut self) -> &mut List<Record> {
        match self.side {
            Side::Candidates => &mut self.candidates,
            Side::Linked => &mut self.linked,
        }
    }

    /// The row under the cursor.
    #[must_use]
    pub fn selected(&self) -> Option<Record> {
        match self.side {
            Side::Candidates => self.candidates.selected(),
            Side::Linked => self.linked.selected(),
        }
    }

    /// The rows of the side that has the keys, in their order.
    #[must_use]
    pub fn order(&self) -> &[Record] {
        match self.side {
            Side::Candidates => self.candidates.order(),
            Side::Linked => self.linked.order(),
        }
    }

    /// Moves the cursor.
    pub fn go(&mut self, step: Step, height: usize) {
        self.list().go(step, height);
        if self.side == Side::Linked {
            self.release();
            self.linked.clamp(height);
        }
    }

    /// Turns to the other list.
    pub fn turn(&mut self) {
        self.release();
        self.side = if self.side == Side::Linked { Side::Candidates } else { Side::Linked };
    }

    /// What is marked on the side that has the keys, in its order.
    #[must_use]
    pub fn marked(&self) -> Vec<Record> {
        let is_marked =
            |record: &Record| self.marks.contains(record) && self.here.contains(record) == (self.side == Side::Linked);
        let mut marked: Vec<Record> = self.order().iter().copied().filter(is_marked).collect();
        if marked.len() < self.marks.len() {
            let listed: HashSet<Record> = marked.iter().copied().collect();
            marked.extend(self.marks.iter().copied().filter(is_marked).filter(|record| !listed.contains(record)));
        }
        marked
    }

    /// Keeps the cursors on a screen that changed.
    pub fn clamp(&mut self, candidates: usize, linked: usize) {
        self.candidates.clamp(candidates);
        self.linked.clamp(linked);
    }

    /// What a verb is for: what is marked on this side; without marks, the row under the cursor.
    #[must_use]
    pub fn targets(&self) -> Vec<Record> {
        let marked = self.marked();
        if marked.is_empty() { self.selected().into_iter().collect() } else { marked }
    }
}
