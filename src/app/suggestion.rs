//! Owns what is offered for the word being typed: people behind an `@`, incidents and problems behind a `#`.
//!
//! It must not know where the text is kept nor how the offer is drawn. Invariant: what is offered begins as what was typed does, best
//! first, five at most; putting it in place of the word and its sign leaves a text that means it.

use crate::domain::safe::Safe;
use std::borrow::Cow;
use std::cmp::Reverse;

/// The most that are offered.
const MOST: usize = 5;
/// The longest beginning of a name that still asks, in characters and in words.
const LONGEST: usize = 32;
const WORDS: usize = 3;

/// The sign that asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// `@`: a person.
    Person,
    /// `#`: an incident or a problem.
    Record,
}

/// A word that asks, as far as it is typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// What for.
    pub sign: Sign,
    /// What stands between the sign and the cursor.
    pub text: String,
}

/// One offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion {
    /// What to call it in a line: `@Lena Vogt`, `INC-0042`.
    pub label: String,
    /// What tells it from others: the title of a record; nothing for a person.
    pub about: String,
    /// What stands in the text instead of the sign and what was typed behind it.
    pub puts: String,
}

/// A record that can be meant.
pub struct Named<'a> {
    /// `ACM-INC-0042`.
    pub number: Cow<'a, str>,
    /// `INC-0042`.
    pub short: Cow<'a, str>,
    /// Its title.
    pub title: &'a Safe,
    /// Larger is newer.
    pub age: i64,
    /// Whether it is worked on: what is over stands behind what fits as well and is not.
    pub is_active: bool,
}

/// What asks at the end of a line: a sign that opens a word, and at most three words behind it.
#[must_use]
pub fn asked(before: &str) -> Option<Asked> {
    let at = before.rfind(['@', '#'])?;
    let opens = before[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "([{,;".contains(c));
    let sign = if before[at..].starts_with('@') { Sign::Person } else { Sign::Record };
    let text = &before[at + 1..];
    let is_whole = match sign {
        Sign::Person => text.ends_with("  "),
        // A sign and a space begin a heading; behind a number the sentence goes on.
        Sign::Record => text.starts_with(' ') || text.ends_with(' '),
    };
    let is_short = text.chars().count() <= LONGEST && text.split(' ').count() <= WORDS;
    (opens && is_short && !is_whole).then(|| Asked { sign, text: text.to_owned() })
}

/// The people, each name and address, whose name or address begins with what is typed; none when it is complete.
pub fn people<'a>(typed: &str, people: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Suggestion> {
    let typed = typed.to_lowercase();
    let meant = people.filter(|(name, email)| {
        let name = name.to_lowercase();
        let starts = name.starts_with(&typed) || name.split(' ').any(|word| word.starts_with(&typed));
        (starts || email.to_lowercase().starts_with(&typed)) && name.trim() != typed.trim()
    });
    meant
        .map(|(name, _)| Suggestion { label: format!("@{name}"), about: String::new(), puts: format!("@{name} ") })
        .take(MOST)
        .collect()
}

/// The records whose number, or a word of whose title, begins with each word typed: the number itself first, then numbers that begin
/// so, the lowest first, then titles, the newest first; of each kind those that are worked on before those that are over.
pub fn records<'a>(typed: &str, records: impl Iterator<Item = Named<'a>>) -> Vec<Suggestion> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_uppercase).collect();
    let mut meant: Vec<_> = records
        .filter_map(|named| {
            let fits = words.iter().map(|word| fit(&named, word)).collect::<Option<Vec<_>>>()?;
            let fit = fits.into_iter().min().unwrap_or(Fit::Title);
            let number = if fit == Fit::Title { 0 } else { value(&named.number) };
            Some(((fit, Reverse(named.is_active), number, Reverse(named.age)), named))
        })
        .collect();
    meant.sort_by_key(|(rank, _)| *rank);
    let suggestion = |named: Named<'_>| Suggestion {
        puts: format!("{} ", named.number),
        label: named.short.into_owned(),
        about: named.title.to_string(),
    };
    meant.into_iter().take(MOST).map(|(_, named)| suggestion(named)).collect()
}

/// How well a word fits a record, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Fit {
    Number,
    NumberBegins,
    Title,
}

fn fit(named: &Named<'_>, word: &str) -> Option<Fit> {
    by_number(&named.number.to_uppercase(), word).or_else(|| {
        let title = named.title.to_uppercase();
        let mut words = title.split(|c: char| !c.is_alphanumeric()).filter(|other| !other.is_empty());
        words.any(|other| other.starts_with(word)).then_some(Fit::Title)
    })
}

/// `42`, `0042`, `INC-42` and `ACM-INC-0042` all mean `ACM-INC-0042`; `4`, `00` and `INC-` begin like it.
fn by_number(number: &str, word: &str) -> Option<Fit> {
    let (prefix, digits) = number.rsplit_once('-').unwrap_or(("", number));
    let kind = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let typed = &word[kind.len()..];
    let kind = kind.trim_matches('-');
    let mut kinds = prefix.match_indices('-').map(|(at, _)| &prefix[at + 1..]).chain([prefix]);
    if typed.is_empty() {
        return (!kind.is_empty() && kinds.any(|whole| whole.starts_with(kind))).then_some(Fit::NumberBegins);
    }
    if !kind.is_empty() && !kinds.any(|whole| whole == kind) {
        return None;
    }
    let (bare, bare_typed) = (digits.trim_start_matches('0'), typed.trim_start_matches('0'));
    // One digit is how a number begins, rather than the oldest record there is.
    let may_be_whole = typed.len() > 1 || !kind.is_empty() || digits.len() == 1;
    if bare == bare_typed && typed.len() <= digits.len() && may_be_whole {
        return Some(Fit::Number);
    }
    // Who types all digits means one number; who types fewer may leave zeros out, or not.
    let may_begin = typed.len() < digits.len();
    let begins = digits.starts_with(typed) || (!bare_typed.is_empty() && bare.starts_with(bare_typed));
    (may_begin && begins).then_some(Fit::NumberBegins)
}

