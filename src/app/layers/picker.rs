//! A choice. With many items one types to find one; with few, each has a key. Items that cannot be chosen stay, greyed, with the reason.

use super::field::Field;
use crate::app::forms::Filling;
use crate::app::intent::Intent;
use crate::app::list::{List, Step};
use crate::app::panes::changes;
use crate::app::panes::incidents::sort::Sort;
use crate::app::panes::map::{MapChoice, Naming};
use crate::app::panes::problems::{self, Chosen};
use crate::domain::edits::Members;
use crate::domain::safe::Safe;
use crate::domain::tag;
use crate::domain::value::{ChangeId, CommentId, IncidentId, IncidentStatus, ProblemId, Record};
use frizbee::{Config, Matcher};
use jiff::Timestamp;

/// What choosing an item means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Runs a command of the table, by its id.
    Command(&'static str),
    /// Wants something of incidents.
    Intend(Intent, Vec<IncidentId>),
    /// Links incidents to a problem, or to none, each with the problem it was part of when that was offered.
    Link(Option<ProblemId>, Vec<(IncidentId, Option<ProblemId>)>),
    /// Moves incidents to a status; closing asks for the reason first.
    SetStatus(Vec<IncidentId>, IncidentStatus),
    /// Looks at the view in this place.
    View(usize),
    /// Sorts by something else.
    Sort(Sort),
    /// Sorts the problems by something else.
    SortProblems(problems::sort::Sort),
    /// Sorts the changes by something else.
    SortChanges(changes::sort::Sort),
    /// Does something to a change.
    Change(ChangeId, changes::Chosen),
    /// Goes to a record in its pane.
    GoTo(Record),
    /// Puts a text on the clipboard.
    Copy(String),
    /// Opens an address.
    Open(String),
    /// Asks those who may change the incident to hand it over.
    Ask(Record),
    /// Goes to an incident.
    Show(IncidentId),
    /// Reads a problem as a known error.
    Read(ProblemId),
    /// Begins a comment on an incident with what helps against a problem.
    UseOn(IncidentId, ProblemId),
    /// Deletes one's own comment.
    DeleteComment(CommentId),
    /// Goes on correcting a comment that was changed meanwhile, if it was not again since this time.
    GoOnCorrecting(CommentId, Version, Timestamp),
    /// Does something on the map.
    Map(MapChoice),
    /// Does something to a problem.
    Problem(ProblemId, Chosen),
    /// Goes into the field of the form that has the keys.
    Fill(Filling),
    /// Puts the field of the form that has the keys back as it was.
    PutBack,
    /// Throws what stands in the form away.
    Discard,
    /// Goes on to approve one's own change.
    SelfApprove,
    /// Runs a command of the table although somebody else is on the record.
    Insist(&'static str),
    /// Ends the session.
    SignOut,
    /// Nothing.
    Leave,
}

/// What a correction goes on from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Version {
    /// What was typed here.
    Draft,
    /// What it says now.
    Theirs,
    /// One below the other.
    Both,
}

/// One item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// The key that chooses it at once, in a menu.
    pub key: Option<char>,
    /// What it says, and what typing is matched with.
    pub label: String,
    /// A second column: keys, a role, an address.
    pub note: String,
    /// What stands behind it, in small letters: an item that has every word typed in there is found, too.
    pub behind: String,
    /// Why it cannot be chosen.
    pub shut: Option<String>,
    /// What it means.
    pub choice: Choice,
    /// Whether it is there for what is being typed, and goes with it.
    pub(in crate::app) is_fresh: bool,
}

impl Item {
    /// An item that can be chosen.
    #[must_use]
    pub fn new(label: impl Into<String>, choice: Choice) -> Self {
        Self {
            key: None,
            label: label.into(),
            note: String::new(),
            behind: String::new(),
            shut: None,
            choice,
            is_fresh: false,
        }
    }

    /// The same with a key of its own.
    #[must_use]
    pub fn with_key(self, key: char) -> Self {
        Self { key: Some(key), ..self }
    }

