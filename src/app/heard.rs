//! What Realtime says, taken in: rows, deletes, how each kind of rows is watched, who is there.

use super::answer::take_row;
use super::effect::Effects;
use super::model::Model;
use crate::domain::live::{Kind, LiveEvent, LiveState, StaleRow};
use crate::domain::request::{Query, Row};
use crate::domain::value::Record;

/// Realtime said something.
pub(super) fn live(model: &mut Model, events: Vec<LiveEvent>) -> Effects {
    let mut is_news = false;
    let newest = |event: &LiveEvent| match event {
        LiveEvent::Row(Row::Comment(comment)) => Some(comment.created_at),
        _ => None,
    };
    let newest = events.iter().filter_map(newest).max();
    for event in events {
        is_news |= live_one(model, event);
    }
    if is_news {
        model.refresh_order();
    }
    model.live.hear(model.now);
    for record in model.rows.spare(model.subject(), model.now) {
        model.remote.forget(&Query::Timeline(record));
    }
    if let Some(until) = newest.filter(|_| model.live.is_live(Kind::Comments)) {
        model.feed_is_whole(until);
    }
    vec![]
}

/// One event; says whether anything on the screen may differ for it.
fn live_one(model: &mut Model, event: LiveEvent) -> bool {
    match event {
        // Every "live" is also the word that events may have been lost before it.
        LiveEvent::State(kind, state) => {
            if state == LiveState::Live {
                if !model.live.is_live(kind) {
                    model.link_is_back();
                }
                loaded_anew(model, kind);
            }
            model.live.set(kind, state);
            if !Kind::ALL.iter().any(|kind| model.live.is_live(*kind)) {
                // Nobody can tell any more who is there.
                model.present.clear();
            }
        }
        LiveEvent::Pulse { millis } => {
            model.live.pulse = Some(millis);
        }
        LiveEvent::Row(row) => {
            let is_of_change = matches!(row, Row::Change(_) | Row::Beside(_));
            take_row(model, row);
            if is_of_change {
                // What stands beside it moves with it, and does not come over the socket.
                model.remote.mark_stale(Query::Automations);
                model.remote.mark_stale(Query::Responses);
            }
        }
        LiveEvent::Notice(notice) => model.put_notice(*notice),
        LiveEvent::Present(present) => {
            let differs = model.present != present;
            model.present = present;
            return differs;
        }
        LiveEvent::Stale(StaleRow::Incident(id)) => {
            model.remote.mark_stale(Query::Incident(id));
            model.incidents.doubtful.insert(id);
        }
        LiveEvent::Stale(StaleRow::Comment(_)) => loaded_anew(model, Kind::Comments),
        LiveEvent::Stale(StaleRow::Problems) => model.remote.mark_stale(Query::Problems),
        LiveEvent::Stale(StaleRow::Changes) => model.remote.mark_stale(Query::Changes),
        LiveEvent::Stale(StaleRow::Approvals) => model.remote.mark_stale(Query::Approvals),
        LiveEvent::Stale(StaleRow::Inbox) => model.remote.mark_stale(Query::Inbox),
        LiveEvent::NoticeDeleted(id) => {
            let was_known = model.rows.notices.remove(id, model.now);
            model.inbox.is_stale |= was_known;
            return was_known;
        }
        LiveEvent::IncidentDeleted(_)
        | LiveEvent::ProblemDeleted(_)
        | LiveEvent::ChangeDeleted(_)
        | LiveEvent::ApprovalDeleted(_)
        | LiveEvent::CommentDeleted(_) => return deleted(model, &event),
    }
    true
}

/// A row was deleted; says whether anything on the screen may differ for it. Deletes are sent to everybody, of every organization: only what
/// was known is worth a look.
fn deleted(model: &mut Model, event: &LiveEvent) -> bool {
    let query = match *event {
        LiveEvent::IncidentDeleted(id) => return model.rows.remove_incident(id, model.now),
        LiveEvent::CommentDeleted(id) => {
            model.feed_unsay(id);
            model.inbox.is_stale |= model.rows.notices.unsay(id);
            return model.rows.remove_comment(id, model.now);
        }
        LiveEvent::ProblemDeleted(id) => model.rows.problems.contains_key(&id).then_some(Query::Problems),
        LiveEvent::ChangeDeleted(id) => model.rows.changes.contains_key(&id).then_some(Query::Changes),
        LiveEvent::ApprovalDeleted(id) => {
            model.rows.approvals.values().any(|row| row.id == id).then_some(Query::Approvals)
        }
        _ => None,
    };
    if let Some(query) = &query {
        model.remote.mark_stale(query.clone());
    }
    query.is_some()
}

/// Changes of a kind arrive from now on: what came before the subscription is lost, so the rows are loaded once more.
fn loaded_anew(model: &mut Model, kind: Kind) {
    match kind {
        Kind::Incidents => model.remote.mark_stale(Query::Incidents),
        Kind::Problems => model.remote.mark_stale(Query::Problems),
        Kind::Changes => model.remote.mark_stale(Query::Changes),
        Kind::Approvals => model.remote.mark_stale(Query::Approvals),
        Kind::Notifications | Kind::Mentions => model.remote.mark_stale(Query::Inbox),
        Kind::Comments => {
            model.remote.mark_stale(Query::Feed(None));
            model.doubt_feed();
            model.missed_comments();
            let records: Vec<Record> = model.rows.timelines.keys().copied().collect();
            for record in records {
                model.remote.mark_stale(Query::Timeline(record));
            }
        }
    }
}