/// The counter in a number.
fn value(number: &str) -> u64 {
    number.rsplit('-').next().and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_asks_where_it_opens_a_word() {
        for (text, expected) in [
            ("@om", Some((Sign::Person, "om"))),
            ("ask @", Some((Sign::Person, ""))),
            ("(@an", Some((Sign::Person, "an"))),
            ("mail me@om", None),
            ("done", None),
            ("#42", Some((Sign::Record, "42"))),
            ("as in #inc-00", Some((Sign::Record, "inc-00"))),
            ("see (#pool on", Some((Sign::Record, "pool on"))),
            ("# heading", None),
            ("## ", None),
            ("C#", None),
            ("x#42", None),
            ("#42 ", None),
            ("@omar sees #4", Some((Sign::Record, "4"))),
            ("#42 @le", Some((Sign::Person, "le"))),
            (r"\#42", None),
        ] {
            let asked = asked(text);
            assert_eq!(asked.as_ref().map(|asked| (asked.sign, asked.text.as_str())), expected, "{text}");
        }
    }

    fn offered(typed: &str) -> Vec<String> {
        let titles: Vec<(&str, Safe)> = [
            ("ACM-INC-0042", "Checkout returns 502"),
            ("ACM-INC-0004", "Disk full on db-2"),
            ("ACM-INC-0420", "Payment latency"),
            ("ACM-INC-0007", "Pool of connections is empty"),
            ("ACM-INC-0421", "42nd retry of the pool fails"),
            ("ACM-PRBM-0007", "Connection pool too small"),
            ("ACM-INC-1042", "Nothing"),
            ("ACM-INC-0423", "Nothing"),
            ("ACM-INC-0424", "Nothing"),
            ("ACM-INC-0425", "Nothing"),
        ]
        .map(|(number, title)| (number, Safe::line(title)))
        .into();
        let named = titles.iter().zip(0..).map(|((number, title), age)| Named {
            number: (*number).into(),
            short: number.trim_start_matches("ACM-").into(),
            title,
            age,
            is_active: *number != "ACM-INC-0004" && *number != "ACM-INC-0421",
        });
        records(typed, named).into_iter().map(|found| found.label).collect()
    }

    #[test]
    fn records_are_found_by_their_number_first_and_by_the_words_of_their_titles_then() {
        assert_eq!(offered("42"), ["INC-0042", "INC-0420", "INC-0423", "INC-0424", "INC-0425"]);
        assert_eq!(offered("0004"), ["INC-0004"]);
        assert_eq!(offered("4")[..2], ["INC-0042", "INC-0420"], "what is over stands behind what is not");
        assert_eq!(offered("inc-4")[0], "INC-0004", "one digit behind a kind is meant");
        assert_eq!(offered("0042"), ["INC-0042"], "zeros in front are no other number");
        assert_eq!(offered("INC-0042"), ["INC-0042"]);
        assert_eq!(offered("acm-inc-42")[0], "INC-0042");
        assert_eq!(offered("7"), ["PRBM-0007", "INC-0007"], "the newer first");
        assert_eq!(offered("042")[..2], ["INC-0042", "INC-0420"], "a zero too few is no other number either");
        assert_eq!(offered("prbm-7"), ["PRBM-0007"]);
        assert_eq!(offered("pr"), ["PRBM-0007"], "the beginning of a kind");
        assert_eq!(offered("pool"), ["PRBM-0007", "INC-0007", "INC-0421"], "the newest title first, what is over last");
        assert_eq!(offered("pool emp"), ["INC-0007"], "every word must fit");
        assert_eq!(offered("502"), ["INC-0042"]);
        assert_eq!(offered("zebra"), [""; 0]);
        assert_eq!(offered("").len(), MOST);
    }

    #[test]
    fn a_record_is_put_by_its_whole_number() {
        let title = Safe::line("Checkout returns 502");
        let named =
            Named { number: "ACM-INC-0042".into(), short: "INC-0042".into(), title: &title, age: 0, is_active: false };
        let found = records("42", [named].into_iter());
        assert_eq!((found[0].puts.as_str(), found[0].about.as_str()), ("ACM-INC-0042 ", "Checkout returns 502"));
    }

    #[test]
    fn a_person_is_found_by_any_part_of_the_name_and_by_the_address() {
        let acme = || [("Omar Haddad", "omar@acme.example"), ("Lena Vogt", "vogt@acme.example")].into_iter();
        for typed in ["om", "Had", "omar@", ""] {
            assert_eq!(people(typed, acme())[0].puts, "@Omar Haddad ", "{typed}");
        }
        assert_eq!(people("omar haddad ", acme()), [], "it is complete");
    }
}
