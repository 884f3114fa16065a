//! By what the changes are sorted: from a change to the key that decides where it stands.

use crate::app::panes::listing::{Key, Sorting};
use crate::domain::change::Change;
use crate::domain::value::{ChangeId, ChangeStatus};
use jiff::Timestamp;

/// What decides the order.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Sort {
    /// What runs, then what begins first; what says no time after that, and what is over last, the latest before the older.
    #[default]
    Window,
    /// The worst first, then what begins first; what is over comes last.
    Priority,
    /// Drafted last, first.
    Newest,
    /// Drafted first, first.
    Oldest,
    /// Changed last, first.
    Updated,
}

impl Sorting for Sort {
    const ALL: &'static [Self] = &[Self::Window, Self::Priority, Self::Newest, Self::Oldest, Self::Updated];

    fn said(self) -> &'static str {
        match self {
            Self::Window => "by window",
            Self::Priority => "by priority",
            Self::Newest => "newest first",
            Self::Oldest => "oldest first",
            Self::Updated => "by last change",
        }
    }

    fn menu_key(self) -> char {
        match self {
            Self::Window => 'w',
            Self::Priority => 'p',
            Self::Newest => 'n',
            Self::Oldest => 'o',
            Self::Updated => 'u',
        }
    }
}

impl Sort {
    /// How it is written on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Priority => "priority",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Updated => "updated",
        }
    }

    /// Reads that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sort| sort.word() == word)
    }

    /// The key of a change.
    #[must_use]
    pub fn key(self, change: &Change) -> Key<ChangeId> {
        let newest = -Timestamp::as_microsecond(change.created_at);
        let begins = change.scheduled_for.map_or(i64::MAX, Timestamp::as_microsecond);
        let is_over = change.status.is_over();
        let (is_last, first, second) = match self {
            Self::Window if is_over => {
                (true, -change.scheduled_for.map_or(i64::MIN + 1, Timestamp::as_microsecond), newest)
            }
            Self::Window if change.status == ChangeStatus::InProgress => (false, i64::MIN, begins),
            Self::Window => (false, begins, newest),
            Self::Priority => (is_over, -(change.priority as i64), begins),
            Self::Newest => (false, newest, newest),
            Self::Oldest => (false, -newest, newest),
            Self::Updated => (false, -Timestamp::as_microsecond(change.updated_at), newest),
        };
        (is_last, first, second, change.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;

    #[test]
    fn every_sort_has_a_menu_key_of_its_own() {
        for (at, sort) in Sort::ALL.iter().enumerate() {
            assert!(Sort::ALL[at + 1..].iter().all(|other| other.menu_key() != sort.menu_key()), "{}", sort.said());
        }
    }

    #[test]
    fn by_window_comes_first_what_runs_and_last_what_is_over() {
        let at = |hour: i64| Timestamp::from_second(hour * 3_600).ok();
        let change = |n, status, begins| Change { status, scheduled_for: begins, ..samples::change(n) };
        let mut changes = [
            change(1, ChangeStatus::Completed, at(1)),
            change(2, ChangeStatus::Completed, at(3)),
            change(3, ChangeStatus::Draft, None),
            change(4, ChangeStatus::Approved, at(9)),
            change(5, ChangeStatus::Pending, at(8)),
            change(6, ChangeStatus::InProgress, at(7)),
        ];
        changes.sort_by_key(|change| Sort::Window.key(change));
        assert_eq!(changes.map(|change| change.id.0.as_u128()), [6, 5, 4, 3, 2, 1]);
    }
}
