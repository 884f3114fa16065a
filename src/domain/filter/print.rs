//! Owns how a question is written: in full words, lower case, with quotes only where it would mean something else without.
//!
//! Invariant: what is written here is read back as the same question.

use super::fold;
use super::term::{Compare, Level, Named, SloTest, Term, Test, Who};
use jiff::SignedDuration;
use std::fmt::{self, Display};

impl Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("-")?;
        }
        if let Some(key) = self.test.key() {
            write!(f, "{}:", key.word())?;
        }
        match &self.test {
            Test::Text(text) => f.write_str(&quoted(text, Role::Word)),
            Test::Status(values) => list(f, values, Display::fmt),
            Test::Priority(values) => list(f, values, |(compare, priority), f| match compare {
                Compare::Is => priority.fmt(f),
                _ => write!(f, "{}{priority}", compare.sign()),
            }),
            Test::Criticality(values) | Test::Urgency(values) => list(f, values, |level, f| match level {
                Level::Nothing => f.write_str("none"),
                Level::Is(Compare::Is, priority) => priority.fmt(f),
                Level::Is(compare, priority) => write!(f, "{}{priority}", compare.sign()),
            }),
            Test::Assignee(values) | Test::CreatedBy(values) | Test::By(values) => {
                list(f, values, |who, f| match who {
                    Who::Me => f.write_str("me"),
                    Who::Nobody => f.write_str("none"),
                    Who::Named(text) => f.write_str(&quoted(text, Role::Value)),
                })
            }
            Test::Service(values) | Test::Tag(values) | Test::Customer(values) | Test::Problem(values) => {
                list(f, values, |named, f| match named {
                    Named::Nothing => f.write_str("none"),
                    Named::Text(text) => f.write_str(&quoted(text, Role::Value)),
                })
            }
            Test::Number(values) => list(f, values, |text, f| f.write_str(&quoted(text, Role::Value))),
            Test::Slo(values) => list(f, values, |test, f| match test {
                SloTest::Word(word) => f.write_str(word.word()),
                SloTest::Left(compare, left) => write!(f, "{}{}", compare.sign(), duration(*left)),
            }),
            Test::Age(values) => list(f, values, |(compare, age), f| write!(f, "{}{}", compare.sign(), duration(*age))),
            Test::Created(values) | Test::Updated(values) | Test::Resolved(values) | Test::Starts(values) => {
                list(f, values, Display::fmt)
            }
            Test::What(values) => list(f, values, |what, f| f.write_str(what.word())),
            Test::Is(values) => list(f, values, |is, f| f.write_str(is.word())),
        }
    }
}

fn list<T>(
    f: &mut fmt::Formatter<'_>,
    values: &[T],
    print: impl Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            f.write_str(",")?;
        }
        print(value, f)?;
    }
    Ok(())
}

/// Where a text stands, which decides what would be misread without quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Word,
    Value,
}

/// A text, in quotes where it would mean something else without.
pub(super) fn quoted(text: &str, role: Role) -> String {
    let is_bare = match role {
        Role::Word => !text.starts_with('-') && !text.contains(':'),
        Role::Value => !matches!(fold(text).as_str(), "me" | "none") && !text.contains(','),
    };
    if is_bare && !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c == '"') {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', r#"\""#))
}

/// Minutes, hours, days and weeks, the way they are typed.
pub(super) fn duration(duration: SignedDuration) -> String {
    let minutes = duration.as_mins();
    let mut rest = minutes.unsigned_abs();
    let mut text = if minutes < 0 { "-".to_owned() } else { String::new() };
    if rest == 0 {
        return "0m".to_owned();
    }
    for (unit, length) in super::parse::UNITS {
        if rest >= length {
            text.extend([(rest / length).to_string(), unit.to_string()]);
            rest %= length;
        }
    }
    text
}
