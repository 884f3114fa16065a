//! What comes in from outside: the time, the disk, answers, live events. Everything here makes the rows truer; nothing asks the user.

use super::effect::{Effect, Effects};
use super::model::Model;
use super::msg::Kept;
use super::notice::{Notice, Tone};
use super::remote::{Admitted, Ticket};
use crate::domain::comment::Comment;
use crate::domain::fault::Fault;
use crate::domain::incident::Incident;
use crate::domain::member::Me;
use crate::domain::request::{Answer, Page, Query, Row};
use crate::domain::value::Record;
use crate::ports::Cached;
use jiff::Timestamp;
use ratatui::layout::Size;

/// The time moved on: messages go, the minute turns, what is due is due.
pub(super) fn time(model: &mut Model, now: Timestamp) -> Effects {
    let minute = |at: Timestamp| at.as_second().div_euclid(60);
    let (before, slow) = (minute(model.now), model.is_slow());
    model.now = now;
    if model.notice.as_ref().and_then(Notice::until).is_some_and(|until| until <= now) {
        model.clear_notice();
        model.dirty();
    }
    if now >= model.rested_at() && !model.is_catching_up() {
        model.look();
    }
    if minute(now) != before {
        model.refresh_order();
    }
    if model.is_slow() != slow {
        model.dirty();
    }
    let mut effects = model.restore_again();
    effects.extend(model.send_pending());
    effects
}

pub(super) fn resized(model: &mut Model, size: Size) -> Effects {
    model.size = size;
    model.clamp_shown();
    model.follow_shown();
    model.dirty();
    vec![]
}

/// The disk gave back what it kept. Rows already loaded are newer than the cache, and a draft being written is newer than the disk's.
pub(super) fn restored(model: &mut Model, kept: Kept) -> Effects {
    for complaint in &kept.complaints {
        model.say(Tone::Bad, complaint.to_string());
    }
    let is_mine = |cache: &Cached| {
        model
            .me
            .as_ref()
            .is_none_or(|me| me.profile.id == cache.me.profile.id && me.organization == cache.me.organization)
    };
    if let Some(cache) = kept.cache.filter(is_mine)
        && model.rows.incidents.is_empty()
    {
        model.attached.get_or_insert(cache.me.profile.id);
        show_cache(model, cache);
    }
    // Before anybody is known, texts and deeds could be anybody's; once somebody is, the disk is asked for theirs.
    if model.attached.is_none() {
        return vec![];
    }
    model.drafts.merge_older(super::draft::Drafts::from_disk(kept.drafts));
    for op in kept.outbox {
        model.pending.push(op);
    }
    model.room = kept.room;
    model.inbox.is_stale = true;
    model.refresh_order();
    model.send_pending()
}

fn show_cache(model: &mut Model, cache: Cached) {
    model.cached_at = Some(cache.at);
    model.me.get_or_insert_with(|| cache.me.clone());
    model.begin_with_rows_of(cache.at);
    model.incidents.unseen.restore(cache.unseen.clone());
    model.estate.restore(cache.infrastructure.clone());
    model.rows.restore(cache);
}

/// An answer came, or a reason why not.
pub(super) fn answered(model: &mut Model, ticket: Ticket, result: Result<Answer, Fault>) -> Effects {
    let Some(admitted) = model.remote.admit(ticket, result.as_ref().err(), model.now) else { return vec![] };
    match result {
        Ok(answer) => {
            let was_failing = admitted.was_failing;
            let mut effects = take_in(model, answer, &admitted);
            if was_failing {
                model.pending.hurry();
            }
            effects.extend(model.send_pending());
            effects
        }
        Err(Fault::SignedOut { reason }) => model.signed_out_by_server(&reason),
        Err(_) => vec![],
    }
}

fn take_in(model: &mut Model, answer: Answer, admitted: &Admitted) -> Effects {
    let asked_at = admitted.asked_at;
    if let Query::CommentsSince(_) = admitted.query {
        model.remote.forget(&admitted.query);
    }
    if let Query::Incident(id) = admitted.query
        && !admitted.is_stale
    {
        model.incidents.doubtful.remove(&id);
    }
    match answer {
        Answer::Me(me) => return take_me(model, me),
        Answer::People(people) => model.rows.set_people(people),
        Answer::SloTargets(slo) => model.rows.set_slo(slo),
        Answer::Incidents(page) => return take_incidents(model, page, asked_at),
        Answer::Incident(Some(incident)) => put_incident(model, *incident),
        Answer::Incident(None) => {
            if let Query::Incident(id) = admitted.query {
                model.rows.remove_incident(id, model.now);
            }
        }
        Answer::Found(found) => {
            if let Query::Search(search) = &admitted.query {
                model.take_found(search, found, asked_at);
            }
        }
        Answer::Timeline(record, page) => take_timeline(model, record, page, asked_at),
        Answer::CommentsSince(page) => model.take_comments_since(page, asked_at),
        Answer::Problems(page) => {
            model.rows.replace_problems(page, asked_at);
            model.feed_records();
        }
        Answer::Changes(page) => {
            model.rows.replace_changes(page, asked_at);
            model.feed_records();
        }
        Answer::Approvals(page) => model.rows.replace_approvals(page, asked_at),
        Answer::Automations(page) => model.rows.replace_automations(page, asked_at),
        Answer::Responses(page) => model.rows.replace_responses(page, asked_at),
        Answer::Services(services) => model.rows.set_services(services),
        Answer::Infrastructure(rows) => model.take_infrastructure(*rows),
        Answer::Inbox(page) => return model.take_inbox(page, asked_at),
        Answer::Feed(page) => {
            if let Query::Feed(before) = admitted.query {
                model.take_feed(before, &page, asked_at);
                if before.is_some() {
                    model.remote.forget(&admitted.query);
                }
            }
        }
    }
    model.refresh_order();
    model.back_again();
    vec![]
}

