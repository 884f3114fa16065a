//! Asking the people of a record for something: one comment that mentions those who may do it.
//!
//! Owns the words and what counts as having asked already. It must not know how comments are shown nor who sends them. Invariant: nobody is
//! called twice in the same words within ten minutes.

use super::comment::Comment;
use super::rich_text::{self, Written};
use super::safe::Safe;
use super::value::ProfileId;
use jiff::Timestamp;

/// So long what was asked is not asked again.
const AGAIN_AFTER_MINUTES: i64 = 10;

/// The words that ask for a record.
#[must_use]
pub fn hand_over(name: &str) -> String {
    format!("please hand {name} over to me.")
}

/// The words that ask for a record to be linked to a problem.
#[must_use]
pub fn to_link(name: &str, problem: &str) -> String {
    format!("please link {name} to {problem}.")
}

/// The comment: these people by their names, then the words.
#[must_use]
pub fn comment(people: &[(Safe, ProfileId)], words: &str) -> Written {
    let names = people.iter().map(|(label, _)| format!("@{label}")).collect::<Vec<_>>().join(" ");
    rich_text::write(&format!("{names} {words}"), people)
}

/// How many minutes ago somebody asked in these words, if that was lately. The comments are one timeline, oldest first.
#[must_use]
pub fn asked_before<'a>(
    comments: impl DoubleEndedIterator<Item = &'a Comment>,
    me: ProfileId,
    words: &str,
    now: Timestamp,
) -> Option<i64> {
    let last = comments.rev().find(|comment| comment.author == me && comment.content.contains(words))?;
    let minutes = now.duration_since(last.created_at).as_mins();
    (minutes < AGAIN_AFTER_MINUTES).then_some(minutes.max(0))
}
