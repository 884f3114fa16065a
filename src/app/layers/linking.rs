//! The linking view: a problem, what is linked to it, and what may belong to it with the reason why, best first.
//!
//! It owns which rows are listed, marked and narrowed to, and what was told of the deeds. It must not know how a row stands: that is asked of
//! the model, so that what a colleague does shows at once. Invariant: candidates keep their places until the view is opened or ranked anew;
//! nothing moves under the cursor.

use super::field::Field;
use crate::app::list::{List, Step};
use crate::domain::value::{ProblemId, Record};
use ratatui::layout::Rect;
use std::collections::{BTreeSet, HashMap, HashSet};

/// From this width the two lists stand side by side: narrower, reasons would be cut that one above the other can be read.
const WIDE: u16 = 150;

/// The most rows that words bring in which do not rank: whoever looks for one types more of it.
const MOST_OTHERS: usize = 100;

/// The lines below the lists: why the selected row ranks there, or cannot be linked.
pub const FOOT: u16 = 2;

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
    found: Vec<Found>,
    candidates: List<Record>,
    linked: List<Record>,
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
    /// Its people were asked.
    Asked,
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
    /// On its way to the server; `false` while it waits for the link.
    Sent(bool),
    /// Linked to this problem.
    Linked,
    /// Linked to another problem by now.
    Elsewhere(ProblemId),
    /// It did not work, and this says why; it can be tried again.
    Failed(String),
    /// Not there any more, or hidden.
    Gone,
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

/// Where things are in the view.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Places {
    /// Number, title, state, counts.
    pub title: Rect,
    /// The line above what is linked.
    pub linked_head: Rect,
    /// What is linked.
    pub linked: Rect,
    /// The line between the lists, where they stand side by side.
    pub rule: Rect,
    /// The line above the candidates.
    pub head: Rect,
    /// The candidates.
    pub candidates: Rect,
    /// Why the selected row ranks there, or cannot be linked.
    pub foot: Rect,
}

/// Where things are in a body of this size: the lists side by side where there is room, else one above the other.
#[must_use]
pub fn places(body: Rect) -> Places {
    // A blank line stands above where there is room for one, as above the lists.
    let air = u16::from(body.height >= 18);
    let body = Rect { y: body.y + air, height: body.height - air, ..body };
    let title = Rect { height: 1.min(body.height), ..body };
    let foot_height = FOOT.min(body.height.saturating_sub(6));
    let foot = Rect { y: body.bottom() - foot_height, height: foot_height, ..body };
    let lists = Rect { y: title.bottom(), height: body.height.saturating_sub(1 + foot_height), ..body };
    let (left, right, rule) = if body.width >= WIDE {
        let width = (body.width * 2 / 5).min(80);
        let rule = Rect { x: lists.x + width, width: 1, ..lists };
        (Rect { width, ..lists }, Rect { x: lists.x + width + 1, width: lists.width - width - 1, ..lists }, rule)
    } else {
        let above = (lists.height / 3).clamp(2, 8).min(lists.height);
        let below = lists.height - above;
        (Rect { height: above, ..lists }, Rect { y: lists.y + above, height: below, ..lists }, Rect::default())
    };
    let head = |list: Rect| Rect { height: 1.min(list.height), ..list };
    let rows = |list: Rect| Rect { y: list.y + head(list).height, height: list.height - head(list).height, ..list };
    Places {
        title,
        linked_head: head(left),
        linked: rows(left),
        rule,
        head: head(right),
        candidates: rows(right),
        foot,
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
            found: vec![],
            candidates: List::default(),
            linked: List::default(),
        }
    }

    /// Takes candidates as they rank now. Where there are none, the keys go to what is linked.
    pub fn rank(&mut self, found: Vec<Found>) {
        if self.found.is_empty() && found.is_empty() && self.words.is_empty() {
            self.side = Side::Linked;
        }
        self.found = found;
        let listed: BTreeSet<Record> =
            self.found.iter().map(|found| found.record).chain(self.linked.order().iter().copied()).collect();
        self.marks.retain(|record| listed.contains(record));
        self.told.retain(|_, told| *told == Told::Asked);
    }

    /// Lists the candidates that have the words, and after them `others` that have them, too. `text` says what words are looked for in.
    pub fn narrow(&mut self, others: &[Record], text: impl Fn(Record) -> String, height: usize) {
        let words: Vec<String> = self.words.split_whitespace().map(str::to_lowercase).collect();
        let has_words = |record: &Record| {
            let text = if words.is_empty() { String::new() } else { text(*record).to_lowercase() };
            words.iter().all(|word| text.contains(word.as_str()))
        };
        let mut order: Vec<Record> = self.found.iter().map(|found| found.record).filter(&has_words).collect();
        if !words.is_empty() {
            let ranked: HashSet<Record> = order.iter().copied().collect();
            let others = others.iter().copied().filter(|record| !ranked.contains(record)).filter(&has_words);
            order.extend(others.take(MOST_OTHERS));
        }
        self.candidates.resort(order, height);
    }

    /// Takes what is linked now. What was unlinked comes to stand below the candidates, to be linked again.
    pub fn take_linked(&mut self, linked: Vec<Record>, is_unlinked: impl Fn(Record) -> bool, height: usize) {
        for record in self.linked.order().iter().copied().filter(|record| !linked.contains(record)) {
            if is_unlinked(record) && self.found.iter().all(|found| found.record != record) {
                self.found.push(Found { record, score: 0.0, why: "unlinked just now".into() });
                self.candidates.put(usize::MAX, record);
            }
        }
        if linked != self.linked.order() {
            self.linked.resort(linked, height);
        }
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
    }

    /// Keeps the cursors on a screen that changed.
    pub fn clamp(&mut self, candidates: usize, linked: usize) {
        self.candidates.clamp(candidates);
        self.linked.clamp(linked);
    }

    /// What a verb is for: what is marked on this side; without marks, the row under the cursor.
    #[must_use]
    pub fn targets(&self) -> Vec<Record> {
        let marked: Vec<Record> = self.order().iter().copied().filter(|record| self.marks.contains(record)).collect();
        if marked.is_empty() { self.selected().into_iter().collect() } else { marked }
    }
}
