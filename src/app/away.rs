//! Coming back: what was said meanwhile is asked for with one question, and once everything is true again one line says what happened.
//!
//! Away is who starts antops on rows of an earlier session, or has had no link for a while. The line is a notice and takes no key; `,` opens
//! the list at any time.

use super::effect::Effects;
use super::layers::Layer;
use super::layers::picker::{Choice, Item, Picker};
use super::model::Model;
use super::notice::Tone;
use super::pace::POLL;
use crate::domain::comment::Comment;
use crate::domain::edits::Edit;
use crate::domain::incident::Incident;
use crate::domain::live::{Kind, LiveState};
use crate::domain::news::News;
use crate::domain::request::Page;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::slo::Standing;
use crate::domain::value::Priority;
use jiff::{SignedDuration, Timestamp};
use std::fmt;

/// Who was away for less has missed nothing worth a line.
const WHILE: SignedDuration = SignedDuration::from_mins(10);
/// Comments are asked for from a little earlier on, for clocks differ; those that are known already are no news.
const OVERLAP: SignedDuration = SignedDuration::from_mins(2);

/// What is still to be caught up with.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Absence {
    /// Since when, and when one came back; nothing once it was told.
    away: Option<(Timestamp, Timestamp)>,
    /// When the incidents were last all known.
    true_at: Option<Timestamp>,
    /// Up to when all comments are known.
    heard_until: Option<Timestamp>,
    /// Whether some may be missing since then.
    missed: bool,
    /// How many were said in all, where not all of them came.
    cut: Option<u64>,
}

/// What one reads about first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Group {
    Calls,
    Critical,
    New,
    Breached,
    Resolved,
    Changed,
    Comments,
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Calls => "for you",
            Self::Critical | Self::New => "new",
            Self::Breached => "breached",
            Self::Resolved => "resolved",
            Self::Changed => "changed",
            Self::Comments => "comments",
        })
    }
}

impl Model {
    /// The rows on the screen are those of an earlier session, true at that time.
    pub(super) fn begin_with_rows_of(&mut self, at: Timestamp) {
        self.incidents.absence =
            Absence { away: Some((at, self.now)), heard_until: Some(at), missed: true, ..Absence::default() };
    }

    /// Rows arrive by themselves again, after they did not for a while.
    pub(super) fn link_is_back(&mut self) {
        let since = self.last_true();
        if self.live.heard_at.is_some() {
            self.incidents.absence.away.get_or_insert((since, self.now));
        }
    }

    /// The incidents came, asked for at that time. If they had not for a while, something was missed.
    pub(super) fn rows_came(&mut self, asked_at: Timestamp) {
        let since = self.last_true();
        if asked_at.duration_since(since) >= WHILE {
            self.incidents.absence.away.get_or_insert((since, asked_at));
            self.incidents.absence.missed |= self.incidents.absence.heard_until.is_some();
        }
    }

    /// What was new in them is noticed.
    pub(super) fn rows_are_true(&mut self, asked_at: Timestamp) {
        self.incidents.absence.true_at = Some(asked_at);
    }

    /// Whether it is not known yet what happened while one was away.
    pub(super) fn is_catching_up(&self) -> bool {
        self.incidents.absence.away.is_some()
    }

    /// Comments arrive by themselves from now on; those of before may be lost.
    pub(super) fn missed_comments(&mut self) {
        let known = self.incidents.absence.heard_until.max(self.live.heard_at);
        self.incidents.absence.missed |= known.is_some();
        self.incidents.absence.heard_until = known.or(Some(self.now));
    }

    /// When the rows were last known to be true.
    pub(super) fn last_true(&self) -> Timestamp {
        let absence = &self.incidents.absence;
        let away = absence.away.map(|(since, _)| since);
        away.or_else(|| absence.true_at.max(self.live.heard_at)).unwrap_or(self.now)
    }

    /// From when on to ask for comments, if some may be missing: once it is clear whether they come by themselves, and again and again
    /// while they do not.
    pub(super) fn comments_to_ask(&self) -> Option<Timestamp> {
        let until = self.incidents.absence.heard_until?;
        let is_polled = !self.live.is_live(Kind::Comments) && until.checked_add(POLL).is_ok_and(|due| due <= self.now);
        let is_clear = self.live.state(Kind::Comments) != LiveState::Joining;
        (is_clear && (self.incidents.absence.missed || is_polled)).then(|| until - OVERLAP)
    }

    /// What was said meanwhile came.
    pub(super) fn take_comments_since(&mut self, page: Page<Comment>, asked_at: Timestamp) {
        self.incidents.absence.missed = false;
        self.incidents.absence.heard_until = Some(asked_at);
        self.incidents.absence.cut = page.total;
        for comment in page.rows.into_iter().rev() {
            super::answer::put_comment(self, &comment, asked_at);
        }
    }

    /// Says what happened while one was away, once all of it is known.
    pub(super) fn back_again(&mut self) {
        let Some((since, back_at)) = self.incidents.absence.away else { return };
        let absence = &self.incidents.absence;
        if absence.missed || self.cached_at.is_some() || absence.true_at.is_none_or(|at| at < back_at) {
            return;
        }
        self.incidents.absence.away = None;
        let away = self.now.duration_since(since);
        if away < WHILE {
            return;
        }
        self.incidents.unseen.breached = self.breached_since(since);
        if let Some(summary) = self.summary() {
            let key = self.settings.keymap.hint("incident.news");
            let shows = if key.is_empty() { String::new() } else { format!(" {key} shows them.") };
            self.say(Tone::Lasting, format!("While you were away ({}): {summary}.{shows}", span(away)));
        }
    }