    /// The same with a second column.
    #[must_use]
    pub fn with_note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// The same, found by the words of a text as well.
    #[must_use]
    pub fn with_text_behind(self, text: &str) -> Self {
        Self { behind: text.to_lowercase(), ..self }
    }

    /// The same, greyed, with the reason.
    #[must_use]
    pub fn shut(self, reason: Option<String>) -> Self {
        Self { shut: reason, ..self }
    }
}

/// A choice being made.
#[derive(Clone, Debug)]
pub struct Picker {
    /// What is being chosen.
    pub title: String,
    /// Sentences above the items, for a confirmation.
    pub text: Vec<Safe>,
    /// What is typed to find an item; nothing in a menu, where keys choose.
    pub query: Option<Field>,
    items: Vec<Item>,
    list: List<usize>,
    /// Whose tags are being chosen: then a word that is no tag yet is offered as a new one.
    tagging: Option<Vec<IncidentId>>,
    /// What a text that is typed is for, and which are taken: then it is offered, too.
    naming: Option<(Naming, Vec<Safe>)>,
}

/// Characters of the longest name that can be given.
const LONGEST_NAME: usize = 120;

/// Rows a picker shows at most.
pub const HEIGHT: usize = 12;

impl Picker {
    /// A menu: few items, each with a key.
    #[must_use]
    pub fn menu(title: impl Into<String>, items: Vec<Item>) -> Self {
        Self::new(title.into(), None, items)
    }

    /// A search: many items, found by typing.
    #[must_use]
    pub fn search(title: impl Into<String>, items: Vec<Item>) -> Self {
        Self::new(title.into(), Some(Field::new("")), items)
    }

    fn new(title: String, query: Option<Field>, items: Vec<Item>) -> Self {
        let mut picker = Self { title, text: vec![], query, items, list: List::default(), tagging: None, naming: None };
        picker.narrow();
        picker
    }

    /// The same, offering what is typed as a new tag of these incidents.
    #[must_use]
    pub fn tagging(self, targets: Vec<IncidentId>) -> Self {
        Self { tagging: Some(targets), ..self }
    }

    /// A text to be typed: it begins with one, and must not be any of those that are taken.
    #[must_use]
    pub fn naming(title: impl Into<String>, begun: &str, naming: Naming, taken: Vec<Safe>) -> Self {
        let mut picker = Self::search(title, vec![]);
        let taken = taken.into_iter().filter(|name| name.as_str() != begun).collect();
        picker.query = Some(Field::new(begun));
        picker.naming = Some((naming, taken));
        picker.narrow();
        picker
    }

    /// The same, offering what is typed as another item.
    #[must_use]
    pub fn or_naming(mut self, naming: Naming) -> Self {
        self.naming = Some((naming, vec![]));
        self
    }

    /// The same with another item selected than the first.
    #[must_use]
    pub fn selecting(mut self, at: usize) -> Self {
        self.list.select(at, HEIGHT);
        self
    }

    /// The same with sentences above the items.
    #[must_use]
    pub fn with_text(self, text: Vec<Safe>) -> Self {
        Self { text, ..self }
    }

    /// The items that match, best first, and whether each is selected.
    pub fn shown(&self) -> impl Iterator<Item = (&Item, bool)> {
        let selected = self.list.selected();
        let from = self.list.offset();
        self.list.order().iter().skip(from).take(HEIGHT).map(move |at| (&self.items[*at], Some(*at) == selected))
    }

