//! What was typed and not sent, by the name of its place. Kept as it is typed and found again after `kill -9`.

use crate::domain::value::{CommentId, IncidentId, Record};
use std::collections::BTreeMap;
use std::fmt;

/// Where a text is being written. Its printed form names the draft on disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// A new comment.
    Comment(Record),
    /// A comment being edited.
    Edit(Record, CommentId),
    /// The reason for closing.
    CloseReason(IncidentId),
}

impl Place {
    /// The record it is about.
    #[must_use]
    pub fn record(self) -> Record {
        match self {
            Self::Comment(record) | Self::Edit(record, _) => record,
            Self::CloseReason(incident) => Record::Incident(incident),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Comment(Record::Incident(id)) => write!(f, "comment-incident-{id}"),
            Self::Comment(Record::Problem(id)) => write!(f, "comment-problem-{id}"),
            Self::Comment(Record::Change(id)) => write!(f, "comment-change-{id}"),
            Self::Edit(_, comment) => write!(f, "edit-{comment}"),
            Self::CloseReason(incident) => write!(f, "close-{incident}"),
        }
    }
}

/// All unsent texts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Drafts {
    texts: BTreeMap<String, String>,
}

impl Drafts {
    /// The drafts that the disk kept.
    #[must_use]
    pub fn from_disk(kept: Vec<(String, String)>) -> Self {
        Self { texts: kept.into_iter().collect() }
    }

    /// The unsent text of a place.
    #[must_use]
    pub fn at(&self, place: Place) -> &str {
        self.texts.get(&place.to_string()).map_or("", String::as_str)
    }

    /// Keeps a text; says whether anything changed. An empty text is no draft.
    pub fn keep(&mut self, place: Place, text: &str) -> bool {
        if self.at(place) == text {
            return false;
        }
        if text.is_empty() {
            self.texts.remove(&place.to_string());
        } else {
            self.texts.insert(place.to_string(), text.to_owned());
        }
        true
    }

    /// Takes in what the disk kept; what is here already is newer.
    pub fn merge_older(&mut self, older: Self) {
        for (place, text) in older.texts {
            self.texts.entry(place).or_insert(text);
        }
    }
}
