//! Something wanted of several records: first the plan, row by row, with what the rules will refuse; then what came of each.

use crate::app::intent::Intent;
use crate::app::list::{List, Step};
use crate::domain::request::Deed;
use crate::domain::safe::Safe;
use crate::domain::value::{OpId, ProblemId, Record};

/// The rows a plan shows at most.
pub const HEIGHT: usize = 16;

/// The plan and its outcome.
#[derive(Clone, Debug)]
pub struct Bulk {
    /// What is wanted, in words.
    pub title: String,
    /// What is wanted.
    pub intent: Intent,
    /// The rows, in the order of the list.
    pub rows: Vec<BulkRow>,
    /// Everything sent for it, at whichever try.
    pub sent: Vec<OpId>,
    list: List<usize>,
}

/// One of the records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BulkRow {
    /// Which.
    pub record: Record,
    /// Its short number.
    pub name: String,
    /// Its title.
    pub title: Safe,
    /// What it is before, in words; empty where the title of the plan says enough.
    pub before: String,
    /// What becomes of it.
    pub fate: Fate,
    /// The problem it was part of when it was planned.
    pub problem: Option<ProblemId>,
}

/// What becomes of a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fate {
    /// This will be done.
    Will(Box<Deed>),
    /// Nothing: it is so already.
    Same,
    /// Nothing: the rules refuse it, and this says why.
    Refused(String),
    /// Nothing: the rules refuse it, and its people were asked.
    Asked,
    /// On its way.
    Sent(OpId),
    /// Done.
    Done,
    /// It did not work, and this says why; it may be tried again.
    Failed(String),
}

impl Bulk {
    /// A plan.
    #[must_use]
    pub fn new(title: String, intent: Intent, rows: Vec<BulkRow>) -> Self {
        let mut list = List::default();
        list.resort((0..rows.len()).collect(), HEIGHT);
        Self { title, intent, rows, sent: vec![], list }
    }

    /// The rows on screen, and whether each is selected.
    pub fn shown(&self, height: usize) -> impl Iterator<Item = (&BulkRow, bool)> {
        let cursor = self.list.cursor();
        let from = self.list.offset().max((cursor + 1).saturating_sub(height.max(1)));
        self.rows.iter().enumerate().skip(from).take(height).map(move |(at, row)| (row, at == cursor))
    }

    /// The selected row.
    #[must_use]
    pub fn selected(&self) -> Option<&BulkRow> {
        self.rows.get(self.list.cursor())
    }

    /// Moves the selection.
    pub fn go(&mut self, step: Step) {
        self.list.go(step, HEIGHT);
    }

    /// How many rows have a fate of this kind.
    #[must_use]
    pub fn count(&self, is: impl Fn(&Fate) -> bool) -> usize {
        self.rows.iter().filter(|row| is(&row.fate)).count()
    }

    /// The deeds that are to be done, with the place of each.
    #[must_use]
    pub fn deeds(&self) -> Vec<(usize, Deed)> {
        let rows = self.rows.iter().enumerate();
        rows.filter_map(|(at, row)| if let Fate::Will(deed) = &row.fate { Some((at, (**deed).clone())) } else { None })
            .collect()
    }

    /// Says what came of a deed; whether it was one of these.
    pub fn judge(&mut self, op: OpId, fate: Fate) -> bool {
        let row = self.rows.iter_mut().find(|row| row.fate == Fate::Sent(op));
        row.map(|row| row.fate = fate).is_some()
    }
}