    /// How many items match, of how many.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        (self.list.order().len(), self.items.len())
    }

    /// The selected item.
    #[must_use]
    pub fn selected(&self) -> Option<&Item> {
        self.list.selected().map(|at| &self.items[at])
    }

    /// The item with this key, in a menu.
    #[must_use]
    pub fn keyed(&self, key: char) -> Option<&Item> {
        self.items.iter().find(|item| item.key == Some(key))
    }

    /// Moves the selection.
    pub fn go(&mut self, step: Step) {
        self.list.go(step, HEIGHT);
    }

    /// Looks again which items match what is typed.
    pub fn narrow(&mut self) {
        let wanted = self.query.as_ref().map_or("", |field| field.text().trim());
        if let Some(targets) = &self.tagging {
            self.items.retain(|item| !item.is_fresh);
            self.items.extend(fresh_tag(wanted, &self.items, targets));
        }
        if let Some((naming, taken)) = &self.naming {
            self.items.retain(|item| !item.is_fresh);
            self.items.extend(fresh_name(wanted, &self.items, naming, taken));
        }
        let order = if wanted.is_empty() {
            (0..self.items.len()).collect()
        } else {
            let labels: Vec<&str> = self.items.iter().map(|item| item.label.as_str()).collect();
            let found = Matcher::new(wanted, &Config::default()).match_list(&labels);
            let mut order: Vec<usize> = found.into_iter().filter_map(|hit| usize::try_from(hit.index).ok()).collect();
            let words: Vec<String> = wanted.split_whitespace().map(str::to_lowercase).collect();
            let has_all = |item: &Item| words.iter().all(|word| item.behind.contains(word));
            let behind = (0..self.items.len()).filter(|at| !order.contains(at) && has_all(&self.items[*at]));
            let behind: Vec<usize> = behind.collect();
            order.extend(behind);
            order
        };
        self.list = List::default();
        self.list.resort(order, HEIGHT);
    }
}

/// What is typed, as what it is for; greyed with the reason where it cannot be that.
fn fresh_name(typed: &str, items: &[Item], naming: &Naming, taken: &[Safe]) -> Option<Item> {
    if items.iter().any(|item| item.label == typed || typed.is_empty()) {
        return None;
    }
    let may_be_empty = matches!(naming, Naming::Describe(_));
    let why = if typed.is_empty() && !may_be_empty {
        Some("type it")
    } else if typed.chars().count() > LONGEST_NAME {
        Some("that is too long")
    } else if taken.iter().any(|name| name.eq_ignore_ascii_case(typed)) {
        Some("that name is taken")
    } else {
        None
    };
    let label = if typed.is_empty() { "Nothing".to_owned() } else { typed.to_owned() };
    let choice = Choice::Map(MapChoice::Name(naming.clone(), typed.to_owned()));
    Some(Item { is_fresh: true, ..Item::new(label, choice).shut(why.map(ToOwned::to_owned)) })
}

/// What is typed, as a new tag; greyed with the reason where it cannot be one.
fn fresh_tag(typed: &str, items: &[Item], targets: &[IncidentId]) -> Option<Item> {
    let label = format!("Add {typed}");
    if typed.is_empty() || items.iter().any(|item| item.label == label) {
        return None;
    }
    let parsed = tag::parse(typed, &[]);
    let why = parsed.as_ref().err().cloned();
    let members = Members { join: parsed.unwrap_or_default(), leave: vec![] };
    let item = Item::new(label, Choice::Intend(Intent::Tag(members), targets.to_vec()));
    Some(Item { is_fresh: true, ..item.with_note("new").shut(why) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_an_item_finds_it_after_those_whose_label_does() {
        let behind = |label: &str, text: &str| Item::new(label, Choice::Leave).with_text_behind(text);
        let items =
            vec![behind("One", "Drain the POOL, then restart"), behind("Pool leak", ""), behind("Two", "restart")];
        let mut picker = Picker::search("All", items);
        for (typed, expected) in [("pool", vec!["Pool leak", "One"]), ("restart drain", vec!["One"])] {
            picker.query.as_mut().unwrap().set(typed);
            picker.narrow();
            assert_eq!(picker.shown().map(|(item, _)| item.label.as_str()).collect::<Vec<_>>(), expected, "{typed}");
        }
    }

    #[test]
    fn typing_narrows_and_selects_the_best() {
        let items = ["Take ACM-INC-0042", "Assign…", "Set status…", "Quit"].map(|l| Item::new(l, Choice::Leave));
        let mut picker = Picker::search("All", items.to_vec());
        picker.query.as_mut().unwrap().set("stat");
        picker.narrow();
        assert_eq!(picker.selected().map(|item| item.label.as_str()), Some("Set status…"));
        picker.query.as_mut().unwrap().set("");
        picker.narrow();
        assert_eq!(picker.count(), (4, 4));
    }
}
