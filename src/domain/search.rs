//! Looking for incidents where they are kept: which, in which order, from where on; and what was found.
//!
//! It must not know how they are kept. Pages are cut by the last row and not by counting, so rows that come in between are neither skipped
//! nor told twice. Invariant: there is no next page only when the last one was the end; nothing is cut off in silence.

use super::filter::Condition;
use super::incident::Incident;
use super::value::IncidentId;
use jiff::Timestamp;

/// One page of what a condition holds for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Search {
    /// What is looked for.
    pub condition: Condition,
    /// Which come first.
    pub order: SearchOrder,
    /// Where the page before ended; nothing for the first.
    pub after: Option<Edge>,
    /// The most rows to send; the other side may send fewer.
    pub limit: u16,
}

/// Which rows come first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SearchOrder {
    /// Those that were reported last.
    Newest,
    /// Those that were reported first.
    Oldest,
    /// Those that somebody last said they changed.
    Updated,
}

/// Where a page ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Edge {
    /// The moment of its last row by which the rows are ordered.
    pub at: Timestamp,
    /// That row, which decides between rows of one moment.
    pub id: IncidentId,
}

/// A page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The rows in their order. Some of them may not be what was looked for: the filter decides.
    pub rows: Vec<Incident>,
    /// Where the next page begins, unless this was the last.
    pub next: Option<Edge>,
    /// How many there are on all pages; told with the first.
    pub total: Option<Total>,
}

/// How many there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Total {
    /// So many.
    Exact(u64),
    /// About so many: a guess of the database.
    About(u64),
    /// So many at most: the database was asked for more than was meant.
    AtMost(u64),
    /// More than so many: nobody counted further, and nobody could guess.
    MoreThan(u64),
}

impl SearchOrder {
    /// The moment by which an incident has its place.
    #[must_use]
    pub fn of(self, incident: &Incident) -> Timestamp {
        match self {
            Self::Newest | Self::Oldest => incident.created_at,
            Self::Updated => incident.updated_at,
        }
    }
}
