//! When time alone will change something, and whether anything is under way: what the loop asks between two messages.

use super::model::{Model, SLOW, Session};
use super::notice::Notice;
use jiff::{SignedDuration, Timestamp, Unit};

impl Model {
    /// When time alone will change something: a question falls due, a message goes, a deed goes again, the minute on the screen turns.
    #[must_use]
    pub fn next_wake(&self) -> Option<Timestamp> {
        let whole = jiff::TimestampRound::new().smallest(Unit::Minute).mode(jiff::RoundMode::Floor);
        let minute =
            self.now.round(whole).ok().and_then(|minute| minute.checked_add(SignedDuration::from_mins(1)).ok());
        let retry = match &self.session {
            Session::Restoring { failed: Some((at, _)) } => at.checked_add(super::session::RETRY).ok(),
            _ => None,
        };
        let rest = (self.now < self.rested_at() && self.subject().is_some()).then(|| self.rested_at());
        let busy = self.busy_since().and_then(|at| at.checked_add(SLOW).ok()).filter(|at| *at > self.now);
        [
            minute,
            retry,
            rest,
            busy,
            self.gathers_at(),
            self.starts_next(),
            self.remote.next_due(&self.needs()),
            self.pending.next_due().filter(|_| self.may_send()),
            self.notice.as_ref().and_then(Notice::until),
            self.stops_typing_at().filter(|at| *at > self.now && self.compose().is_some()),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// When the oldest thing still under way began.
    #[must_use]
    pub fn busy_since(&self) -> Option<Timestamp> {
        self.remote.busy_since()
    }

    /// Whether nothing is under way and nothing waits for a verdict on the wire.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        !self.remote.is_busy() && !self.pending.is_busy() && self.awaiting == 0
    }
}
