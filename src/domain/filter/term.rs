//! Owns one question of a filter: what is asked, and when it holds.

use super::key::{Is, Key, SloWord, What};
use super::when::When;
use super::{Facts, Status as Stage, Surroundings, fold, holds};
use crate::domain::change::window::Nearness;
use crate::domain::slo::Standing;
use crate::domain::value::{IncidentStatus, Priority, ProfileId};
use jiff::SignedDuration;

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
    Status(Vec<Stage>),
    Priority(Vec<(Compare, Priority)>),
    Criticality(Vec<Level>),
    Urgency(Vec<Level>),
    Assignee(Vec<Who>),
    CreatedBy(Vec<Who>),
    By(Vec<Who>),
    What(Vec<What>),
    Service(Vec<Named>),
    Tag(Vec<Named>),
    Customer(Vec<Named>),
    Problem(Vec<Named>),
    /// Folded, not empty.
    Number(Vec<String>),
    Slo(Vec<SloTest>),
    Age(Vec<(Compare, SignedDuration)>),
    Created(Vec<When>),
    Updated(Vec<When>),
    Resolved(Vec<When>),
    /// Of a moment to come: an [`When::Ago`] is so much time left.
    Starts(Vec<When>),
    Is(Vec<Is>),
}

/// What is asked of criticality and urgency, which a row need not have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Level {
    Nothing,
    Is(Compare, Priority),
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

    /// What holds for the time that has passed when this holds for the time that is left.
    pub(super) const fn turned(self) -> Self {
        match self {
            Self::Is => Self::Is,
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
        }
    }

    pub(super) fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
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
            Test::Criticality(values) | Test::Urgency(values) => values.is_empty(),
            Test::Assignee(values) | Test::CreatedBy(values) | Test::By(values) => values.is_empty(),
            Test::What(values) => values.is_empty(),
            Test::Service(values) | Test::Tag(values) | Test::Customer(values) | Test::Problem(values) => {
                values.is_empty()
            }
            Test::Slo(values) => values.is_empty(),
            Test::Number(values) => values.is_empty(),
            Test::Age(values) => values.is_empty(),
            Test::Created(values) | Test::Updated(values) | Test::Resolved(values) | Test::Starts(values) => {
                values.is_empty()
            }
            Test::Is(values) => values.is_empty(),
        }
    }

    pub(super) fn says_how_far(&self) -> bool {
        match &self.test {
            Test::Status(_) => true,
            Test::Resolved(values) => !self.negated && !values.is_empty() && !values.contains(&When::Never),
            Test::Slo(values) => {
                let is_past = |test: &SloTest| matches!(test, SloTest::Word(word) if matches!(word, SloWord::Met | SloWord::Missed));
                !self.negated && values.iter().any(is_past)
            }
            Test::Is(values) => values.iter().any(|is| matches!(is, Is::Active | Is::Done)),
            _ => false,
        }
    }

    /// Whether an incident that is so far can pass.
    pub(super) fn admits(&self, status: IncidentStatus) -> bool {
        let can_be = |is: bool| self.is_unfinished() || is != self.negated;
        match &self.test {
            Test::Status(any) => can_be(any.contains(&Stage::Incident(status))),
            Test::Is(any) if any.iter().all(|is| matches!(is, Is::Active | Is::Done)) => {
                can_be(any.contains(if status.is_active() { &Is::Active } else { &Is::Done }))
            }
            Test::Slo(any) if !self.negated && !any.is_empty() => any.iter().any(|test| {
                let is_over = matches!(test, SloTest::Word(SloWord::Met | SloWord::Missed));
                is_over != status.is_active()
            }),
            _ => true,
        }
    }

    pub(super) fn asks_what_was_seen(&self) -> bool {
        matches!(&self.test, Test::Is(values) if values.contains(&Is::Unseen))
    }

    pub(super) fn matches(&self, row: &impl Facts, around: &Surroundings<'_>) -> bool {
        self.is_unfinished() || self.test.holds(row, around) != self.negated
    }
}

