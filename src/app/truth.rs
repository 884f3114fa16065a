//! The truth line: how fresh is what stands on the screen, and why not fresher. It is computed, never set, so it cannot be forgotten.

use super::model::{Model, Session};
use crate::domain::fault::Fault;
use crate::domain::live::{Kind, LiveState};
use crate::domain::request::Query;
use crate::domain::safe::Safe;
use jiff::Timestamp;

/// How fresh the rows are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Truth {
    /// Nothing was ever loaded, and it is being asked for.
    Loading,
    /// Changes arrive by themselves.
    Live {
        /// The last round trip, where one was measured.
        millis: Option<u32>,
    },
    /// Looked at every few seconds.
    Poll {
        /// How often.
        seconds: i64,
        /// Why not live.
        reason: Safe,
    },
    /// Rows of that time; the server answers, but not with rows.
    Stale {
        /// When they were true.
        since: Option<Timestamp>,
        /// Why they are not looked at again.
        reason: Safe,
    },
    /// Rows of that time; the server cannot be reached.
    Offline {
        /// When they were true.
        since: Option<Timestamp>,
        /// What the network says.
        reason: Safe,
    },
}

/// The truth about the rows on the screen.
#[must_use]
pub fn truth(model: &Model) -> Truth {
    let line = model.remote.line(&Query::Incidents);
    let since = line.and_then(|line| line.answered_at).max(model.live.heard_at).or(model.cached_at);
    match &model.session {
        Session::Ready => {}
        Session::Restoring { failed: None } if since.is_none() => return Truth::Loading,
        Session::Restoring { failed: None } => return Truth::Stale { since, reason: Safe::from("signing in") },
        Session::Restoring { failed: Some((_, fault)) } => return failed(since, fault),
        Session::SignedOut => return Truth::Stale { since, reason: Safe::from("not signed in") },
    }
    let me_failed = model.remote.line(&Query::Me).and_then(|line| line.failed.as_ref());
    if let Some((_, fault)) = line.and_then(|line| line.failed.as_ref()).or(me_failed) {
        return failed(since, fault);
    }
    if line.is_none_or(|line| line.answered_at.is_none()) {
        return match since {
            None => Truth::Loading,
            since => Truth::Stale { since, reason: Safe::from("looking") },
        };
    }
    let not_live = [Kind::Incidents, Kind::Comments].into_iter().find_map(|kind| match model.live.state(kind) {
        LiveState::Live => None,
        LiveState::Joining => Some(Safe::from("joining Realtime")),
        LiveState::Down { reason } => Some(Safe::line(&format!("Realtime is down: {reason}"))),
        LiveState::Refused { reason } => Some(Safe::line(&format!("Realtime sends no {kind}: {reason}"))),
    });
    match not_live {
        None => Truth::Live { millis: model.live.pulse },
        Some(reason) => Truth::Poll { seconds: super::model::POLL.as_secs(), reason },
    }
}

fn failed(since: Option<Timestamp>, fault: &Fault) -> Truth {
    let reason = Safe::line(&fault.to_string());
    match fault {
        Fault::Offline { .. } | Fault::TimedOut => Truth::Offline { since, reason },
        _ => Truth::Stale { since, reason },
    }
}
