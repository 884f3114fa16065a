//! What deeds wait for each other on. Those on one record, or on the map of one environment, go one after the other; all others go at once.

use super::Deed;
use crate::domain::value::{EnvironmentId, Record};

/// What deeds are done on, one after the other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lane {
    /// A record.
    Record(Record),
    /// The map of an environment.
    Map(EnvironmentId),
}

impl Lane {
    /// The record, if it is one.
    #[must_use]
    pub const fn record(self) -> Option<Record> {
        match self {
            Self::Record(record) => Some(record),
            Self::Map(_) => None,
        }
    }
}

impl From<Record> for Lane {
    fn from(record: Record) -> Self {
        Self::Record(record)
    }
}

impl Deed {
    /// What it is done on: deeds on the same go one after the other.
    #[must_use]
    pub fn lane(&self) -> Lane {
        Lane::Record(match self {
            Self::Edit { record, .. } | Self::TakeBack { record, .. } => *record,
            Self::Create { incident, .. } | Self::Close { incident, .. } => Record::Incident(*incident),
            Self::CreateProblem { problem, .. } => Record::Problem(*problem),
            Self::CreateChange { change, .. } | Self::Step { change, .. } => Record::Change(*change),
            Self::Comment { on, .. } | Self::EditComment { on, .. } | Self::DeleteComment { on, .. } => *on,
            Self::Map(deed) => return Lane::Map(deed.environment),
        })
    }

    /// The record it is about; none for the map.
    #[must_use]
    pub fn record(&self) -> Option<Record> {
        self.lane().record()
    }
}
