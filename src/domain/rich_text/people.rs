//! Owns the question whom an `@` means.

use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use std::collections::HashMap;

/// People by the first letter of their name, so that a text full of `@` stays cheap.
pub(super) struct People {
    names: HashMap<char, Vec<Person>>,
    ids: HashMap<ProfileId, Safe>,
}

struct Person {
    folded: String,
    name: Safe,
    id: ProfileId,
}

impl People {
    /// Name and id of everybody who can be mentioned. Of two people with one name the first is meant.
    pub(super) fn new(people: &[(Safe, ProfileId)]) -> Self {
        let mut names: HashMap<char, Vec<Person>> = HashMap::new();
        let mut ids = HashMap::new();
        for (name, id) in people {
            let name = Safe::line(name.trim());
            let folded = name.to_lowercase();
            if let Some(first) = folded.chars().next() {
                ids.entry(*id).or_insert_with(|| name.clone());
                names.entry(first).or_default().push(Person { folded, name, id: *id });
            }
        }
        for list in names.values_mut() {
            list.sort_by_key(|person| std::cmp::Reverse(person.folded.len())); // stable: the first of equals stays first
        }
        Self { names, ids }
    }

    /// Whom the text after an `@` names: id, name as it is written, and how many bytes of the text that is.
    pub(super) fn named_at(&self, text: &str) -> Option<(ProfileId, &Safe, usize)> {
        let first = text.chars().next()?.to_lowercase().next()?;
        self.names.get(&first)?.iter().find_map(|person| Some((person.id, &person.name, prefix(text, &person.folded)?)))
    }

    /// What somebody is called.
    pub(super) fn name(&self, id: ProfileId) -> Option<&Safe> {
        self.ids.get(&id)
    }
}

/// How many bytes of the text the folded name covers, if it ends where a word does.
fn prefix(text: &str, folded: &str) -> Option<usize> {
    let mut wanted = folded.chars();
    let mut end = 0;
    for c in text.chars() {
        if wanted.as_str().is_empty() {
            break;
        }
        if !c.to_lowercase().all(|lower| wanted.next() == Some(lower)) {
            return None;
        }
        end += c.len_utf8();
    }
    let ends_inside =
        text[end..].chars().next().is_some_and(char::is_alphanumeric) && folded.ends_with(char::is_alphanumeric);
    (wanted.as_str().is_empty() && !ends_inside).then_some(end)
}
