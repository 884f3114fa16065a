//! What happened and was not yet taken: a queue of live events that folds those of the same row into the newest. One stands before everybody
//! who takes events: the screen, and each other antops that shares the connection.
//!
//! The socket is read at once, always; whoever draws may be slow. So nothing here blocks the socket and nothing is lost silently: when even
//! the folded queue is full, the rows of a kind become one `Live`, which makes the taker load them.

use crate::domain::change::beside::Beside;
use crate::domain::live::{Kind, LiveEvent, LiveState, StaleRow};
use crate::domain::notification::NoticeId;
use crate::domain::request::Row;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use tokio::sync::{Notify, mpsc};
use uuid::Uuid;

/// Events on their way to the taker: room for a burst, no more.
pub(crate) const ON_THE_WAY: usize = 64;
/// Folded events that wait. A mass update of more rows than this is cheaper to load than to apply.
const MOST_WAITING: usize = 1024;

/// Which events replace each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Subject {
    State(Kind),
    Row(Kind, Uuid),
    All(Kind),
    Profile(Uuid),
    Inbox,
    Present,
    Pulse,
}

/// The queue.
#[derive(Default)]
pub(crate) struct Outlet {
    waiting: Mutex<VecDeque<(Subject, LiveEvent)>>,
    is_filled: Notify,
}

impl Outlet {
    /// Adds an event; an older one on the same subject goes.
    pub(crate) fn push(&self, event: LiveEvent) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let subject = subject(&event);
        waiting.retain(|(other, _)| *other != subject);
        waiting.push_back((subject, event));
        if waiting.len() > MOST_WAITING {
            collapse(&mut waiting);
        }
        self.is_filled.notify_one();
    }

    /// Hands everything on, in order, until the receiver is dropped.
    pub(crate) async fn pump(&self, to: &mpsc::Sender<LiveEvent>) {
        loop {
            tokio::select! {
                () = to.closed() => return,
                () = self.is_filled.notified() => if self.drain(to).await.is_err() { return },
            }
        }
    }

    /// Hands on what waits now.
    pub(crate) async fn drain(&self, to: &mpsc::Sender<LiveEvent>) -> Result<(), mpsc::error::SendError<()>> {
        loop {
            let place = to.reserve().await?;
            // Taken only when there is a place for it, so that it can be folded until then.
            let Some(event) = self.take() else { return Ok(()) };
            place.send(event);
        }
    }

    fn take(&self) -> Option<LiveEvent> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front().map(|(_, event)| event)
    }
}

fn subject(event: &LiveEvent) -> Subject {
    match event {
        LiveEvent::State(kind, _) => Subject::State(*kind),
        LiveEvent::Row(Row::Incident(row)) => Subject::Row(Kind::Incidents, row.id.0),
        LiveEvent::Row(Row::Comment(row)) => Subject::Row(Kind::Comments, row.id.0),
        LiveEvent::Row(Row::Problem(row)) => Subject::Row(Kind::Problems, row.id.0),
        LiveEvent::Row(Row::Change(row)) => Subject::Row(Kind::Changes, row.id.0),
        LiveEvent::Row(Row::Beside(row)) => match &**row {
            Beside::Approval(row) => Subject::Row(Kind::Approvals, row.id.0),
            // They do not come over the socket.
            Beside::Automation(_) | Beside::Response(_) => Subject::All(Kind::Approvals),
        },
        LiveEvent::Row(Row::Profile(row)) => Subject::Profile(row.id.0),
        LiveEvent::Stale(StaleRow::Incident(id)) | LiveEvent::IncidentDeleted(id) => {
            Subject::Row(Kind::Incidents, id.0)
        }
        LiveEvent::Stale(StaleRow::Comment(id)) | LiveEvent::CommentDeleted(id) => Subject::Row(Kind::Comments, id.0),
        LiveEvent::ProblemDeleted(id) => Subject::Row(Kind::Problems, id.0),
        LiveEvent::ChangeDeleted(id) => Subject::Row(Kind::Changes, id.0),
        LiveEvent::ApprovalDeleted(id) => Subject::Row(Kind::Approvals, id.0),
        LiveEvent::Stale(StaleRow::Problems) => Subject::All(Kind::Problems),
        LiveEvent::Stale(StaleRow::Changes) => Subject::All(Kind::Changes),
        LiveEvent::Stale(StaleRow::Approvals) => Subject::All(Kind::Approvals),
        LiveEvent::Notice(row) => notice(row.id),
        LiveEvent::NoticeDeleted(id) => notice(*id),
        LiveEvent::Stale(StaleRow::Inbox) => Subject::Inbox,
        LiveEvent::Present(_) => Subject::Present,
        LiveEvent::Pulse { .. } => Subject::Pulse,
    }
}

fn notice(id: NoticeId) -> Subject {
    let kind = if matches!(id, NoticeId::System(_)) { Kind::Notifications } else { Kind::Mentions };
    Subject::Row(kind, id.id())
}

/// Gives up the rows of the kind with the most of them, for one `Live`. A state that says otherwise stays: it is news.
fn collapse(waiting: &mut VecDeque<(Subject, LiveEvent)>) {
    let count = |kind: Kind| {
        waiting.iter().filter(|(subject, _)| matches!(subject, Subject::Row(of, _) if *of == kind)).count()
    };
    let Some(&kind) = Kind::ALL.iter().max_by_key(|kind| count(**kind)) else { return };
    waiting.retain(|(subject, _)| !matches!(subject, Subject::Row(of, _) if *of == kind));
    if !waiting.iter().any(|(subject, _)| *subject == Subject::State(kind)) {
        waiting.push_back((Subject::State(kind), LiveEvent::State(kind, LiveState::Live)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::IncidentId;

    fn stale(id: u128) -> LiveEvent {
        LiveEvent::Stale(StaleRow::Incident(IncidentId(Uuid::from_u128(id))))
    }

    async fn taken(outlet: &Outlet) -> Vec<LiveEvent> {
        let (to, mut from) = mpsc::channel(MOST_WAITING + 1);
        outlet.drain(&to).await.expect("a receiver");
        drop(to);
        let mut events = Vec::new();
        while let Some(event) = from.recv().await {
            events.push(event);
        }
        events
    }

    #[tokio::test]
    async fn the_newest_of_a_row_is_handed_on() {
        let outlet = Outlet::default();
        outlet.push(stale(1));
        outlet.push(stale(2));
        let deleted = LiveEvent::IncidentDeleted(IncidentId(Uuid::from_u128(1)));
        outlet.push(deleted.clone());
        assert_eq!(taken(&outlet).await, [stale(2), deleted]);
    }

    #[tokio::test]
    async fn more_rows_than_fit_become_one_reload() {
        let outlet = Outlet::default();
        for id in 0..=MOST_WAITING as u128 {
            outlet.push(stale(id));
        }
        assert_eq!(taken(&outlet).await, [LiveEvent::State(Kind::Incidents, LiveState::Live)]);
    }

    #[tokio::test]
    async fn the_pump_stops_with_its_receiver() {
        let outlet = Outlet::default();
        let (to, from) = mpsc::channel(1);
        drop(from);
        outlet.pump(&to).await;
    }
}
