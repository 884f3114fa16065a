//! Owns turning a filter into a [`Question`]: names become ids, spans of time become moments, so that somebody who knows only rows can judge.
//!
//! It must not know who judges. Invariant: whatever the filter keeps, at any time of the directory's, the condition keeps too. It may keep
//! more; then it says so. A condition that is turned around must therefore never be one that keeps too much: `negated` goes all the way down.

use super::condition::{Condition, Fact};
use super::key::{Is, SloWord};
use super::term::{Compare, Level, Named, SloTest, Term, Test, Who};
use super::when::{Span, When};
use super::{Filter, holds, is_number};
use crate::domain::service::ServiceId;
use crate::domain::slo::{SloTargets, near};
use crate::domain::value::{IncidentId, IncidentStatus, Priority, ProblemId, ProfileId};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::ops::Bound;

/// What names and times mean, for as long as a question is to be good for.
#[derive(Clone, Copy, Debug)]
pub struct Directory<'a> {
    /// From when on the condition must keep what the filter keeps.
    pub now: Timestamp,
    /// Until when: asking the same question for a while is cheaper than a new one every second.
    pub until: Timestamp,
    /// Where days begin and end.
    pub zone: &'a TimeZone,
    /// Who `me` is.
    pub me: Option<ProfileId>,
    /// The organization's hours, for `slo:`.
    pub targets: &'a SloTargets,
    /// What people are called.
    pub people: &'a [(ProfileId, &'a str)],
    /// What services are called.
    pub services: &'a [(&'a ServiceId, &'a str)],
    /// The numbers of problems.
    pub problems: &'a [(ProblemId, &'a str)],
    /// The incidents I have not looked at since they changed.
    pub unseen: &'a [IncidentId],
}

/// A filter for somebody who knows only rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// Holds for everything the filter keeps.
    pub condition: Condition,
    /// Whether it holds for nothing else.
    pub is_exact: bool,
}

impl Filter {
    /// What to ask for the rows this filter keeps. The answer is to be filtered again, unless it is exact and about now.
    #[must_use]
    pub fn question(&self, directory: &Directory<'_>) -> Question {
        let mut asking = Asking { directory, is_exact: true };
        let terms = self.terms.iter().filter(|term| !term.is_unfinished()).map(|term| asking.term(term)).collect();
        Question { condition: Condition::All(terms), is_exact: asking.is_exact }
    }
}

struct Asking<'a> {
    directory: &'a Directory<'a>,
    is_exact: bool,
}

