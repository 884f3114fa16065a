//! Owns one question of a filter: what can be asked, when it holds, how it is written.

use super::{Surroundings, fold, holds};
use crate::domain::incident::Incident;
use crate::domain::slo::Standing;
use crate::domain::value::{IncidentStatus, Priority, ProfileId};
use jiff::SignedDuration;
use std::fmt::{self, Display};

macro_rules! words {
    ($($(#[$doc:meta])* $vis:vis $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $help:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        $vis enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// All of them, in the order they are offered.
            $vis const ALL: &[Self] = &[$(Self::$variant),*];

            /// How it is written.
            #[must_use]
            $vis const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// What it asks, in a few words.
            #[must_use]
            $vis const fn help(self) -> &'static str {
                match self { $(Self::$variant => $help),* }
            }
        }
    )*};
}

words! {
    /// What can be asked with a colon.
    pub Key {
        /// How far the incident is.
        Status = "status", "open, investigating, resolved, closed";
        /// How urgent it is.
        Priority = "priority", "high, or >=high";
        /// Who works on it.
        Assignee = "assignee", "me, none, or part of a name";
        /// Who reported it.
        CreatedBy = "created-by", "me, or part of a name";
        /// What it breaks.
        Service = "service", "part of a service's name, or none";
        /// How it is labelled.
        Tag = "tag", "a tag, the key of a key:value tag, or none";
        /// Whom it hurts.
        Customer = "customer", "part of a customer's name, or none";
        /// Which problem it belongs to.
        Problem = "problem", "a problem's number, or none";
        /// What is left of its time.
        Slo = "slo", "breached, or time left as in <2h";
        /// How long ago it was reported.
        Age = "age", "older or younger, as in >1d";
        /// How it stands to me.
        Is = "is", "unseen, mine, active";
    }
    /// Where an incident stands against its target, in words.
    pub(super) SloWord {
        Breached = "breached", "active and over its time";
        Risk = "risk", "active and short of time";
        Fine = "fine", "active with time left";
        Met = "met", "resolved in time";
        Missed = "missed", "resolved too late";
    }
    /// What an incident is.
    pub(super) Is {
        Unseen = "unseen", "changed since you looked";
        Mine = "mine", "you reported it or work on it, so you may change it";
        Active = "active", "open or investigating";
    }
}

/// A question and whether its answer is turned around.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Term {
    pub(super) negated: bool,
    pub(super) test: Test,
}

/// A question. Of several values one must hold; none means that they are still to be typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Test {
    /// Folded text, not empty.
    Text(String),
    Status(Vec<IncidentStatus>),
    Priority(Vec<(Compare, Priority)>),
    Assignee(Vec<Who>),
    CreatedBy(Vec<Who>),
    Service(Vec<Named>),
    Tag(Vec<Named>),
    Customer(Vec<Named>),
    Problem(Vec<Named>),
    Slo(Vec<SloTest>),
    Age(Vec<(Compare, SignedDuration)>),
    Is(Vec<Is>),
}

/// Who is meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Who {
    Me,
    Nobody,
    /// Folded, not empty.
    Named(String),
}

/// What is meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Named {
    Nothing,
    /// Folded, not empty.
    Text(String),
}

/// What is asked of the SLO.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum SloTest {
    Word(SloWord),
    /// Time left, in whole minutes; below zero when breached.
    Left(Compare, SignedDuration),
}

/// How two things are to stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Compare {
    Is,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Compare {
    /// With the longer signs before those they begin with.
    pub(super) const ALL: &[Self] = &[Self::AtMost, Self::AtLeast, Self::Less, Self::More, Self::Is];

    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Is => "=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }

    fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Is => left == right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }
}

impl Term {
    pub(super) fn is_unfinished(&self) -> bool {
        match &self.test {
            Test::Text(text) => text.is_empty(),
            Test::Status(values) => values.is_empty(),
            Test::Priority(values) => values.is_empty(),
            Test::Assignee(values) | Test::CreatedBy(values) => values.is_empty(),
            Test::Service(values) | Test::Tag(values) | Test::Customer(values) | Test::Problem(values) => {
                values.is_empty()
            }
            Test::Slo(values) => values.is_empty(),
            Test::Age(values) => values.is_empty(),
            Test::Is(values) => values.is_empty(),
        }
    }

    pub(super) fn matches(&self, incident: &Incident, around: &Surroundings<'_>) -> bool {
        self.is_unfinished() || self.test.holds(incident, around) != self.negated
    }
}

