//! What the panes need of the server, what we have, and what is stale. Nobody remembers to refetch: a place states its [`Need`]s, and
//! [`Remote::reconcile`] asks for what is missing or too old.
//!
//! Each question carries a [`Ticket`]. An answer whose ticket is not the one waited for is a stranger and dropped: late replies are normal.

use super::effect::{Effect, Effects};
use crate::domain::fault::Fault;
use crate::domain::request::Query;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Which asking an answer belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ticket {
    /// Goes up with every change of profile or person.
    pub generation: u32,
    /// Goes up with every question.
    pub serial: u32,
}

/// A question a place wants answered, and how old the answer may be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Need {
    /// The question.
    pub query: Query,
    /// Ask again when the last answer is older than this.
    pub every: SignedDuration,
}

/// What is known about one question.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    asked: Option<(Ticket, Timestamp)>,
    /// When it was last answered.
    pub answered_at: Option<Timestamp>,
    /// When it last failed, and how, if nothing came since.
    pub failed: Option<(Timestamp, Fault)>,
    failures: u32,
    stale: bool,
}

/// What an answer belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Admitted {
    /// The question.
    pub query: Query,
    /// When it was asked: the answer is as old as that.
    pub asked_at: Timestamp,
    /// Whether the answer before was a failure: if this one is none, the link is back.
    pub was_failing: bool,
    /// Whether something happened meanwhile that makes it worth asking again.
    pub is_stale: bool,
}

/// All questions.
#[derive(Clone, Debug, Default)]
pub struct Remote {
    generation: u32,
    serial: u32,
    lines: BTreeMap<Query, Line>,
}

impl Remote {
    /// Asks for everything that is missing, stale, or older than its need allows; not for what is under way or was refused a moment ago.
    pub fn reconcile(&mut self, needs: &[Need], now: Timestamp) -> Effects {
        let mut effects = Effects::new();
        for need in needs {
            let due = self.due(need);
            if due.is_some_and(|due| due <= now) {
                self.serial += 1;
                let ticket = Ticket { generation: self.generation, serial: self.serial };
                let line = self.lines.entry(need.query.clone()).or_default();
                line.asked = Some((ticket, now));
                line.stale = false;
                effects.push(Effect::Read(ticket, need.query.clone()));
            }
        }
        effects
    }

    /// When the next question is due, if time alone makes it so.
    #[must_use]
    pub fn next_due(&self, needs: &[Need]) -> Option<Timestamp> {
        needs.iter().filter_map(|need| self.due(need)).min()
    }

    /// Takes an answer in. Nothing for a stranger.
    pub fn admit(&mut self, ticket: Ticket, failed: Option<&Fault>, now: Timestamp) -> Option<Admitted> {
        let (query, line) =
            self.lines.iter_mut().find(|(_, line)| line.asked.is_some_and(|(asked, _)| asked == ticket))?;
        let (_, asked_at) = line.asked.take()?;
        let was_failing = line.failed.is_some();
        match failed {
            None => {
                line.answered_at = Some(asked_at);
                line.failed = None;
                line.failures = 0;
            }
            Some(fault) => {
                line.failed = Some((now, fault.clone()));
                line.failures += 1;
            }
        }
        Some(Admitted { query: query.clone(), asked_at, was_failing, is_stale: line.stale })
    }

    /// From here on an answer to this question counts as too old.
    pub fn mark_stale(&mut self, query: Query) {
        let line = self.lines.entry(query).or_default();
        line.stale = true;
        line.failures = 0;
    }

    /// Forgets a question: it is asked anew when somebody needs it, and an answer still on its way is a stranger.
    pub fn forget(&mut self, query: &Query) {
        self.lines.remove(query);
    }

    /// The same for all questions.
    pub fn mark_all_stale(&mut self) {
        for line in self.lines.values_mut() {
            line.stale = true;
            line.failures = 0;
        }
    }

    /// Everything asked so far belongs to somebody else: forget it.
    pub fn new_generation(&mut self) {
        self.generation += 1;
        self.lines.clear();
    }

