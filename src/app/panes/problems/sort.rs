//! By what the problems are sorted: from a problem to the key that decides where it stands.

use crate::app::panes::listing::{Key, Sorting};
use crate::domain::problem::Problem;
use crate::domain::value::ProblemId;
use jiff::Timestamp;

/// What decides the order.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Sort {
    /// The worst first, then what was found last; what is over comes last.
    #[default]
    Priority,
    /// Found last, first.
    Newest,
    /// Found first, first.
    Oldest,
    /// What most belongs to, first; what is over comes last.
    Linked,
    /// Changed last, first.
    Updated,
}

impl Sorting for Sort {
    const ALL: &'static [Self] = &[Self::Priority, Self::Newest, Self::Oldest, Self::Linked, Self::Updated];

    fn said(self) -> &'static str {
        match self {
            Self::Priority => "by priority",
            Self::Newest => "newest first",
            Self::Oldest => "oldest first",
            Self::Linked => "by linked incidents",
            Self::Updated => "by last change",
        }
    }

    fn menu_key(self) -> char {
        match self {
            Self::Priority => 'p',
            Self::Newest => 'n',
            Self::Oldest => 'o',
            Self::Linked => 'l',
            Self::Updated => 'u',
        }
    }
}

impl Sort {
    /// How it is written on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Linked => "linked",
            Self::Updated => "updated",
        }
    }

    /// Reads that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sort| sort.word() == word)
    }

    /// The key of a problem, to which so many incidents belong.
    #[must_use]
    pub fn key(self, problem: &Problem, incidents: usize) -> Key<ProblemId> {
        let newest = -Timestamp::as_microsecond(problem.created_at);
        let is_over = problem.status.is_over();
        let (is_over, first) = match self {
            Self::Priority => (is_over, -(problem.priority as i64)),
            Self::Newest => (false, newest),
            Self::Oldest => (false, -newest),
            Self::Linked => (is_over, -i64::try_from(incidents).unwrap_or(i64::MAX)),
            Self::Updated => (false, -Timestamp::as_microsecond(problem.updated_at)),
        };
        (is_over, first, newest, problem.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_has_a_menu_key_of_its_own() {
        for (at, sort) in Sort::ALL.iter().enumerate() {
            assert!(Sort::ALL[at + 1..].iter().all(|other| other.menu_key() != sort.menu_key()), "{}", sort.said());
        }
    }
}