impl Test {
    fn holds(&self, row: &impl Facts, around: &Surroundings<'_>) -> bool {
        match self {
            Self::Text(text) => mentions(row, text),
            Self::Status(any) => any.contains(&row.status()),
            Self::Priority(any) => any.iter().any(|(compare, priority)| compare.holds(&row.priority(), priority)),
            Self::Criticality(any) => any.iter().any(|level| level.holds(row.criticality())),
            Self::Urgency(any) => any.iter().any(|level| level.holds(row.urgency())),
            Self::Assignee(any) => any.iter().any(|who| who.is(row.assigned_to(), around)),
            Self::CreatedBy(any) => any.iter().any(|who| who.is(Some(row.created_by()), around)),
            Self::By(any) => any.iter().any(|who| who.is(row.done_by(), around)),
            Self::What(any) => any.iter().any(|what| row.is_what(*what)),
            Self::Service(any) => any.iter().any(|named| match named {
                Named::Nothing => row.services().is_empty(),
                Named::Text(text) => row
                    .services()
                    .iter()
                    .any(|id| holds(&id.0, text) || (around.service)(id).is_some_and(|name| holds(name, text))),
            }),
            Self::Tag(any) => any.iter().any(|named| match named {
                Named::Nothing => row.tags().is_empty(),
                Named::Text(text) => row.tags().iter().any(|tag| is_tag(tag, text)),
            }),
            Self::Customer(any) => {
                let customer = row.customer().map(str::trim).filter(|name| !name.is_empty());
                any.iter().any(|named| match (named, customer) {
                    (Named::Nothing, customer) => customer.is_none(),
                    (Named::Text(text), customer) => customer.is_some_and(|name| holds(name, text)),
                })
            }
            Self::Problem(any) => any.iter().any(|named| match (named, row.problem()) {
                (Named::Nothing, problem) => problem.is_none(),
                (Named::Text(text), problem) => {
                    problem.and_then(|problem| (around.problem)(problem)).is_some_and(|number| is_number(number, text))
                }
            }),
            Self::Number(any) => any.iter().any(|text| row.number().is_some_and(|number| is_number(number, text))),
            Self::Slo(any) => {
                let standing = row.standing(around);
                any.iter().any(|test| test.holds(standing))
            }
            Self::Age(any) => {
                let age = around.now.duration_since(row.created_at());
                any.iter().any(|(compare, limit)| compare.holds(&age, limit))
            }
            Self::Created(any) => any.iter().any(|when| when.holds(Some(row.created_at()), around.now, around.zone)),
            Self::Updated(any) => any.iter().any(|when| when.holds(Some(row.updated_at()), around.now, around.zone)),
            Self::Resolved(any) => any.iter().any(|when| when.holds(row.resolved_at(), around.now, around.zone)),
            Self::Starts(any) => any.iter().any(|when| match (when, row.starts_at()) {
                (When::Ago(compare, left), Some(at)) => compare.holds(&at.duration_since(around.now), left),
                (when, at) => when.holds(at, around.now, around.zone),
            }),
            Self::Is(any) => any.iter().any(|is| match is {
                Is::Urgent => row.nearness(around).is_some_and(|near| near <= Nearness::Urgent),
                Is::Upcoming => row.nearness(around) == Some(Nearness::Upcoming),
                Is::Unseen => row.is_unseen(around),
                Is::Mine => around.me.is_some_and(|me| row.created_by() == me || row.assigned_to() == Some(me)),
                Is::Active => row.status().is_active(),
                Is::Done => !row.status().is_active(),
            }),
        }
    }

    pub(super) fn key(&self) -> Option<Key> {
        Some(match self {
            Self::Text(_) => return None,
            Self::Status(_) => Key::Status,
            Self::Priority(_) => Key::Priority,
            Self::Criticality(_) => Key::Criticality,
            Self::Urgency(_) => Key::Urgency,
            Self::Assignee(_) => Key::Assignee,
            Self::CreatedBy(_) => Key::CreatedBy,
            Self::By(_) => Key::By,
            Self::What(_) => Key::What,
            Self::Service(_) => Key::Service,
            Self::Tag(_) => Key::Tag,
            Self::Customer(_) => Key::Customer,
            Self::Problem(_) => Key::Problem,
            Self::Number(_) => Key::Number,
            Self::Slo(_) => Key::Slo,
            Self::Age(_) => Key::Age,
            Self::Created(_) => Key::Created,
            Self::Updated(_) => Key::Updated,
            Self::Resolved(_) => Key::Resolved,
            Self::Starts(_) => Key::Starts,
            Self::Is(_) => Key::Is,
        })
    }
}

impl Level {
    fn holds(&self, level: Option<Priority>) -> bool {
        match self {
            Self::Nothing => level.is_none(),
            Self::Is(compare, wanted) => level.is_some_and(|level| compare.holds(&level, wanted)),
        }
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

fn mentions(row: &impl Facts, text: &str) -> bool {
    holds(row.title(), text)
        || row.number().is_some_and(|number| holds(number, text))
        || row.customer().is_some_and(|customer| holds(customer, text))
        || row.tags().iter().any(|tag| holds(tag, text))
        || row.says(text)
}

/// The tag itself, or the part before its colon.
fn is_tag(tag: &str, folded: &str) -> bool {
    let tag = fold(tag);
    tag == folded || tag.split_once(':').is_some_and(|(key, _)| key == folded)
}

/// Digits alone mean the count at the end: 7 is `ACM-PRBM-0007` and not `ACM-PRBM-0017`. Anything else is a part of the number.
pub(super) fn is_number(number: &str, folded: &str) -> bool {
    if folded.bytes().all(|byte| byte.is_ascii_digit()) {
        let count = number.rsplit('-').next().unwrap_or(number);
        count.trim_start_matches('0') == folded.trim_start_matches('0')
    } else {
        holds(number, folded)
    }
}
