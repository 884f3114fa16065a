//! A problem, as far as an incident shows it: its name, its state and what helps meanwhile.

use super::safe::Safe;
use super::value::{Priority, ProblemId, ProblemStatus};
use serde::{Deserialize, Serialize};

/// A row of `problems`, the columns an incident's detail needs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// Its id.
    pub id: ProblemId,
    /// `ACM-PRBM-0007`.
    pub number: Option<Safe>,
    /// One line.
    pub title: Safe,
    /// How far it is.
    pub status: ProblemStatus,
    /// By the matrix, or by hand.
    pub priority: Priority,
    /// Rich text: what helps until the cause is gone.
    pub workaround: Option<Safe>,
}

impl Problem {
    /// The number, or the web app's stand-in for it.
    #[must_use]
    pub fn name(&self) -> String {
        self.number.as_ref().map_or_else(|| format!("PRB-{:.8}", self.id.to_string()), ToString::to_string)
    }
    /// The number without the organization's prefix, for narrow places: `PRBM-0007`.
    #[must_use]
    pub fn short_name(&self) -> String {
        let name = self.name();
        match name.split_once('-') {
            Some((_, rest)) if rest.starts_with("PRBM-") => rest.to_owned(),
            _ => name,
        }
    }
}
