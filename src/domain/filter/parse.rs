//! Owns reading an expression: where a word begins and ends, which key it has, what its values mean.

use super::key::{Is, Key, SloWord, What};
use super::term::{Compare, Level, Named, SloTest, Term, Test, Who};
use super::when;
use super::{FilterError, Listed, Status, fold};
use crate::domain::value::Priority;
use jiff::SignedDuration;
use std::ops::Range;

/// What durations are counted in, longest first, in minutes.
pub(super) const UNITS: [(char, u64); 4] = [('w', 7 * 24 * 60), ('d', 24 * 60), ('h', 60), ('m', 1)];

/// A word as it stands in the text.
pub(super) struct Word<'a> {
    /// Where it stands.
    pub(super) at: Range<usize>,
    /// Whether a `-` stood before it.
    pub(super) negated: bool,
    /// What stands before the first colon, if it can be a key.
    pub(super) key: Option<&'a str>,
    /// What stands after it, or all of it.
    pub(super) rest: &'a str,
    /// Where `rest` begins.
    pub(super) from: usize,
}

/// The words of a text. Quotes hold words together; one that is not closed yet goes to the end.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(skip) = text[at..].find(|c: char| !c.is_whitespace()) {
        let start = at + skip;
        let end = start + outside_quotes(&text[start..], char::is_whitespace).next().unwrap_or(text.len() - start);
        let negated = text[start..end].starts_with('-');
        let body = start + usize::from(negated);
        let word = &text[body..end];
        let is_key = |key: &&str| {
            key.starts_with(|c: char| c.is_ascii_alphabetic())
                && key.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
        };
        let key = word.split_once(':').map(|(key, _)| key).filter(is_key);
        let from = body + key.map_or(0, |key| key.len() + 1);
        words.push(Word { at: start..end, negated, key, rest: &text[from..end], from });
        at = end;
    }
    words
}

/// Where characters of a kind stand that are not within quotes.
pub(super) fn outside_quotes(text: &str, is: impl Fn(char) -> bool) -> impl Iterator<Item = usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.char_indices().filter_map(move |(at, c)| {
        if std::mem::take(&mut escaped) {
            return None;
        }
        match c {
            '"' => quoted = !quoted,
            '\\' if quoted => escaped = true,
            _ => {}
        }
        (!quoted && c != '"' && is(c)).then_some(at)
    })
}

/// Text without its quotes.
pub(super) fn unquoted(text: &str) -> String {
    let mut out = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' if quoted && matches!(chars.peek(), Some('"' | '\\')) => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

/// One of the values after a key.
pub(super) struct Value<'a> {
    raw: &'a str,
    pub(super) text: String,
    at: Range<usize>,
}

impl Value<'_> {
    /// The text, unless quotes say that it is a name and no word of the language.
    pub(super) fn word(&self) -> Option<&str> {
        (!self.raw.contains('"')).then_some(&self.text)
    }

    pub(super) fn error(&self, message: &str) -> FilterError {
        FilterError::new(self.at.clone(), message)
    }
}

/// Reads a whole expression.
pub(super) fn terms(listed: Listed, text: &str) -> Result<Vec<Term>, FilterError> {
    let mut terms = Vec::new();
    for word in words(text) {
        let asked = match word.key {
            None => Some(Test::Text(fold(&unquoted(word.rest)))).filter(|test| *test != Test::Text(String::new())),
            Some(key) => test(listed, key, &word)?,
        };
        terms.extend(asked.map(|test| Term { negated: word.negated, test }));
    }
    Ok(terms)
}

