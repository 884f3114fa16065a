//! By what the problems are sorted: from a problem to the key that decides where it stands.

use crate::domain::problem::Problem;
use crate::domain::value::ProblemId;
use jiff::Timestamp;

/// Where a problem stands among others: the smallest key comes first. The id at its end makes no two the same.
pub type Key = (bool, i64, i64, ProblemId);

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

impl Sort {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::Priority, Self::Newest, Self::Oldest, Self::Linked, Self::Updated];

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
        Self::ALL.into_iter().find(|sort| sort.word() == word)
    }

    /// What the title line says.
    #[must_use]
    pub const fn said(self) -> &'static str {
        match self {
            Self::Priority => "by priority",
            Self::Newest => "newest first",
            Self::Oldest => "oldest first",
            Self::Linked => "by linked incidents",
            Self::Updated => "by last change",
        }
    }

    /// The key that chooses it in the menu.
    #[must_use]
    pub const fn menu_key(self) -> char {
        match self {
            Self::Priority => 'p',
            Self::Newest => 'n',
            Self::Oldest => 'o',
            Self::Linked => 'l',
            Self::Updated => 'u',
        }
    }

    /// The key of a problem, to which so many incidents belong.
    #[must_use]
    pub fn key(self, problem: &Problem, incidents: usize) -> Key {
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
        for (at, sort) in Sort::ALL.into_iter().enumerate() {
            assert!(Sort::ALL[at + 1..].iter().all(|other| other.menu_key() != sort.menu_key()), "{}", sort.said());
        }
    }
}
