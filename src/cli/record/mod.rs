//! What the verbs on every kind of record share: what was read, which rows are meant, sending, telling, and how a row is printed.
//!
//! `ledger` reads, `select` says who and what is meant, `write` sends and `outcome` tells; `table`, `json` and `prose` print. It must not know
//! the grammar of one kind. Invariant: nothing is written before everything that was said on the command line is understood.

pub(super) mod arguments;
pub(super) mod asking;
pub(super) mod fields;
pub(super) mod json;
pub(super) mod ledger;
pub(super) mod making;
pub(super) mod outcome;
pub(super) mod prose;
pub(super) mod said;
pub(super) mod select;
mod spoken;
pub(super) mod table;
pub(super) mod write;

use crate::domain::change::Change;
use crate::domain::edits::Editable;
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::safe::Safe;
pub use spoken::{SPOKEN, Spoken};

/// A record with a title, whichever kind it is of.
pub(super) trait Titled: Editable {
    /// One line.
    fn title(&self) -> &Safe;
}

impl Titled for Incident {
    fn title(&self) -> &Safe {
        &self.title
    }
}

impl Titled for Problem {
    fn title(&self) -> &Safe {
        &self.title
    }
}

impl Titled for Change {
    fn title(&self) -> &Safe {
        &self.title
    }
}