/// What a word with a key asks; nothing while the key is unknown and could still be on its way.
fn test(listed: Listed, name: &str, word: &Word<'_>) -> Result<Option<Test>, FilterError> {
    let values = values(word);
    let folded = fold(name);
    let Some(key) = listed.keys().find(|key| key.word() == folded) else {
        return if values.is_empty() { Ok(None) } else { Err(unknown_key(listed, name, word)) };
    };
    Ok(Some(match key {
        Key::Status => Test::Status(each(&values, |value| status(listed, value))?),
        Key::Priority => Test::Priority(each(&values, priority)?),
        Key::Criticality => Test::Criticality(each(&values, level)?),
        Key::Urgency => Test::Urgency(each(&values, level)?),
        Key::Assignee => Test::Assignee(each(&values, |value| Ok(vec![who(value, true)]))?),
        Key::CreatedBy => Test::CreatedBy(each(&values, |value| Ok(vec![who(value, false)]))?),
        Key::By => Test::By(each(&values, |value| Ok(vec![who(value, false)]))?),
        Key::What => Test::What(each(&values, |value| one_of(value, What::ALL, What::word, "something that happens"))?),
        Key::Service => Test::Service(each(&values, named)?),
        Key::Tag => Test::Tag(each(&values, named)?),
        Key::Customer => Test::Customer(each(&values, named)?),
        Key::Problem => Test::Problem(each(&values, named)?),
        Key::Slo => Test::Slo(each(&values, slo)?),
        Key::Age => Test::Age(each(&values, |value| time("age", value))?),
        Key::Number => Test::Number(each(&values, |value| Ok(vec![fold(&value.text)]))?),
        Key::Created => Test::Created(each(&values, |value| when::read(key, value))?),
        Key::Updated => Test::Updated(each(&values, |value| when::read(key, value))?),
        Key::Resolved => Test::Resolved(each(&values, |value| when::read(key, value))?),
        Key::Starts => Test::Starts(each(&values, |value| when::read(key, value))?),
        Key::Is => {
            let what = format!("something {} can be", listed.one());
            Test::Is(each(&values, |value| one_of(value, &listed.is(), Is::word, &what))?)
        }
    }))
}

fn unknown_key(listed: Listed, name: &str, word: &Word<'_>) -> FilterError {
    let keys: Vec<&str> = listed.keys().map(Key::word).collect();
    let is_elsewhere = Key::ALL.iter().any(|key| key.word() == fold(name));
    let of = if is_elsewhere { format!(" of {}", listed.one()) } else { " for".to_owned() };
    let message =
        format!("\"{name}\" cannot be asked{of}: {}. To look for the text itself, put it in quotes", keys.join(", "));
    FilterError::new(word.at.clone(), &message)
}

/// The values of a word, without those that are empty.
fn values<'a>(word: &Word<'a>) -> Vec<Value<'a>> {
    let commas = outside_quotes(word.rest, |c| c == ',');
    let mut values = Vec::new();
    let mut from = 0;
    for end in commas.chain([word.rest.len()]) {
        let raw = &word.rest[from..end];
        let text = unquoted(raw);
        if !text.trim().is_empty() {
            values.push(Value { raw, text, at: word.from + from..word.from + end });
        }
        from = end + 1;
    }
    values
}

