//! What changed of a change since somebody asked for its approval.
//!
//! The database keeps no history, and the web app does not even say when it changed a row. So there are three witnesses: the change as it was when its
//! request was first seen, the fingerprint in the comment that asked, where antops wrote it, and the time a client last said it changed the row.
//! Invariant: what no witness saw is never called unchanged.

use super::beside::Approval;
use super::step::fingerprint_in;
use super::{Change, Part};
use crate::domain::comment::Comment;
use jiff::SignedDuration;

/// How long a request may take from the row of the change to its own: both are written one after the other.
const SLACK: SignedDuration = SignedDuration::from_secs(10);

/// What is known of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Since {
    /// It says what it said when it was asked for: the fingerprint is the same.
    Same,
    /// These parts are others than they were when the request was first seen; here is how they were.
    Parts(Vec<Part>, Box<Change>),
    /// It is another, and nobody here saw in what.
    Unseen,
    /// Nothing speaks for a change, and nothing can speak against one.
    NoSign,
}

/// What changed of a change since this request: `before` is the change as it was when the request was first seen, the comments are its timeline.
#[must_use]
pub fn since<'a>(
    change: &Change,
    asked: &Approval,
    before: Option<&Change>,
    comments: impl DoubleEndedIterator<Item = &'a Comment>,
) -> Since {
    if let Some(before) = before {
        let parts = change.parts_unlike(before);
        if !parts.is_empty() {
            return Since::Parts(parts, Box::new(before.clone()));
        }
    }
    let from = asked.requested_at.checked_sub(SLACK).unwrap_or(asked.requested_at);
    let said = comments
        .rev()
        .filter(|comment| comment.created_at >= from)
        .find_map(|comment| fingerprint_in(&comment.content));
    match said {
        Some(said) if said == change.fingerprint() => Since::Same,
        Some(_) => Since::Unseen,
        None if change.updated_at > asked.requested_at.checked_add(SLACK).unwrap_or(asked.requested_at) => {
            Since::Unseen
        }
        None => Since::NoSign,
    }
}