    /// The incidents whose time ran out between a moment and now.
    fn breached_since(&self, since: Timestamp) -> std::collections::BTreeSet<crate::domain::value::IncidentId> {
        let is_breached = |row: &Incident, at| matches!(self.rows.slo.standing(row, at), Standing::Breached { .. });
        let rows = self.rows.incidents.values();
        rows.filter(|row| is_breached(row, self.now) && !is_breached(row, since)).map(|row| row.id).collect()
    }

    /// What is unseen, in numbers; nothing when nothing is.
    fn summary(&self) -> Option<String> {
        let unseen = &self.incidents.unseen;
        let rows = || unseen.all().filter_map(|news| Some((news, self.rows.incidents.get(&news.incident)?)));
        let many = |is: &dyn Fn(&News, &Incident) -> bool| rows().filter(|(news, row)| is(news, row)).count();
        let new = many(&|news, _| news.is_new);
        let resolved = many(&|news, row| is_resolved(news, row));
        let changed = many(&|news, row| !news.is_new && !is_resolved(news, row) && is_changed(news, row));
        let comments: u32 = rows().map(|(news, _)| news.comments).sum();
        let calls: u32 = rows().map(|(news, _)| news.calls).sum();
        let mut parts = vec![];
        let mut count = |many: usize, word: &str| {
            if many > 0 {
                parts.push(format!("{many} {word}"));
            }
        };
        count(new, "new");
        count(resolved, "resolved");
        count(unseen.breached.len(), "breached");
        count(changed, "changed");
        if comments > 0 {
            let cut = self.incidents.absence.cut.map_or_else(String::new, |total| format!(" (the latest of {total})"));
            parts.push(format!("{comments} comment{}{cut}", if comments == 1 { "" } else { "s" }));
        }
        match calls {
            0 => {}
            1 => parts.push("1 mentions you".into()),
            calls => parts.push(format!("{calls} mention you")),
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Opens the list of what is unseen, what calls one first.
    pub(super) fn show_news(&mut self) -> Effects {
        let Some(summary) = self.summary() else {
            self.say(Tone::Plain, "Nothing new since you looked.");
            return vec![];
        };
        let unseen = &self.incidents.unseen;
        let mut found: Vec<_> = self
            .rows
            .incidents
            .values()
            .filter_map(|row| {
                let (news, is_breached) = (unseen.unlooked(row.id), unseen.breached.contains(&row.id));
                let group = group(news, row, is_breached)?;
                Some(((group, std::cmp::Reverse(row.priority), std::cmp::Reverse(row.created_at), row.id), news, row))
            })
            .collect();
        found.sort_by_key(|(rank, ..)| *rank);
        let items = found
            .into_iter()
            .map(|((group, ..), news, row)| {
                let words = self.news_in_words(news, row, group);
                Item::new(format!("{group:<9} {}  {}", row.short_name(), row.title), Choice::Show(row.id))
                    .with_note(words)
            })
            .collect();
        let text = vec![Safe::line(&format!("{summary}."))];
        self.layers.push(Layer::Picker(Picker::menu("Since you looked", items).with_text(text)));
        vec![]
    }

    /// What happened to one incident, in a few words.
    fn news_in_words(&self, news: Option<&News>, row: &Incident, group: Group) -> String {
        let Some(news) = news else { return String::new() };
        if let (Group::Calls | Group::Comments, Some(said)) = (group, &news.said) {
            return format!("{}: {}", self.rows.short_name(said.author), rich_text::summary(&said.content));
        }
        if news.is_new {
            return format!("{}, {}", row.priority, self.rows.short_name(row.created_by));
        }
        let mut words: Vec<String> = news
            .changes(row)
            .iter()
            .map(|edit| match edit {
                Edit::Status(turn) => format!("{} → {}", turn.from, turn.to),
                Edit::Priority(turn) => format!("{} → {}", turn.from, turn.to),
                Edit::Assignee(turn) => {
                    format!("to {}", turn.to.map_or("nobody", |who| self.rows.short_name(who)))
                }
                other => other.word().to_owned(),
            })
            .collect();
        if news.comments > 0 {
            words.push(format!("{} comment{}", news.comments, if news.comments == 1 { "" } else { "s" }));
        }
        words.join(", ")
    }
}

fn is_changed(news: &News, row: &Incident) -> bool {
    news.before.is_none() || !news.changes(row).is_empty()
}

fn is_resolved(news: &News, row: &Incident) -> bool {
    !row.status.is_active() && news.before.as_ref().is_some_and(|before| before.status.is_active())
}

/// Where an incident stands in the list; nowhere when nothing happened to it.
fn group(news: Option<&News>, row: &Incident, is_breached: bool) -> Option<Group> {
    let Some(news) = news else { return is_breached.then_some(Group::Breached) };
    Some(match () {
        () if news.calls > 0 => Group::Calls,
        () if news.is_new && row.priority == Priority::Critical => Group::Critical,
        () if is_breached => Group::Breached,
        () if news.is_new => Group::New,
        () if is_resolved(news, row) => Group::Resolved,
        () if is_changed(news, row) => Group::Changed,
        () => Group::Comments,
    })
}

/// How long one was away, roughly.
fn span(away: SignedDuration) -> String {
    match (away.as_hours(), away.as_mins()) {
        (0, minutes) => format!("{minutes} min"),
        (hours @ 1..48, _) => format!("{hours} h"),
        (hours, _) => format!("{} days", hours / 24),
    }
}
