//! When a change happens, and what else happens then.

use super::Change;
use crate::domain::service::ServiceId;
use crate::domain::value::{ChangeId, ChangeStatus};
use jiff::{SignedDuration, Timestamp};

/// How long a change takes that does not say when it ends.
pub const ASSUMED: SignedDuration = SignedDuration::from_hours(1);
/// What begins within this is urgent.
pub const URGENT: SignedDuration = SignedDuration::from_hours(4);
/// What begins within this is upcoming.
pub const UPCOMING: SignedDuration = SignedDuration::from_hours(24);

/// From when to when.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Window {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends, never before it begins.
    pub to: Timestamp,
    /// Whether somebody said when it ends; otherwise it is taken to last [`ASSUMED`].
    pub is_stated: bool,
}

impl Window {
    /// A window; an end that is missing or before the beginning is taken to be [`ASSUMED`] after it.
    #[must_use]
    pub fn new(from: Timestamp, to: Option<Timestamp>) -> Self {
        match to.filter(|to| *to > from) {
            Some(to) => Self { from, to, is_stated: true },
            None => Self { from, to: from.checked_add(ASSUMED).unwrap_or(Timestamp::MAX), is_stated: false },
        }
    }

    /// Whether both have a moment in common. What ends as the other begins does not.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// How near the beginning of a change is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Nearness {
    /// It runs, or should by now.
    Now,
    /// It begins within [`URGENT`].
    Urgent,
    /// It begins within [`UPCOMING`].
    Upcoming,
    /// Later.
    Later,
}

impl Change {
    /// How near it is; nothing for one that is over or does not say when.
    #[must_use]
    pub fn nearness(&self, now: Timestamp) -> Option<Nearness> {
        if self.status.is_over() {
            return None;
        }
        if self.status == ChangeStatus::InProgress {
            return Some(Nearness::Now);
        }
        let left = self.scheduled_for?.duration_since(now);
        Some(match left {
            left if left <= SignedDuration::ZERO => Nearness::Now,
            left if left <= URGENT => Nearness::Urgent,
            left if left <= UPCOMING => Nearness::Upcoming,
            _ => Nearness::Later,
        })
    }

    /// Whether it has a place in the calendar that can collide: it is not over and not a draft, and says when.
    fn is_planned(&self) -> bool {
        matches!(self.status, ChangeStatus::Pending | ChangeStatus::Approved | ChangeStatus::InProgress)
    }

    /// The services it has in common with another, in its own order, where both happen at the same time. A draft collides with what is planned, so that
    /// whoever writes it sees it; drafts do not collide with each other.
    #[must_use]
    pub fn collides_with(&self, other: &Self) -> Vec<&ServiceId> {
        let (Some(mine), Some(theirs)) = (self.window(), other.window()) else { return vec![] };
        let is_meant = !self.status.is_over() && other.is_planned() && self.id != other.id;
        if !is_meant || !mine.overlaps(theirs) {
            return vec![];
        }
        self.services.iter().filter(|id| other.services.contains(id)).collect()
    }
}

/// What a change collides with, each with the services both touch.
#[must_use]
pub fn collisions<'a>(
    change: &'a Change,
    others: impl IntoIterator<Item = &'a Change>,
) -> Vec<(ChangeId, Vec<&'a ServiceId>)> {
    let others = others.into_iter().map(|other| (other.id, change.collides_with(other)));
    others.filter(|(_, shared)| !shared.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + hour * 3_600).unwrap()
    }

    fn planned(n: u128, from: i64, to: Option<i64>, services: &[&str]) -> Change {
        Change {
            status: ChangeStatus::Pending,
            scheduled_for: Some(at(from)),
            estimated_end: to.map(at),
            services: services.iter().map(|id| ServiceId((*id).into())).collect(),
            ..samples::change(n)
        }
    }

    #[test]
    fn changes_collide_where_they_touch_the_same_at_the_same_time() {
        let one = planned(1, 10, Some(12), &["edge", "db"]);
        for (other, shared) in [
            (planned(2, 11, Some(13), &["db", "cache"]), &["db"][..]),
            (planned(2, 8, Some(11), &["db", "edge"]), &["edge", "db"]),
            (planned(2, 12, Some(13), &["db"]), &[]),
            (planned(2, 11, Some(13), &["cache"]), &[]),
            (planned(2, 11, None, &["edge"]), &["edge"]),
            // An end before the beginning is none.
            (planned(2, 11, Some(5), &["edge"]), &["edge"]),
            (Change { status: ChangeStatus::Draft, ..planned(2, 11, None, &["edge"]) }, &[]),
            (Change { status: ChangeStatus::Cancelled, ..planned(2, 11, None, &["edge"]) }, &[]),
            (Change { scheduled_for: None, ..planned(2, 11, None, &["edge"]) }, &[]),
            (planned(1, 10, None, &["edge"]), &[]),
        ] {
            let found: Vec<&str> = one.collides_with(&other).into_iter().map(|id| id.0.as_str()).collect();
            assert_eq!(found, shared, "{:?} {:?}", other.window(), other.status);
        }
        let draft = Change { status: ChangeStatus::Draft, ..planned(3, 11, None, &["edge"]) };
        assert_eq!(collisions(&draft, [&one]).len(), 1, "whoever drafts sees what is there");
    }

    #[test]
    fn nearness_is_of_what_is_still_to_come() {
        let now = at(10);
        for (change, expected) in [
            (planned(1, 9, None, &[]), Some(Nearness::Now)),
            (planned(1, 14, None, &[]), Some(Nearness::Urgent)),
            (planned(1, 15, None, &[]), Some(Nearness::Upcoming)),
            (planned(1, 34, None, &[]), Some(Nearness::Upcoming)),
            (planned(1, 35, None, &[]), Some(Nearness::Later)),
            (Change { status: ChangeStatus::InProgress, ..planned(1, 35, None, &[]) }, Some(Nearness::Now)),
            (Change { status: ChangeStatus::Completed, ..planned(1, 9, None, &[]) }, None),
            (Change { scheduled_for: None, ..planned(1, 9, None, &[]) }, None),
        ] {
            assert_eq!(change.nearness(now), expected, "{:?} {:?}", change.scheduled_for, change.status);
        }
    }
}
