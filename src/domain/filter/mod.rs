//! Owns the filter language: one for the `/` line, saved views and the command line.
//!
//! Words separated by spaces, all of which must hold. A free word or `"several words"` is looked for in number, title,
//! customer and tags; `key:value` asks one thing, `key:a,b` either of two; a leading `-` turns any of them around. Upper
//! and lower case are the same. A key whose value is still to be typed holds for every incident, so that the list does not
//! go empty between two keystrokes; a value that can never mean anything is an error with a place and a sentence.
//!
//! Which keys there are depends on what is listed: an incident has an SLO, a problem has none.
//!
//! It must not know where rows come from. Invariant: a filter printed and parsed again is the same filter.

mod complete;
mod condition;
mod depends;
mod entry;
mod key;
mod listed;
mod parse;
mod print;
mod question;
mod term;
#[cfg(test)]
mod tests;
mod when;

pub use complete::{Completion, Vocabulary, complete};
pub use condition::{Condition, Fact};
pub use entry::{Described, Entry};
pub use key::{Key, What};
pub use listed::{Facts, Listed, Status};
pub use question::{Directory, Question};

use super::safe::Safe;
use super::service::ServiceId;
use super::slo::SloTargets;
use super::value::{IncidentId, IncidentStatus, ProblemId, ProfileId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt;
use std::ops::Range;
use term::{Term, is_number};

/// What to keep of a list. The default keeps everything.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Filter {
    terms: Vec<Term>,
}

/// Why a text is not a filter.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct FilterError {
    /// Which bytes of the text it is about.
    pub at: Range<usize>,
    /// A sentence that names the word and what could stand there.
    pub message: String,
}

/// What a filter must know beyond the row itself.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The time for `age:`, `slo:` and whatever is so long ago.
    pub now: Timestamp,
    /// Where days begin and end.
    pub zone: &'a TimeZone,
    /// Who `me` is. Nobody: then nothing is mine.
    pub me: Option<ProfileId>,
    /// The organization's hours, for `slo:`.
    pub targets: &'a SloTargets,
    /// What a person is called; all of it is searched.
    pub people: &'a dyn Fn(ProfileId) -> Option<&'a str>,
    /// What a service is called. Its id is searched too.
    pub service: &'a dyn Fn(&ServiceId) -> Option<&'a str>,
    /// The number of a problem.
    pub problem: &'a dyn Fn(ProblemId) -> Option<&'a str>,
    /// Whether I have not looked at the incident since it changed.
    pub unseen: &'a dyn Fn(IncidentId) -> bool,
}

impl FilterError {
    /// The sentence quotes what was typed or pasted, so it is made safe like all text from outside.
    fn new(at: Range<usize>, message: &str) -> Self {
        Self { at, message: Safe::line(message).to_string() }
    }
}

impl Filter {
    /// Reads an expression over incidents.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Self::parse_for(Listed::Incidents, text)
    }

    /// Reads an expression over rows of this kind. What makes no sense of them is an error.
    pub fn parse_for(listed: Listed, text: &str) -> Result<Self, FilterError> {
        Ok(Self { terms: parse::terms(listed, text)? })
    }

    /// Whether a row passes. Allocates nothing as long as text is ASCII.
    #[must_use]
    pub fn matches(&self, row: &impl Facts, around: &Surroundings<'_>) -> bool {
        self.terms.iter().all(|term| term.matches(row, around))
    }

    /// Whether it says how far the incidents are to be, or asks for something that only those that are done have: then nothing need be
    /// said for it.
    #[must_use]
    pub fn says_how_far(&self) -> bool {
        self.terms.iter().any(Term::says_how_far)
    }

    /// Whether an incident that is so far can pass. A yes may be too much, a no is certain.
    #[must_use]
    pub fn admits(&self, status: IncidentStatus) -> bool {
        self.terms.iter().all(|term| term.admits(status))
    }

    /// The first term that asks for nothing yet, as it was typed: `tag:`.
    #[must_use]
    pub fn unfinished(&self) -> Option<String> {
        self.terms.iter().find(|term| term.is_unfinished()).map(ToString::to_string)
    }

    /// Whether it asks what somebody has looked at, which the rows do not say.
    #[must_use]
    pub fn asks_what_was_seen(&self) -> bool {
        self.terms.iter().any(Term::asks_what_was_seen)
    }

    /// The same without what it says of how far incidents are.
    #[must_use]
    pub fn however_far(&self) -> Self {
        Self { terms: self.terms.iter().filter(|term| !term.says_how_far()).cloned().collect() }
    }

    /// Whether it keeps everything, because nothing was asked or no question is finished.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.iter().all(Term::is_unfinished)
    }
}

impl fmt::Display for Filter {
    /// The expression in its canonical form: full words, lower case, quotes only where needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, term) in self.terms.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            term.fmt(f)?;
        }
        Ok(())
    }
}

impl std::str::FromStr for Filter {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, FilterError> {
        Self::parse(text)
    }
}

/// Text as it is compared: letter by letter in lower case, so that a word's beginning is the beginning of its lower case.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Whether a text holds another, which is folded already.
fn holds(text: &str, folded: &str) -> bool {
    let Some(first) = folded.bytes().next() else { return true };
    if !text.is_ascii() {
        return fold(text).contains(folded);
    }
    let (text, wanted) = (text.as_bytes(), folded.as_bytes());
    text.len() >= wanted.len()
        && text[..=text.len() - wanted.len()].iter().enumerate().any(|(at, byte)| {
            byte.to_ascii_lowercase() == first && text[at..at + wanted.len()].eq_ignore_ascii_case(wanted)
        })
}
