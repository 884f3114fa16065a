//! Owns what could be typed next: keys, then values.

use super::key::{Key, SloWord, What};
use super::parse::{self, Word};
use super::print::{Role, quoted};
use super::{Listed, fold, holds};
use crate::domain::safe::Safe;
use crate::domain::value::Priority;
use std::ops::Range;

/// The most that is offered at once.
const MOST: usize = 50;

/// The names that occur, for completing them. Each list in the order it should be offered.
#[derive(Clone, Copy, Default)]
pub struct Vocabulary<'a> {
    /// What is listed, which says what can be asked.
    pub listed: Listed,
    /// People's names.
    pub people: &'a [Safe],
    /// Services' names.
    pub services: &'a [Safe],
    /// Tags.
    pub tags: &'a [Safe],
    /// Customers.
    pub customers: &'a [Safe],
    /// Numbers of problems.
    pub problems: &'a [Safe],
}

/// Something that could be typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// Which bytes of the text it replaces.
    pub replace: Range<usize>,
    /// By what. A key ends with its colon; after anything else a space can follow.
    pub text: String,
    /// What it means; empty for names.
    pub help: &'static str,
}

impl Completion {
    /// The text with it, and where the cursor stands then, in bytes.
    #[must_use]
    pub fn apply(&self, text: &str) -> (String, usize) {
        let (before, after) = (text.get(..self.replace.start), text.get(self.replace.end..));
        let mut with = before.unwrap_or(text).to_owned() + &self.text;
        let cursor = with.len();
        with.push_str(after.unwrap_or_default());
        (with, cursor)
    }
}

/// What could stand where the cursor is (a place in bytes; within a character, the one before). Free words complete to keys
/// only, values of keys to words and names that begin with what was typed, then those that hold it.
#[must_use]
pub fn complete(text: &str, cursor: usize, vocabulary: &Vocabulary<'_>) -> Vec<Completion> {
    let cursor = text.floor_char_boundary(cursor);
    let typed = &text[..cursor];
    let nothing = Word { at: cursor..cursor, negated: false, key: None, rest: "", from: cursor };
    let word = parse::words(typed).pop().filter(|word| word.at.end == cursor).unwrap_or(nothing);
    let after = &text[cursor..];
    let Some(name) = word.key else {
        if word.rest.starts_with('"') {
            return Vec::new();
        }
        let end = cursor + after.find(|c: char| c.is_whitespace() || c == ':').unwrap_or(after.len());
        let end = end + usize::from(text[end..].starts_with(':'));
        return keys(vocabulary.listed, word.rest, word.from..end);
    };
    let Some(key) = vocabulary.listed.keys().find(|key| key.word() == fold(name)) else { return Vec::new() };
    let from = parse::outside_quotes(word.rest, |c| c == ',').last().map_or(word.from, |comma| word.from + comma + 1);
    let end = cursor + after.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(after.len());
    let wanted = fold(&parse::unquoted(&text[from..cursor]));
    let mut found = Vec::new();
    let mut offer = |is: &dyn Fn(&str) -> bool| {
        for (word, help) in words(vocabulary.listed, key) {
            if is(word) {
                found.push(Completion { replace: from..end, text: word.to_owned(), help });
            }
        }
        for name in names(key, vocabulary) {
            if is(name) && found.len() < MOST {
                found.push(Completion { replace: from..end, text: quoted(name, Role::Value), help: "" });
            }
        }
    };
    offer(&|word| fold(word).starts_with(&wanted));
    offer(&|word| !fold(word).starts_with(&wanted) && holds(word, &wanted));
    found.truncate(MOST);
    found
}

fn keys(listed: Listed, typed: &str, replace: Range<usize>) -> Vec<Completion> {
    let typed = fold(typed);
    let keys = listed.keys().filter(|key| key.word().starts_with(&typed));
    keys.map(|key| Completion { replace: replace.clone(), text: format!("{}:", key.word()), help: listed.help(key) })
        .collect()
}

/// The words of the language that can follow a key.
fn words(listed: Listed, key: Key) -> Vec<(&'static str, &'static str)> {
    let me = ("me", "you");
    let none = ("none", "nobody, nothing");
    match key {
        Key::Status => {
            let any = [("any", "closed ones too, as far back as there are")];
            listed.statuses().into_iter().map(|status| (status.word(), "")).chain(any).collect()
        }
        Key::Priority => levels().collect(),
        Key::Criticality | Key::Urgency => levels().chain([none]).collect(),
        Key::Assignee => vec![me, none],
        Key::CreatedBy | Key::By => vec![me],
        Key::What => What::ALL.iter().map(|what| (what.word(), what.help())).collect(),
        Key::Service | Key::Tag | Key::Customer | Key::Problem => vec![none],
        Key::Slo => {
            let left = [("<2h", "less than two hours left, or breached"), ("<1d", "less than a day left, or breached")];
            SloWord::ALL.iter().map(|word| (word.word(), word.help())).chain(left).collect()
        }
        Key::Age => vec![
            ("<1h", "of the last hour"),
            ("<1d", "of the last day"),
            (">1d", "older than a day"),
            (">1w", "older than a week"),
        ],
        Key::Number => vec![],
        Key::Created | Key::Updated => when().collect(),
        Key::Resolved => when().chain([("none", "not yet, or nobody wrote it down")]).collect(),
        Key::Starts => vec![
            ("<4h", "less than four hours from now, or begun"),
            ("<1d", "less than a day from now, or begun"),
            (">1d", "more than a day from now"),
            ("today", ""),
            ("none", "nobody said when"),
        ],
        Key::Is => listed.is().iter().map(|is| (is.word(), listed.means(*is))).collect(),
    }
}

fn levels() -> impl Iterator<Item = (&'static str, &'static str)> {
    let bounds = [(">=high", "high and critical"), (">=medium", "all but low"), ("<=medium", "medium and low")];
    Priority::ALL.iter().rev().map(|priority| (priority.word(), "")).chain(bounds)
}

fn when() -> impl Iterator<Item = (&'static str, &'static str)> {
    [
        ("today", ""),
        ("yesterday", ""),
        ("<1d", "in the last day"),
        ("<7d", "in the last week"),
        ("<30d", "in the last 30 days"),
        (">30d", "longer ago than 30 days"),
    ]
    .into_iter()
}

fn names<'a>(key: Key, vocabulary: &Vocabulary<'a>) -> &'a [Safe] {
    match key {
        Key::Assignee | Key::CreatedBy | Key::By => vocabulary.people,
        Key::Service => vocabulary.services,
        Key::Tag => vocabulary.tags,
        Key::Customer => vocabulary.customers,
        Key::Problem => vocabulary.problems,
        Key::What
        | Key::Status
        | Key::Priority
        | Key::Criticality
        | Key::Urgency
        | Key::Number
        | Key::Slo
        | Key::Age
        | Key::Created
        | Key::Updated
        | Key::Resolved
        | Key::Starts
        | Key::Is => &[],
    }
}
