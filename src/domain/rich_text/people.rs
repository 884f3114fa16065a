//! Owns the question whom an `@` means.

use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use std::collections::{HashMap, HashSet};

/// What ties further letters to a word.
const TIES: &str = ".-_/@";

/// People by the first letter of their name, so that a text full of `@` stays cheap.
pub(super) struct People {
    names: HashMap<char, Vec<Person>>,
    ids: HashMap<ProfileId, Safe>,
}

struct Person {
    /// What is typed for them: the whole name, or the first of its words where nobody else has it.
    folded: String,
    /// The first word alone: `@lena/icons`, `@lena-bot` and `@lena.vogt` are other words.
    is_first_word: bool,
    name: Safe,
    id: ProfileId,
}

impl People {
    /// Name and id of everybody who can be mentioned. Of two people with one name the first is meant; of two with one first name nobody.
    pub(super) fn new(people: &[(Safe, ProfileId)]) -> Self {
        let mut names: HashMap<char, Vec<Person>> = HashMap::new();
        let mut ids = HashMap::new();
        let mut first_words: HashMap<String, HashSet<ProfileId>> = HashMap::new();
        for (name, id) in people {
            first_words.entry(first_word(&name.to_lowercase()).to_owned()).or_default().insert(*id);
        }
        for (name, id) in people {
            let name = Safe::line(name.trim());
            let folded = name.to_lowercase();
            let Some(first) = folded.chars().next() else { continue };
            ids.entry(*id).or_insert_with(|| name.clone());
            let list = names.entry(first).or_default();
            let word = first_word(&folded);
            if word != folded && word.ends_with(char::is_alphanumeric) && first_words[word].len() == 1 {
                list.push(Person { folded: word.to_owned(), is_first_word: true, name: name.clone(), id: *id });
            }
            list.push(Person { folded, is_first_word: false, name, id: *id });
        }
        for list in names.values_mut() {
            // Stable: the first of equals stays first.
            list.sort_by_key(|person| (std::cmp::Reverse(person.folded.len()), person.is_first_word));
        }
        Self { names, ids }
    }

    /// Whom the text after an `@` names: id, name as it is written, and how many bytes of the text that is.
    pub(super) fn named_at(&self, text: &str) -> Option<(ProfileId, &Safe, usize)> {
        let first = text.chars().next()?.to_lowercase().next()?;
        self.names.get(&first)?.iter().find_map(|person| {
            let length = prefix(text, &person.folded)?;
            (!person.is_first_word || ends_word(&text[length..])).then_some((person.id, &person.name, length))
        })
    }

    /// What somebody is called.
    pub(super) fn name(&self, id: ProfileId) -> Option<&Safe> {
        self.ids.get(&id)
    }
}

fn first_word(folded: &str) -> &str {
    folded.split_whitespace().next().unwrap_or_default()
}

/// Whether what follows a word is no further part of it, as `.vogt`, `-bot`, `_2` and `/icons` would be.
fn ends_word(after: &str) -> bool {
    let mut after = after.chars();
    !(after.next().is_some_and(|c| TIES.contains(c)) && after.next().is_some_and(char::is_alphanumeric))
}

/// The words behind an `@` that opens a word, each with its sign: in a text that was read, those that call nobody.
pub(super) fn uncalled(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('@').filter_map(|(at, _)| {
        if text[..at].ends_with(|c: char| c.is_alphanumeric() || "@/.-_+=$%".contains(c)) {
            return None;
        }
        let word = text[at + 1..].split(|c: char| !c.is_alphanumeric() && !TIES.contains(c)).next().unwrap_or_default();
        let word = word.trim_end_matches(|c: char| TIES.contains(c));
        // @scope/package is a name of something else.
        (word.starts_with(char::is_alphabetic) && !word.contains('/')).then(|| &text[at..=at + word.len()])
    })
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