fn each<T>(
    values: &[Value<'_>],
    read: impl Fn(&Value<'_>) -> Result<Vec<T>, FilterError>,
) -> Result<Vec<T>, FilterError> {
    let mut all = Vec::new();
    for value in values {
        all.extend(read(value)?);
    }
    Ok(all)
}

/// The words that begin with what was typed: all of them while several do.
fn one_of<T: Copy>(
    value: &Value<'_>,
    all: &[T],
    word: impl Fn(T) -> &'static str,
    what: &str,
) -> Result<Vec<T>, FilterError> {
    let typed = fold(&value.text);
    if let Some(exact) = all.iter().find(|one| word(**one) == typed) {
        return Ok(vec![*exact]);
    }
    let begun: Vec<T> = all.iter().copied().filter(|one| word(*one).starts_with(&typed)).collect();
    if begun.is_empty() {
        let allowed: Vec<&str> = all.iter().map(|one| word(*one)).collect();
        return Err(value.error(&format!("\"{}\" is not {what}: {}", value.text, allowed.join(", "))));
    }
    Ok(begun)
}

fn status(listed: Listed, value: &Value<'_>) -> Result<Vec<Status>, FilterError> {
    if "any".starts_with(&fold(&value.text)) {
        return Ok(listed.statuses());
    }
    one_of(value, &listed.statuses(), Status::word, "a status")
        .map_err(|error| FilterError { message: format!("{}, or any", error.message), ..error })
}

/// Takes the comparison from the beginning of a value.
pub(super) fn compare(text: &str) -> (Option<Compare>, &str) {
    let found = Compare::ALL.iter().find_map(|compare| Some((*compare, text.strip_prefix(compare.sign())?)));
    found.map_or((None, text), |(compare, rest)| (Some(compare), rest.trim_start()))
}

fn priority(value: &Value<'_>) -> Result<Vec<(Compare, Priority)>, FilterError> {
    let (compare, rest) = compare(&value.text);
    if rest.is_empty() {
        return Ok(Vec::new());
    }
    let bare = Value { raw: value.raw, text: rest.to_owned(), at: value.at.clone() };
    let priorities = one_of(&bare, Priority::ALL, Priority::word, "a priority")?;
    Ok(priorities.into_iter().map(|priority| (compare.unwrap_or(Compare::Is), priority)).collect())
}

fn level(value: &Value<'_>) -> Result<Vec<Level>, FilterError> {
    if value.word().is_some_and(|word| fold(word) == "none") {
        return Ok(vec![Level::Nothing]);
    }
    Ok(priority(value)?.into_iter().map(|(compare, priority)| Level::Is(compare, priority)).collect())
}

fn who(value: &Value<'_>, may_be_nobody: bool) -> Who {
    let folded = fold(&value.text);
    match value.word().map(|_| folded.as_str()) {
        Some("me") => Who::Me,
        Some("none") if may_be_nobody => Who::Nobody,
        _ => Who::Named(folded),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "one of several readers of values, the others of which can refuse")]
fn named(value: &Value<'_>) -> Result<Vec<Named>, FilterError> {
    let folded = fold(&value.text);
    Ok(vec![if value.word().is_some() && folded == "none" { Named::Nothing } else { Named::Text(folded) }])
}

fn slo(value: &Value<'_>) -> Result<Vec<SloTest>, FilterError> {
    if value.text.starts_with(['<', '>']) {
        return Ok(time("slo", value)?.into_iter().map(|(compare, left)| SloTest::Left(compare, left)).collect());
    }
    let words = one_of(value, SloWord::ALL, SloWord::word, "a word for the SLO")
        .map_err(|error| FilterError { message: format!("{}, or time left as in slo:<2h", error.message), ..error })?;
    Ok(words.into_iter().map(SloTest::Word).collect())
}

/// A comparison with a duration; nothing while number or unit are still to be typed.
pub(super) fn time(key: &str, value: &Value<'_>) -> Result<Vec<(Compare, SignedDuration)>, FilterError> {
    let (compare, rest) = compare(&value.text);
    let Some(compare) = compare.filter(|compare| *compare != Compare::Is) else {
        return Err(
            value.error(&format!("\"{}\" is not a time for {key}: begin with < or >, as in {key}:>1d", value.text))
        );
    };
    let (negative, digits) = match rest.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, rest),
    };
    if digits.is_empty() || (digits.len() <= 6 && digits.bytes().all(|byte| byte.is_ascii_digit())) {
        return Ok(Vec::new());
    }
    let minutes = minutes(&fold(digits)).and_then(|minutes| i64::try_from(minutes).ok());
    let Some(minutes) = minutes else {
        return Err(value.error(&format!("\"{rest}\" is not a time: a number and m, h, d or w, as in 90m, 2h, 1d12h")));
    };
    Ok(vec![(compare, SignedDuration::from_mins(if negative { -minutes } else { minutes }))])
}

/// `1d12h` in minutes; nothing if it is no duration, or one of more than a century.
fn minutes(text: &str) -> Option<u64> {
    let mut rest = text;
    let mut sum = 0_u64;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let count: u64 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].chars().next()?;
        let (_, length) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
        sum = sum.checked_add(count.checked_mul(length)?)?;
        rest = &rest[digits + 1..];
    }
    (sum <= 100 * 366 * 24 * 60).then_some(sum)
}