    /// What is known about a question.
    #[must_use]
    pub fn line(&self, query: &Query) -> Option<&Line> {
        self.lines.get(query)
    }

    /// Whether anything is under way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.lines.values().any(|line| line.asked.is_some())
    }

    /// When the oldest question still under way was asked.
    #[must_use]
    pub fn busy_since(&self) -> Option<Timestamp> {
        self.lines.values().filter_map(|line| line.asked.map(|(_, at)| at)).min()
    }

    fn due(&self, need: &Need) -> Option<Timestamp> {
        let Some(line) = self.lines.get(&need.query) else { return Some(Timestamp::MIN) };
        if line.asked.is_some() {
            return None;
        }
        match (&line.failed, line.answered_at) {
            _ if line.stale => Some(Timestamp::MIN),
            (Some((at, fault)), _) => at.checked_add(pause(line.failures, fault)).ok(),
            (None, Some(at)) => at.checked_add(need.every).ok(),
            (None, None) => Some(Timestamp::MIN),
        }
    }
}

/// How long to leave a question alone after so many failures in a row: 1, 2, 4, 8, then 15 seconds; a minute when trying again cannot help.
fn pause(failures: u32, fault: &Fault) -> SignedDuration {
    let seconds = if !fault.is_transient() {
        60
    } else if let Fault::Busy { retry_after: Some(wait) } = fault {
        wait.as_secs().clamp(1, 60)
    } else {
        (1_i64 << failures.saturating_sub(1).min(4)).min(15)
    };
    SignedDuration::from_secs(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEED: Need = Need { query: Query::Incidents, every: SignedDuration::from_secs(15) };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn ticket(effects: &Effects) -> Ticket {
        match effects.as_slice() {
            [Effect::Read(ticket, Query::Incidents)] => *ticket,
            other => panic!("one read of the incidents expected, not {other:?}"),
        }
    }

    #[test]
    fn a_need_is_asked_once_and_again_when_its_answer_is_too_old() {
        let mut remote = Remote::default();
        let first = ticket(&remote.reconcile(&[NEED], at(0)));
        assert!(remote.reconcile(&[NEED], at(20)).is_empty(), "nothing is asked twice at a time");
        let admitted = remote.admit(first, None, at(1)).unwrap();
        assert_eq!((admitted.query, admitted.asked_at, admitted.is_stale), (Query::Incidents, at(0), false));
        assert!(remote.reconcile(&[NEED], at(14)).is_empty());
        assert_eq!(remote.next_due(&[NEED]), Some(at(15)));
        ticket(&remote.reconcile(&[NEED], at(15)));
    }

    #[test]
    fn strangers_are_dropped() {
        let mut remote = Remote::default();
        let old = ticket(&remote.reconcile(&[NEED], at(0)));
        remote.new_generation();
        ticket(&remote.reconcile(&[NEED], at(1)));
        assert_eq!(remote.admit(old, None, at(2)), None);
        assert!(remote.is_busy(), "the real question is still open");
    }

    #[test]
    fn failures_are_asked_again_ever_more_slowly_and_not_for_long() {
        let mut remote = Remote::default();
        let mut now = 0;
        let mut pauses = vec![];
        for _ in 0..7 {
            let asked = ticket(&remote.reconcile(&[NEED], at(now)));
            remote.admit(asked, Some(&Fault::TimedOut), at(now));
            let due = remote.next_due(&[NEED]).unwrap();
            pauses.push(due.duration_since(at(now)).as_secs());
            now = due.as_second() - 1_800_000_000;
        }
        assert_eq!(pauses, [1, 2, 4, 8, 15, 15, 15]);
    }

    #[test]
    fn what_became_stale_while_it_was_under_way_is_asked_again() {
        let mut remote = Remote::default();
        let first = ticket(&remote.reconcile(&[NEED], at(0)));
        remote.mark_stale(Query::Incidents);
        remote.admit(first, None, at(1));
        ticket(&remote.reconcile(&[NEED], at(1)));
    }
}
