//! The truth line: how fresh is what stands on the screen, and why not fresher. It is computed, never set, so it cannot be forgotten.

use super::model::{Model, Session};
use super::panes::Pane;
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

/// The truth about the rows on the screen: of the kind the pane is about, unless another it shows is less fresh by itself.
#[must_use]
pub fn truth(model: &Model) -> Truth {
    let [first, others @ ..] = model.pane.kinds() else { return Truth::Loading };
    if model.pane == Pane::Map {
        return truth_of_map(model);
    }
    let truth = truth_of(model, *first);
    let Truth::Live { .. } = truth else { return truth };
    let not_live = others.iter().find_map(|kind| Some((kind, not_live(model, *kind)?)));
    not_live.map_or(truth, |(kind, reason)| Truth::Poll { seconds: model.pace(*kind).as_secs(), reason })
}

/// The truth about one kind of rows.
#[must_use]
pub fn truth_of(model: &Model, kind: Kind) -> Truth {
    let how = match not_live(model, kind) {
        None => Truth::Live { millis: model.live.pulse },
        Some(reason) => Truth::Poll { seconds: model.pace(kind).as_secs(), reason },
    };
    judged(model, &query_of(kind), model.live.heard(kind), how)
}

/// The truth about the map, which does not come over Realtime.
#[must_use]
pub fn truth_of_map(model: &Model) -> Truth {
    let how = Truth::Poll { seconds: model.map_age().as_secs(), reason: Safe::from("Realtime sends no map") };
    judged(model, &Query::Infrastructure, None, how)
}

/// How rows come, unless they do not: what they are an answer to, when they were last heard of, and how they come when all is well.
fn judged(model: &Model, query: &Query, heard: Option<Timestamp>, how: Truth) -> Truth {
    let line = model.remote.line(query);
    let since = line.and_then(|line| line.answered_at).max(heard).or(model.cached_at);
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
    how
}

/// The question whose answer holds the rows of a kind.
#[must_use]
pub fn query_of(kind: Kind) -> Query {
    match kind {
        Kind::Incidents => Query::Incidents,
        Kind::Comments => Query::Feed(None),
        Kind::Problems => Query::Problems,
        Kind::Changes => Query::Changes,
        Kind::Approvals => Query::Approvals,
        Kind::Notifications | Kind::Mentions => Query::Inbox,
    }
}

/// Why rows of a kind do not arrive by themselves; nothing where they do.
fn not_live(model: &Model, kind: Kind) -> Option<Safe> {
    match model.live.state(kind) {
        LiveState::Live => None,
        LiveState::Joining => Some(Safe::from("joining Realtime")),
        LiveState::Down { reason } => Some(Safe::line(&format!("Realtime is down: {reason}"))),
        LiveState::Refused { reason } => Some(Safe::line(&format!("Realtime sends no {kind}: {reason}"))),
    }
}

fn failed(since: Option<Timestamp>, fault: &Fault) -> Truth {
    let reason = Safe::line(&fault.to_string());
    match fault {
        Fault::Offline { .. } | Fault::TimedOut => Truth::Offline { since, reason },
        _ => Truth::Stale { since, reason },
    }
}
