//! By what the queue is sorted: from an incident to the key that decides where it stands.
//!
//! A key must not change with time alone, or the kept order would rot while nobody touches a row. What is left of an SLO shrinks for all
//! active incidents alike, so its deadline sorts the same and rests.

use crate::app::rows::Rows;
use crate::domain::incident::Incident;
use crate::domain::value::IncidentId;
use jiff::Timestamp;

/// Where an incident stands among others: the smallest key comes first. It ends in the id, so no two are the same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key {
    group: i64,
    text: Box<str>,
    number: i64,
    then: i64,
    id: IncidentId,
}

/// What decides the order.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Sort {
    /// What is due first: breached and running out before the rest, then what is done, the latest change first.
    #[default]
    Slo,
}

impl Sort {
    /// The key of an incident as the screen shows it.
    #[must_use]
    pub fn key(self, incident: &Incident, rows: &Rows) -> Key {
        let micros = Timestamp::as_microsecond;
        let (group, text, number) = match self {
            Self::Slo => match rows.slo.turns(incident) {
                Some((_, due)) => (0, "".into(), micros(due)),
                None => (1, "".into(), 0),
            },
        };
        Key { group, text, number, then: -micros(incident.updated_at), id: incident.id }
    }
}