impl Asking<'_> {
    fn term(&mut self, term: &Term) -> Condition {
        let negated = term.negated;
        match &term.test {
            Test::Text(text) => {
                let places = [Fact::Title, Fact::Number, Fact::Customer, Fact::Tags];
                exact(negated, Condition::Any(places.map(|fact| Condition::Holds(fact, text.clone())).into()))
            }
            Test::Status(any) => exact(negated, one_of(Fact::Status, any.iter().map(|status| status.word()))),
            Test::Priority(any) => exact(negated, levels(Fact::Priority, any)),
            Test::Criticality(any) => exact(negated, scale(Fact::Criticality, any)),
            Test::Urgency(any) => exact(negated, scale(Fact::Urgency, any)),
            Test::Assignee(any) => self.each(any, negated, |asking, who| asking.who(Fact::Assignee, who, negated)),
            Test::CreatedBy(any) => self.each(any, negated, |asking, who| asking.who(Fact::Creator, who, negated)),
            Test::Service(any) => self.each(any, negated, |asking, named| asking.service(named, negated)),
            Test::Tag(any) => self.each(any, negated, |_, named| match named {
                Named::Nothing => exact(negated, Condition::Missing(Fact::Tags)),
                Named::Text(text) => exact(negated, Condition::Labelled(text.clone())),
            }),
            Test::Customer(any) => self.each(any, negated, |asking, named| match named {
                Named::Nothing => exact(negated, Condition::Missing(Fact::Customer)),
                // The filter looks at the name without the spaces around it; whoever judges may not.
                Named::Text(text) if text.trim() != text && negated => asking.unjudged(),
                Named::Text(text) => exact(negated, Condition::Holds(Fact::Customer, text.clone())),
            }),
            Test::Problem(any) => self.each(any, negated, |asking, named| asking.problem(named, negated)),
            Test::Number(any) => self.each(any, negated, |asking, text| asking.number(text, negated)),
            Test::Slo(any) => self.each(any, negated, |asking, test| asking.slo(test, negated)),
            Test::Age(any) => self.each(any, negated, |asking, (compare, age)| {
                asking.when(Fact::Created, When::Ago(*compare, *age), negated)
            }),
            Test::Created(any) => self.each(any, negated, |asking, when| asking.when(Fact::Created, *when, negated)),
            Test::Updated(any) => self.each(any, negated, |asking, when| asking.when(Fact::Updated, *when, negated)),
            Test::Resolved(any) => self.each(any, negated, |asking, when| asking.when(Fact::Resolved, *when, negated)),
            // Asked of changes alone, which are loaded whole, and of the feed, which is judged where it is shown.
            Test::Starts(_) | Test::By(_) | Test::What(_) => self.unjudged(),
            Test::Is(any) => self.each(any, negated, |asking, is| asking.is(*is, negated)),
        }
    }

    /// Of several values one must hold; turned around, none.
    fn each<T>(&mut self, any: &[T], negated: bool, mut ask: impl FnMut(&mut Self, &T) -> Condition) -> Condition {
        let parts = any.iter().map(|value| ask(self, value)).collect();
        if negated { Condition::All(parts) } else { Condition::Any(parts) }
    }

    /// What only the filter itself can tell.
    fn unjudged(&mut self) -> Condition {
        self.is_exact = false;
        Condition::everything()
    }

    fn who(&self, fact: Fact, who: &Who, negated: bool) -> Condition {
        let ids = |is: &dyn Fn(&(ProfileId, &str)) -> bool| {
            one_of(fact, self.directory.people.iter().filter(|person| is(person)).map(|(id, _)| id))
        };
        let condition = match who {
            Who::Nobody => Condition::Missing(fact),
            Who::Me => one_of(fact, self.directory.me),
            Who::Named(text) => ids(&|(_, name)| holds(name, text)),
        };
        exact(negated, condition)
    }

    fn service(&self, named: &Named, negated: bool) -> Condition {
        let condition = match named {
            Named::Nothing => Condition::Missing(Fact::Services),
            Named::Text(text) => {
                let known = self.directory.services.iter().filter(|(_, label)| holds(label, text));
                let raw = Condition::Holds(Fact::Services, text.clone());
                Condition::Any(vec![one_of(Fact::Services, known.map(|(id, _)| &id.0)), raw])
            }
        };
        exact(negated, condition)
    }

    fn problem(&self, named: &Named, negated: bool) -> Condition {
        let condition = match named {
            Named::Nothing => Condition::Missing(Fact::Problem),
            Named::Text(text) => {
                let known = self.directory.problems.iter().filter(|(_, number)| is_number(number, text));
                one_of(Fact::Problem, known.map(|(id, _)| id))
            }
        };
        exact(negated, condition)
    }

    fn number(&mut self, text: &str, negated: bool) -> Condition {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return exact(negated, Condition::Holds(Fact::Number, text.to_owned()));
        }
        // 17 ends with 7, too.
        let ends = Condition::Ends(Fact::Number, text.trim_start_matches('0').to_owned());
        if negated {
            return self.unjudged();
        }
        self.is_exact = false;
        ends
    }

    fn is(&mut self, is: Is, negated: bool) -> Condition {
        let status = |is_active| one_of(Fact::Status, statuses(is_active));
        let condition = match is {
            Is::Unseen => one_of(Fact::Id, self.directory.unseen),
            Is::Mine => {
                let me = self.directory.me;
                Condition::Any(vec![one_of(Fact::Assignee, me), one_of(Fact::Creator, me)])
            }
            Is::Active => status(true),
            Is::Done => status(false),
            Is::Urgent | Is::Upcoming => return self.unjudged(),
        };
        exact(negated, condition)
    }

    fn slo(&mut self, test: &SloTest, negated: bool) -> Condition {
        // What is left of the time is above this much exactly when the incident is younger than its target less that much.
        let ages: &dyn Fn(SignedDuration, SignedDuration) -> Vec<When> = match test {
            SloTest::Word(SloWord::Met | SloWord::Missed) if negated => return self.unjudged(),
            SloTest::Word(SloWord::Met | SloWord::Missed) => {
                self.is_exact = false;
                let has_end = Condition::Missing(Fact::Resolved).turned();
                return Condition::All(vec![one_of(Fact::Status, statuses(false)), has_end]);
            }
            SloTest::Word(SloWord::Breached) => &|target, _| vec![When::Ago(Compare::AtLeast, target)],
            SloTest::Word(SloWord::Risk) => {
                &|target, near| vec![When::Ago(Compare::Less, target), When::Ago(Compare::AtLeast, target - near)]
            }
            SloTest::Word(SloWord::Fine) => &|target, near| vec![When::Ago(Compare::Less, target - near)],
            SloTest::Left(compare, left) => &|target, _| vec![When::Ago(compare.turned(), target - *left)],
        };
        let targets = self.directory.targets;
        let mut parts = Vec::new();
        for priority in Priority::ALL {
            let target = SignedDuration::from_hours(i64::from(targets.hours(*priority)));
            let of_priority = one_of(Fact::Priority, [priority.word()]);
            let mut all = vec![exact(negated, of_priority)];
            all.extend(ages(target, near(target)).into_iter().map(|when| self.when(Fact::Created, when, negated)));
            parts.push(if negated { Condition::Any(all) } else { Condition::All(all) });
        }
        let active = exact(negated, one_of(Fact::Status, statuses(true)));
        if negated {
            Condition::Any(vec![active, Condition::All(parts)])
        } else {
            Condition::All(vec![active, Condition::Any(parts)])
        }
    }

    fn when(&mut self, fact: Fact, when: When, negated: bool) -> Condition {
        let (now, until, zone) = (self.directory.now, self.directory.until, self.directory.zone);
        let (Some(first), Some(last)) = (when.span(now, zone), when.span(until, zone)) else {
            return exact(negated, Condition::Missing(fact));
        };
        self.is_exact &= first == last;
        // Both ends move on with the time: what held at any moment is from the first beginning to the last end, what held at every one
        // from the last beginning to the first end.
        if negated { within(fact, (last.0, first.1)).turned() } else { within(fact, (first.0, last.1)) }
    }
}