impl Test {
    fn holds(&self, incident: &Incident, around: &Surroundings<'_>) -> bool {
        match self {
            Self::Text(text) => mentions(incident, text),
            Self::Status(any) => any.contains(&incident.status),
            Self::Priority(any) => any.iter().any(|(compare, priority)| compare.holds(&incident.priority, priority)),
            Self::Assignee(any) => any.iter().any(|who| who.is(incident.assigned_to, around)),
            Self::CreatedBy(any) => any.iter().any(|who| who.is(Some(incident.created_by), around)),
            Self::Service(any) => any.iter().any(|named| match named {
                Named::Nothing => incident.services.is_empty(),
                Named::Text(text) => incident
                    .services
                    .iter()
                    .any(|id| holds(&id.0, text) || (around.service)(id).is_some_and(|name| holds(name, text))),
            }),
            Self::Tag(any) => any.iter().any(|named| match named {
                Named::Nothing => incident.tags.is_empty(),
                Named::Text(text) => incident.tags.iter().any(|tag| is_tag(tag, text)),
            }),
            Self::Customer(any) => {
                let customer = incident.customer.as_deref().map(str::trim).filter(|name| !name.is_empty());
                any.iter().any(|named| match (named, customer) {
                    (Named::Nothing, customer) => customer.is_none(),
                    (Named::Text(text), customer) => customer.is_some_and(|name| holds(name, text)),
                })
            }
            Self::Problem(any) => any.iter().any(|named| match (named, incident.problem) {
                (Named::Nothing, problem) => problem.is_none(),
                (Named::Text(text), problem) => {
                    problem.and_then(|problem| (around.problem)(problem)).is_some_and(|number| is_number(number, text))
                }
            }),
            Self::Slo(any) => {
                let standing = around.targets.standing(incident, around.now);
                any.iter().any(|test| test.holds(standing))
            }
            Self::Age(any) => {
                let age = around.now.duration_since(incident.created_at);
                any.iter().any(|(compare, limit)| compare.holds(&age, limit))
            }
            Self::Is(any) => any.iter().any(|is| match is {
                Is::Unseen => (around.unseen)(incident.id),
                Is::Mine => around.me.is_some_and(|me| incident.has_stakeholder(me)),
                Is::Active => incident.status.is_active(),
            }),
        }
    }

    fn key(&self) -> Option<Key> {
        Some(match self {
            Self::Text(_) => return None,
            Self::Status(_) => Key::Status,
            Self::Priority(_) => Key::Priority,
            Self::Assignee(_) => Key::Assignee,
            Self::CreatedBy(_) => Key::CreatedBy,
            Self::Service(_) => Key::Service,
            Self::Tag(_) => Key::Tag,
            Self::Customer(_) => Key::Customer,
            Self::Problem(_) => Key::Problem,
            Self::Slo(_) => Key::Slo,
            Self::Age(_) => Key::Age,
            Self::Is(_) => Key::Is,
        })
    }
}

impl Who {
    fn is(&self, person: Option<ProfileId>, around: &Surroundings<'_>) -> bool {
        match self {
            Self::Me => person.is_some() && person == around.me,
            Self::Nobody => person.is_none(),
            Self::Named(text) => {
                person.and_then(|person| (around.people)(person)).is_some_and(|name| holds(name, text))
            }
        }
    }
}

impl SloTest {
    fn holds(&self, standing: Standing) -> bool {
        match self {
            Self::Word(word) => match standing {
                Standing::Breached { .. } => *word == SloWord::Breached,
                Standing::AtRisk { .. } => *word == SloWord::Risk,
                Standing::Fine { .. } => *word == SloWord::Fine,
                Standing::Met => *word == SloWord::Met,
                Standing::Missed => *word == SloWord::Missed,
                Standing::Unknown => false,
            },
            Self::Left(compare, limit) => standing.left().is_some_and(|left| compare.holds(&left, limit)),
        }
    }
}

fn mentions(incident: &Incident, text: &str) -> bool {
    holds(&incident.title, text)
        || incident.number.as_ref().is_some_and(|number| holds(number, text))
        || incident.customer.as_ref().is_some_and(|customer| holds(customer, text))
        || incident.tags.iter().any(|tag| holds(tag, text))
}

/// The tag itself, or the part before its colon.
fn is_tag(tag: &str, folded: &str) -> bool {
    let tag = fold(tag);
    tag == folded || tag.split_once(':').is_some_and(|(key, _)| key == folded)
}

/// Digits alone mean the count at the end: 7 is `ACM-PRBM-0007` and not `ACM-PRBM-0017`. Anything else is a part of the number.
fn is_number(number: &str, folded: &str) -> bool {
    if folded.bytes().all(|byte| byte.is_ascii_digit()) {
        let count = number.rsplit('-').next().unwrap_or(number);
        count.trim_start_matches('0') == folded.trim_start_matches('0')
    } else {
        holds(number, folded)
    }
}

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
            Test::Assignee(values) | Test::CreatedBy(values) => list(f, values, |who, f| match who {
                Who::Me => f.write_str("me"),
                Who::Nobody => f.write_str("none"),
                Who::Named(text) => f.write_str(&quoted(text, Role::Value)),
            }),
            Test::Service(values) | Test::Tag(values) | Test::Customer(values) | Test::Problem(values) => {
                list(f, values, |named, f| match named {
                    Named::Nothing => f.write_str("none"),
                    Named::Text(text) => f.write_str(&quoted(text, Role::Value)),
                })
            }
            Test::Slo(values) => list(f, values, |test, f| match test {
                SloTest::Word(word) => f.write_str(word.word()),
                SloTest::Left(compare, left) => write!(f, "{}{}", compare.sign(), duration(*left)),
            }),
            Test::Age(values) => list(f, values, |(compare, age), f| write!(f, "{}{}", compare.sign(), duration(*age))),
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
fn duration(duration: SignedDuration) -> String {
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
