//! What others did to an incident between two looks at it: which columns differ, what was said, whether one was called.
//!
//! Owns the comparison. It must not know when one looks; `app::unseen` does. Invariant: what one did oneself is taken out.

use super::comment::Comment;
use super::edits::{Edit, Edits, Members, Turn};
use super::incident::Incident;
use super::request::Deed;
use super::value::{IncidentId, IncidentStatus};
use serde::{Deserialize, Serialize};

/// What happened to an incident since one looked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct News {
    /// Which.
    pub incident: IncidentId,
    /// The row as one saw it last; nothing where one never did.
    pub before: Option<Box<Incident>>,
    /// Whether it was reported since.
    pub is_new: bool,
    /// How many comments others wrote.
    pub comments: u32,
    /// How many of them call me.
    pub calls: u32,
    /// The latest of them that calls me, else the latest.
    pub said: Option<Comment>,
}

impl News {
    /// Nothing yet; the row as it is now.
    #[must_use]
    pub fn of(incident: IncidentId, before: Option<Incident>) -> Self {
        Self { incident, before: before.map(Box::new), is_new: false, comments: 0, calls: 0, said: None }
    }

    /// Which columns differ from what one saw, and how.
    #[must_use]
    pub fn changes(&self, row: &Incident) -> Edits {
        self.before.as_deref().map_or_else(Edits::default, |before| between(before, row))
    }

    /// Whether nothing happened after all.
    #[must_use]
    pub fn is_empty(&self, row: &Incident) -> bool {
        !self.is_new && self.comments == 0 && self.before.is_some() && self.changes(row).is_empty()
    }

    /// What a deed of mine made of the row counts as seen.
    pub fn take_as_mine(&mut self, deed: &Deed, row: &Incident) {
        let Some(before) = self.before.as_deref_mut() else {
            if matches!(deed, Deed::Create { .. }) {
                self.before = Some(Box::new(row.clone()));
                self.is_new = false;
            }
            return;
        };
        match deed {
            Deed::Edit { edits, .. } | Deed::TakeBack { edits, .. } if edits.are_done_in(row) => {
                edits.apply(before);
                if edits.rates() {
                    before.priority = row.priority;
                }
            }
            Deed::Close { .. } if row.status == IncidentStatus::Closed => before.status = row.status,
            _ => {}
        }
    }
}

/// What leads from one state of an incident to another, as far as a screen shows it.
fn between(before: &Incident, after: &Incident) -> Edits {
    Edits::of([
        Edit::Status(Turn::new(before.status, after.status)),
        Edit::Priority(Turn::new(before.priority, after.priority)),
        Edit::Assignee(Turn::new(before.assigned_to, after.assigned_to)),
        Edit::Title(Turn::new(before.title.clone(), after.title.clone())),
        Edit::Description(Turn::new(before.description.clone(), after.description.clone())),
        Edit::Problem(Turn::new(before.problem, after.problem)),
        Edit::Tags(Members::between(&before.tags, &after.tags)),
        Edit::Services(Members::between(&before.services, &after.services)),
        Edit::Links(Members::between(&before.links, &after.links)),
        Edit::Customer(Turn::new(before.customer.clone(), after.customer.clone())),
    ])
}