fn exact(negated: bool, condition: Condition) -> Condition {
    if negated { condition.turned() } else { condition }
}

fn one_of<T: ToString>(fact: Fact, values: impl IntoIterator<Item = T>) -> Condition {
    let mut values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    values.sort_unstable();
    values.dedup();
    Condition::OneOf(fact, values)
}

fn statuses(is_active: bool) -> impl Iterator<Item = &'static str> {
    IncidentStatus::ALL.iter().filter(move |status| status.is_active() == is_active).map(|status| status.word())
}

fn levels(fact: Fact, any: &[(Compare, Priority)]) -> Condition {
    let is = |level: &&Priority| any.iter().any(|(compare, wanted)| compare.holds(*level, wanted));
    one_of(fact, Priority::ALL.iter().filter(is))
}

fn scale(fact: Fact, any: &[Level]) -> Condition {
    let asked: Vec<(Compare, Priority)> = any
        .iter()
        .filter_map(|level| match level {
            Level::Nothing => None,
            Level::Is(compare, priority) => Some((*compare, *priority)),
        })
        .collect();
    let named = levels(fact, &asked);
    if any.contains(&Level::Nothing) { Condition::Any(vec![Condition::Missing(fact), named]) } else { named }
}

/// Databases keep microseconds: the whole ones within a span.
fn within(fact: Fact, (from, to): Span) -> Condition {
    let whole = |at: Timestamp, is_next: bool| {
        let micros =
            at.as_nanosecond().div_euclid(1000) + i128::from(is_next || at.as_nanosecond().rem_euclid(1000) > 0);
        i64::try_from(micros).ok().and_then(|micros| Timestamp::from_microsecond(micros).ok())
    };
    let from = match from {
        Bound::Unbounded => None,
        Bound::Included(at) => whole(at, false),
        Bound::Excluded(at) => whole(at, true).filter(|_| at > Timestamp::MIN),
    };
    let to = match to {
        Bound::Unbounded => None,
        Bound::Included(at) => whole(at, true),
        Bound::Excluded(at) => whole(at, false),
    };
    Condition::Within { fact, from, to }
}
