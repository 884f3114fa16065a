//! The filter language: which incidents a list shows. Words and `status:` for a beginning.

use super::incident::Incident;
use super::value::{IncidentId, ProblemId, ProfileId};
use jiff::{SignedDuration, Timestamp};
use std::ops::Range;

/// A parsed expression.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    words: Vec<String>,
    statuses: Vec<String>,
}

/// Why an expression cannot be used.
#[derive(Clone, Debug)]
pub struct FilterError {
    /// Which bytes of it.
    pub at: Range<usize>,
    /// A sentence.
    pub message: String,
}

/// What a filter must know beside the row.
#[expect(missing_docs, reason = "named as what they answer")]
pub struct Surroundings<'a> {
    pub now: Timestamp,
    pub me: Option<ProfileId>,
    pub people: &'a dyn Fn(ProfileId) -> Option<&'a str>,
    pub service: &'a dyn Fn(&str) -> Option<&'a str>,
    pub problem: &'a dyn Fn(ProblemId) -> Option<&'a str>,
    pub slo_left: &'a dyn Fn(&Incident) -> Option<SignedDuration>,
    pub unseen: &'a dyn Fn(IncidentId) -> bool,
}

impl Filter {
    /// Reads an expression.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let mut filter = Self::default();
        for word in text.split_whitespace() {
            match word.strip_prefix("status:") {
                Some(values) => filter.statuses = values.split(',').map(str::to_owned).collect(),
                None => filter.words.push(word.to_lowercase()),
            }
        }
        Ok(filter)
    }

    /// Whether it shows an incident.
    #[must_use]
    pub fn matches(&self, incident: &Incident, _: &Surroundings) -> bool {
        let text = format!("{} {}", incident.name(), incident.title).to_lowercase();
        (self.statuses.is_empty() || self.statuses.iter().any(|word| word == incident.status.word()))
            && self.words.iter().all(|word| text.contains(word))
    }
}

/// A word that could stand at the cursor.
#[derive(Clone, Debug)]
pub struct Completion {
    /// The whole expression with it.
    pub text: String,
}

impl Completion {
    /// The expression with the word in its place.
    #[must_use]
    pub fn apply(&self, _: &str) -> String {
        self.text.clone()
    }
}

/// The words that could stand at the cursor.
#[must_use]
pub fn complete(text: &str, _: usize, _: &[String]) -> Vec<Completion> {
    if text.is_empty() { vec![Completion { text: "status:".into() }] } else { vec![] }
}
