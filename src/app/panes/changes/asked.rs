//! What changed of a change since somebody asked for its approval.
//!
//! The database keeps no history, and the web app does not even say when it changed a row. So there are three witnesses: the change as this antops
//! first saw it in the request, the fingerprint in the comment that asked, where antops wrote it, and the time a client last said it changed the row.
//! Invariant: what no witness saw is never called unchanged.

use crate::app::model::Model;
use crate::domain::change::beside::Approval;
use crate::domain::change::standing::Answer;
use crate::domain::change::step::fingerprint_in;
use crate::domain::change::{Change, Part};
use crate::domain::value::{ChangeStatus, Record};
use jiff::SignedDuration;

/// How long a request may take from the row of the change to its own: both are written one after the other.
const SLACK: SignedDuration = SignedDuration::from_secs(10);

/// What is known of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Since {
    /// It says what it said when it was asked for: the fingerprint is the same.
    Same,
    /// These parts are others than they were when this antops first saw the request; here is how they were.
    Parts(Vec<Part>, Box<Change>),
    /// It is another, and nobody here saw in what.
    Unseen,
    /// Nothing speaks for a change, and nothing can speak against one.
    NoSign,
}

impl Model {
    /// Keeps each change as it is when its request is first seen, and forgets those that wait no longer.
    pub(in crate::app) fn note_requests(&mut self) {
        let rows = &self.rows;
        let waiting = |change: &Change| match rows.standing_of(change).answer() {
            Answer::Waiting(asked) => Some(asked.id),
            _ => None,
        };
        let open: Vec<(_, &Change)> = rows
            .changes
            .values()
            .filter(|row| row.status == ChangeStatus::Pending)
            .filter_map(|row| Some((waiting(row)?, row)))
            .collect();
        let asked = &mut self.changes.more.asked;
        asked.retain(|id, _| open.iter().any(|(open, _)| open == id));
        for (id, row) in open {
            asked.entry(id).or_insert_with(|| row.clone());
        }
    }

    /// What changed of a change since this request.
    #[must_use]
    pub fn since_asked(&self, change: &Change, asked: &Approval) -> Since {
        if let Some(before) = self.changes.more.asked.get(&asked.id) {
            let parts = change.parts_unlike(before);
            if !parts.is_empty() {
                return Since::Parts(parts, Box::new(before.clone()));
            }
        }
        let comments = self.rows.timeline(Record::Change(change.id)).iter();
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
}