/// It is known who is signed in. Rows of somebody else go; the disk turns to this person's part; Realtime may begin.
fn take_me(model: &mut Model, me: Me) -> Effects {
    let who = me.profile.id;
    let is_another = |before: &Me| before.profile.id != who || before.organization != me.organization;
    if model.me.as_ref().is_some_and(is_another) || model.attached.is_some_and(|before| before != who) {
        model.forget_person();
    }
    model.me = Some(me);
    let mut effects = vec![];
    if model.attached != Some(who) {
        model.attached = Some(who);
        effects.push(Effect::Attach(who));
    }
    if !model.live.is_watching() {
        model.live.watch();
        effects.push(Effect::Watch);
    }
    effects
}

fn take_incidents(model: &mut Model, page: Page<Incident>, asked_at: Timestamp) -> Effects {
    let first = model.rows.incidents.is_empty();
    let changed = model.rows.replace_incidents(page.rows, page.total, asked_at);
    let is_news = !changed.is_empty() || model.cached_at.is_some();
    model.rows_came(asked_at);
    if !first {
        for (id, before) in changed {
            model.incident_told(id, before.as_ref().map(|row| row.priority));
            model.notice_row(id, before);
        }
    }
    model.feed_incidents();
    model.cached_at = None;
    model.rows_are_true(asked_at);
    model.refresh_order();
    if first {
        model.resort();
    }
    model.back_again();
    if is_news { model.cache_to_save() } else { vec![] }
}

/// A whole timeline. What was said, changed or deleted while it was on its way is newer and stays.
fn take_timeline(model: &mut Model, record: Record, page: Page<Comment>, asked_at: Timestamp) {
    model.rows.replace_timeline(record, page.rows, asked_at);
    if !model.read_until.contains_key(&record) {
        model.timeline_read(record);
    }
}

fn put_incident(model: &mut Model, incident: Incident) {
    let id = incident.id;
    let before = model.rows.incidents.get(&id).cloned();
    if model.rows.put_incident(incident, model.now) {
        model.incident_told(id, before.as_ref().map(|row| row.priority));
        model.notice_row(id, before);
    }
    if let Some(row) = model.rows.incidents.get(&id).cloned() {
        model.feed_record(&row);
    }
}

/// A comment as it stands now, or as it stood when it was asked for.
pub(super) fn put_comment(model: &mut Model, comment: &Comment, at: Timestamp) {
    model.feed_comment(comment);
    model.inbox.is_stale |= model.rows.notices.take_words(comment);
    if model.rows.put_comment(comment.clone(), at) {
        model.comment_told(comment);
        model.notice_comment(comment);
    }
}

/// A row as it is now, from Realtime or from a verdict.
pub(super) fn take_row(model: &mut Model, row: Row) {
    match row {
        Row::Incident(incident) => put_incident(model, *incident),
        Row::Comment(comment) => put_comment(model, &comment, model.now),
        Row::Problem(problem) => {
            model.feed_record(&*problem);
            model.rows.put_problem(*problem, model.now);
        }
        Row::Change(change) => {
            model.feed_record(&*change);
            model.rows.put_change(*change, model.now);
        }
        Row::Profile(profile) => model.rows.put_person(*profile),
        Row::Beside(row) => model.rows.put_beside(*row, model.now),
    }
}

impl Model {
    /// Whether something has been under way long enough to be worth a mark in the header.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        self.busy_since().is_some_and(|since| self.now.duration_since(since) >= super::model::SLOW)
    }

    /// The rows to keep for the next start, once there are true ones.
    pub(super) fn cache_to_save(&self) -> Effects {
        let at = self.remote.line(&Query::Incidents).and_then(|line| line.answered_at);
        let (Some(at), Some(me), None) = (at, self.me.clone(), self.cached_at) else { return vec![] };
        let cached = Cached {
            at,
            me,
            people: self.rows.people.values().cloned().collect(),
            slo: self.rows.slo,
            incidents: self.rows.incidents.values().filter(|row| !self.rows.is_found(row.id)).cloned().collect(),
            comments: self.rows.timelines.values().flatten().cloned().collect(),
            problems: self.rows.problems.values().cloned().collect(),
            changes: self.rows.changes.values().cloned().collect(),
            approvals: self.rows.approvals.values().cloned().collect(),
            automations: self.rows.automations.values().cloned().collect(),
            responses: self.rows.responses.values().cloned().collect(),
            services: self.rows.services.values().cloned().collect(),
            infrastructure: self.estate.told().clone(),
            unseen: self.incidents.unseen.all().cloned().collect(),
        };
        vec![Effect::SaveCache(Box::new(cached))]
    }
}
