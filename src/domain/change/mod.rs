//! A change: something will be altered, with a plan for the way there and one for the way back.
//!
//! Its life is told by four tables. The row of the change says how far it is; [`beside`] holds the rows of the three others; [`standing`] reads
//! from them whether it is approved, whatever the row says; [`step`] says which way it may go from where, and who may take it there,
//! [`taking`] makes the deed of it; [`asked`] says what changed since somebody asked; [`window`] knows when it happens and what else happens then.

pub mod asked;
pub mod beside;
pub mod standing;
pub mod step;
pub mod taking;
pub mod when;
pub mod window;

use super::safe::Safe;
use super::service::ServiceId;
use super::value::{ChangeId, ChangeStatus, IncidentId, Priority, ProblemId, ProfileId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use window::Window;

/// A row of `changes`, every text made safe.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// `ACM-CHG-0012`; the database gives it, and may leave it out.
    pub number: Option<Safe>,
    /// One line.
    pub title: Safe,
    /// Rich text: what is altered, and why.
    pub description: Safe,
    /// How far it is. An approval is a row of its own and may say otherwise.
    pub status: ChangeStatus,
    /// How urgent it is.
    pub priority: Priority,
    /// Who asked for it.
    pub requested_by: ProfileId,
    /// Who does it.
    pub assigned_to: Option<ProfileId>,
    /// When it is to begin.
    pub scheduled_for: Option<Timestamp>,
    /// When it should be over.
    pub estimated_end: Option<Timestamp>,
    /// When it was over.
    pub completed_at: Option<Timestamp>,
    /// Rich text: the way back.
    pub rollback_plan: Safe,
    /// Rich text: how one sees that it worked.
    pub test_plan: Safe,
    /// Words or `key:value`.
    pub tags: Vec<Safe>,
    /// Ids of nodes and zones, known or not.
    pub services: Vec<ServiceId>,
    /// The problem it ends.
    pub problem: Option<ProblemId>,
    /// The incident it ends.
    pub incident: Option<IncidentId>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When a client last said it changed it. No trigger keeps it: a hint, not a version.
    pub updated_at: Timestamp,
}

impl Change {
    /// The number, or the web app's stand-in for it.
    #[must_use]
    pub fn name(&self) -> String {
        self.number.as_ref().map_or_else(|| format!("CHG-{:.8}", self.id.to_string()), ToString::to_string)
    }

    /// The number without the organization's prefix, for narrow places: `CHG-0012`.
    #[must_use]
    pub fn short_name(&self) -> Cow<'_, str> {
        let Some(number) = &self.number else { return Cow::Owned(self.name()) };
        match number.split_once('-') {
            Some((_, rest)) if rest.starts_with("CHG-") => Cow::Borrowed(rest),
            _ => Cow::Borrowed(number),
        }
    }

    /// When it happens, where it says when it begins.
    #[must_use]
    pub fn window(&self) -> Option<Window> {
        self.scheduled_for.map(|from| Window::new(from, self.estimated_end))
    }

    /// What somebody decides on: the parts in which it differs from how it was, in the order in which one reads them.
    #[must_use]
    pub fn parts_unlike(&self, before: &Self) -> Vec<Part> {
        Part::ALL.iter().copied().filter(|part| part.of(self) != part.of(before)).collect()
    }

    /// A number for what somebody decides on, twelve hexadecimal digits: another one whenever a part of it is another. It stands in the comment
    /// that asks for approval, so that whoever decides can tell whether it still says what was asked for. No seal: it shows mistakes, not malice.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        // FNV-1a, 64 bits: small, and the same for ever on every machine.
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for part in Part::ALL {
            for byte in part.of(self).bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        format!("{:012x}", hash >> 16)
    }

    /// Whether this person may change the row: requester or assignee.
    #[must_use]
    pub fn has_stakeholder(&self, who: ProfileId) -> bool {
        self.requested_by == who || self.assigned_to == Some(who)
    }
}

/// A part of a change that somebody decides on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Part {
    /// One line.
    Title,
    /// When it begins and ends.
    Window,
    /// What is altered, and why.
    Description,
    /// The way back.
    Rollback,
    /// How one sees that it worked.
    Test,
    /// What it touches.
    Services,
}

impl Part {
    /// All of them, in the order in which one reads them.
    pub const ALL: &[Self] =
        &[Self::Title, Self::Window, Self::Description, Self::Rollback, Self::Test, Self::Services];

    /// In words for a screen.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Window => "window",
            Self::Description => "description",
            Self::Rollback => "rollback plan",
            Self::Test => "test plan",
            Self::Services => "services",
        }
    }

    /// What a change says there, in a form that is the same whenever it means the same: times to the second, services sorted.
    #[must_use]
    pub fn of(self, change: &Change) -> Cow<'_, str> {
        match self {
            Self::Title => Cow::Borrowed(change.title.trim()),
            Self::Description => Cow::Borrowed(change.description.trim()),
            Self::Rollback => Cow::Borrowed(change.rollback_plan.trim()),
            Self::Test => Cow::Borrowed(change.test_plan.trim()),
            Self::Window => {
                let second = |at: Option<Timestamp>| at.map_or_else(|| "-".to_owned(), |at| at.as_second().to_string());
                Cow::Owned(format!("{} {}", second(change.scheduled_for), second(change.estimated_end)))
            }
            Self::Services => {
                let mut ids: Vec<&str> = change.services.iter().map(|id| id.0.as_str()).collect();
                ids.sort_unstable();
                ids.dedup();
                Cow::Owned(ids.join("\n"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;

    #[test]
    fn a_fingerprint_is_another_when_any_part_is_another_and_only_then() {
        let services = ["edge", "db"].map(|id| ServiceId(id.into())).to_vec();
        let change = Change { services, ..samples::change(1) };
        let same = Change {
            status: ChangeStatus::Approved,
            updated_at: Timestamp::MAX,
            services: change.services.iter().rev().cloned().collect(),
            ..change.clone()
        };
        assert_eq!(same.fingerprint(), change.fingerprint());
        assert!(same.parts_unlike(&change).is_empty());
        let others = [
            (Part::Title, Change { title: "another".into(), ..change.clone() }),
            (Part::Window, Change { estimated_end: Some(Timestamp::UNIX_EPOCH), ..change.clone() }),
            (Part::Description, Change { description: "another".into(), ..change.clone() }),
            (Part::Rollback, Change { rollback_plan: "another".into(), ..change.clone() }),
            (Part::Test, Change { test_plan: "another".into(), ..change.clone() }),
            (Part::Services, Change { services: vec![ServiceId("another".into())], ..change.clone() }),
        ];
        for (part, other) in others {
            assert_ne!(other.fingerprint(), change.fingerprint(), "{part:?}");
            assert_eq!(other.parts_unlike(&change), [part]);
        }
        assert_eq!(change.fingerprint().len(), 12);
    }
}
