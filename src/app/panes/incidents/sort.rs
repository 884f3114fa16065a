//! By what the queue is sorted: from an incident to the key that decides where it stands.
//!
//! A key must not change with time alone, or the kept order would rot while nobody touches a row. What is left of an SLO shrinks for all
//! active incidents alike, so its deadline sorts the same and rests.

use crate::app::rows::Rows;
use crate::domain::incident::Incident;
use crate::domain::value::IncidentId;
use jiff::Timestamp;

/// Where an incident stands among others: the smallest key comes first. It ends in the id, so no two are the same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key {
    /// The column of a board, which comes before everything else.
    lane: u8,
    group: i64,
    text: Box<str>,
    number: i64,
    then: i64,
    id: IncidentId,
}

impl Key {
    /// The same in a column of a board.
    #[must_use]
    pub fn in_lane(self, lane: u8) -> Self {
        Self { lane, ..self }
    }

    /// The column of a board it stands in.
    #[must_use]
    pub fn lane(&self) -> u8 {
        self.lane
    }
}

/// What decides the order.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Sort {
    /// What is due first: breached and running out before the rest, then what is done, the latest change first.
    #[default]
    Slo,
    /// The worst first, then what is due first.
    Priority,
    /// Reported last, first.
    Newest,
    /// Reported first, first.
    Oldest,
    /// Changed last, first.
    Updated,
    /// By the count in the number.
    Number,
    /// By the letters of the title.
    Title,
    /// By the name of who works on it; nobody's first, because it needs somebody.
    Assignee,
}

impl Sort {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 8] = [
        Self::Slo,
        Self::Priority,
        Self::Newest,
        Self::Oldest,
        Self::Updated,
        Self::Number,
        Self::Title,
        Self::Assignee,
    ];

    /// How it is written in the config.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Slo => "slo",
            Self::Priority => "priority",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Updated => "updated",
            Self::Number => "number",
            Self::Title => "title",
            Self::Assignee => "assignee",
        }
    }

    /// Reads the word of the config.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.word() == word)
    }

    /// What the title line says.
    #[must_use]
    pub const fn said(self) -> &'static str {
        match self {
            Self::Slo => "by SLO",
            Self::Priority => "by priority",
            Self::Newest => "newest first",
            Self::Oldest => "oldest first",
            Self::Updated => "by last change",
            Self::Number => "by number",
            Self::Title => "by title",
            Self::Assignee => "by assignee",
        }
    }

    /// The key that chooses it in the menu.
    #[must_use]
    pub const fn menu_key(self) -> char {
        match self {
            Self::Slo => 's',
            Self::Priority => 'p',
            Self::Newest => 'n',
            Self::Oldest => 'o',
            Self::Updated => 'u',
            Self::Number => 'i',
            Self::Title => 't',
            Self::Assignee => 'a',
        }
    }

    /// The key of an incident as the screen shows it.
    #[must_use]
    pub fn key(self, incident: &Incident, rows: &Rows) -> Key {
        let micros = Timestamp::as_microsecond;
        let due = rows.slo.turns(incident).map(|(_, due)| micros(due));
        let none = || Box::<str>::from("");
        let (group, text, number) = match self {
            Self::Slo => (i64::from(due.is_none()), none(), due.unwrap_or_default()),
            Self::Priority => (-(incident.priority as i64), none(), due.unwrap_or(i64::MAX)),
            Self::Newest => (-micros(incident.created_at), none(), 0),
            Self::Oldest => (micros(incident.created_at), none(), 0),
            Self::Updated => (0, none(), 0),
            Self::Number => (count(incident.number.as_deref()), none(), 0),
            Self::Title => (0, incident.title.to_lowercase().into(), 0),
            Self::Assignee => match incident.assigned_to {
                None => (0, none(), due.unwrap_or(i64::MAX)),
                Some(who) => (1, rows.full_name(who).to_lowercase().into(), due.unwrap_or(i64::MAX)),
            },
        };
        Key { lane: 0, group, text, number, then: -micros(incident.updated_at), id: incident.id }
    }
}

/// The digits a number ends in; what has none comes last.
fn count(number: Option<&str>) -> i64 {
    let number = number.unwrap_or_default();
    let digits = number.len() - number.bytes().rev().take_while(u8::is_ascii_digit).count();
    number[digits..].parse().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_has_a_word_and_a_menu_key_of_its_own() {
        for (at, sort) in Sort::ALL.into_iter().enumerate() {
            assert_eq!(Sort::from_word(sort.word()), Some(sort));
            assert!(Sort::ALL[at + 1..].iter().all(|other| other.menu_key() != sort.menu_key()), "{}", sort.word());
        }
    }

    #[test]
    fn the_count_of_a_number_is_what_it_ends_in() {
        let numbers = [Some("ACM-INC-0009"), Some("ACM-INC-0010"), Some("INC-12345"), Some("draft"), None];
        assert_eq!(numbers.map(count), [9, 10, 12345, i64::MAX, i64::MAX]);
    }
}
