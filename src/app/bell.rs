//! The bell: what is worth waking somebody for, and once only.
//!
//! Owns which events were rung for. It must not know how a terminal rings, nor whether another antops of the same person on this machine
//! does: that is decided where the ringing is done. Invariants: an event rings once, however it comes to be known (by Realtime, by looking,
//! as a mention and as the comment that holds it); what was there before the start, and what I did myself, never rings.

use super::effect::{Effect, Effects};
use super::model::Model;
use super::notice::Tone;
use crate::domain::comment::Comment;
use crate::domain::notification::NoticeId;
use crate::domain::notification::{Notification, Told};
use crate::domain::safe::Safe;
use crate::domain::value::{CommentId, IncidentId, NotificationId, Priority};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;

/// Clocks differ: what was made so long before the start may still be new.
const LATE: SignedDuration = SignedDuration::from_mins(1);
/// Causes that are remembered.
const MOST: usize = 2_000;

/// What rings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Rings {
    /// Nothing.
    Off,
    /// Critical incidents, new or raised to it: what wakes people.
    #[default]
    Critical,
    /// That, and whatever calls me: mentions, requests for approval, decisions on my changes, changes that should be over.
    Calls,
    /// That, and every new incident.
    All,
}

impl Rings {
    /// All of them, with their words in the config.
    pub const WORDS: [(&'static str, Self); 4] =
        [("off", Self::Off), ("critical", Self::Critical), ("calls", Self::Calls), ("all", Self::All)];

    /// From the word in the config.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find_map(|(known, rings)| (known == word).then_some(rings))
    }
}

/// How it rings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sound {
    /// The terminal's bell: works everywhere, and says nothing.
    #[default]
    Bel,
    /// A notification of the desktop by OSC 9, with the words.
    Osc9,
    /// The same by OSC 777.
    Osc777,
}

impl Sound {
    /// All of them, with their words in the config.
    pub const WORDS: [(&'static str, Self); 3] = [("bel", Self::Bel), ("osc9", Self::Osc9), ("osc777", Self::Osc777)];

    /// From the word in the config.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find_map(|(known, sound)| (known == word).then_some(sound))
    }
}

/// A stretch of every day, by the clock on the wall.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hours {
    from: Time,
    until: Time,
}

impl Hours {
    /// Reads `22:00-07:00`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("must be two times of day, as in 22:00-07:00, not {text:?}");
        let (from, until) = text.split_once('-').ok_or_else(wrong)?;
        let time = |text: &str| -> Option<Time> {
            let (hour, minute) = text.trim().split_once(':')?;
            Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
        };
        Ok(Self { from: time(from).ok_or_else(wrong)?, until: time(until).ok_or_else(wrong)? })
    }

    /// Whether a moment lies in it; a stretch that ends before it begins goes over midnight.
    #[must_use]
    pub fn hold(self, at: Timestamp, zone: &TimeZone) -> bool {
        let time = at.to_zoned(zone.clone()).time();
        if self.from <= self.until {
            (self.from..self.until).contains(&time)
        } else {
            time >= self.from || time < self.until
        }
    }
}

/// What the user chose.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct BellSettings {
    /// What rings.
    pub rings: Rings,
    /// How.
    pub sound: Sound,
    /// When less does.
    pub quiet: Option<Hours>,
    /// What still rings then.
    pub quiet_rings: Rings,
}

impl BellSettings {
    fn now(&self, at: Timestamp, zone: &TimeZone) -> Rings {
        match self.quiet {
            Some(hours) if hours.hold(at, zone) => self.rings.min(self.quiet_rings),
            _ => self.rings,
        }
    }
}

/// A wish to ring.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ring {
    /// How.
    pub sound: Sound,
    /// What it is about, on one line.
    pub words: Safe,
}

/// What it is about, so that it rings once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Cause {
    New(IncidentId),
    Critical(IncidentId),
    Call(CommentId),
    Told(NotificationId),
}

/// What was rung for, and what is to be.
#[derive(Clone, Debug)]
pub struct Bell {
    since: Timestamp,
    known: VecDeque<Cause>,
    /// Whether the inbox was read once: what lay in it then was there before.
    has_inbox: bool,
    due: Vec<String>,
}

impl Bell {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { since: now, known: VecDeque::new(), has_inbox: false, due: vec![] }
    }

    fn is_late(&self, at: Timestamp) -> bool {
        at + LATE < self.since
    }

    /// The inbox was read. Says whether it was before.
    pub(super) fn inbox_read(&mut self) -> bool {
        std::mem::replace(&mut self.has_inbox, true)
    }

    /// Whether a cause is heard of for the first time. Of very many the oldest are forgotten.
    fn is_first(&mut self, cause: Cause) -> bool {
        if self.known.contains(&cause) {
            return false;
        }
        if self.known.len() >= MOST {
            self.known.pop_front();
        }
        self.known.push_back(cause);
        true
    }
}

impl Model {
    /// An incident is new here, or differs from what it was. What was known and became critical was not missed, whatever its time stamps say:
    /// the web app does not write down when it raised it.
    pub(super) fn incident_told(&mut self, id: IncidentId, before: Option<Priority>) {
        let Some(row) = self.rows.incidents.get(&id) else { return };
        let is_mine = Some(row.created_by) == self.my_id();
        let is_late = before.is_none() && self.bell.is_late(row.updated_at.max(row.created_at));
        if is_mine || is_late || !row.status.is_active() {
            return;
        }
        let (words, is_critical) = (format!("{} {}", row.name(), row.title), row.priority == Priority::Critical);
        let was_critical = before == Some(Priority::Critical);
        if is_critical && !was_critical && self.bell.is_first(Cause::Critical(id)) {
            self.call(Rings::Critical, format!("Critical: {words}"));
        } else if before.is_none()
            && !is_critical
            && !self.bell.is_late(row.created_at)
            && self.bell.is_first(Cause::New(id))
        {
            self.call(Rings::All, format!("New: {words}"));
        }
    }

    /// A comment was not known.
    pub(super) fn comment_told(&mut self, comment: &Comment) {
        let is_call = self.my_id().is_some_and(|me| comment.mentions.contains(&me) && comment.author != me);
        if is_call && !self.bell.is_late(comment.created_at) && self.bell.is_first(Cause::Call(comment.id)) {
            let (who, on) = (self.rows.short_name(comment.author), self.rows.record_name(comment.on));
            self.call(Rings::Calls, format!("{who} mentions you on {on}"));
        }
    }

    /// A notification was not known.
    pub(super) fn notice_told(&mut self, notice: &Notification) {
        if notice.is_read || self.bell.is_late(notice.created_at) {
            return;
        }
        match (&notice.told, notice.id) {
            (Told::Mention { comment, .. }, _) => {
                if self.bell.is_first(Cause::Call(*comment)) {
                    self.call(Rings::Calls, "Somebody mentions you".to_owned());
                }
            }
            (told, NoticeId::System(id)) => {
                let on = notice.on.map_or_else(|| "a change".to_owned(), |record| self.rows.record_name(record));
                let words = match told {
                    Told::ApprovalRequest { .. } => format!("{on} waits for your approval"),
                    Told::Decided { is_approved: true, .. } => format!("{on} was approved"),
                    Told::Decided { .. } => format!("{on} was rejected"),
                    Told::AutoStarted => format!("{on} started by itself"),
                    Told::CompletionPrompt { .. } => format!("{on} should be over: did it work?"),
                    Told::Mention { .. } => return,
                    Told::Other { title, .. } => title.to_string(),
                };
                if self.bell.is_first(Cause::Told(id)) {
                    self.call(Rings::Calls, words);
                }
            }
            (_, NoticeId::Mention(_)) => {}
        }
    }

    /// Something called; whether it rings is the user's choice.
    fn call(&mut self, level: Rings, words: String) {
        if level <= self.settings.bell.now(self.now, &self.zone) {
            self.bell.due.push(words);
        }
    }

    /// Rings once for everything that came together, and says why.
    pub(super) fn ring(&mut self) -> Effects {
        let mut due = std::mem::take(&mut self.bell.due);
        let Some(last) = due.pop() else { return vec![] };
        let words = match due.len() {
            0 => last,
            more => format!("{last} (and {more} more)"),
        };
        self.say(Tone::Lasting, format!("{}.", words.trim_end_matches('.')));
        vec![Effect::Ring(Ring { sound: self.settings.bell.sound, words: Safe::line(&words) })]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_go_over_midnight_and_end_before_their_end() {
        let night = Hours::parse("22:00-07:00").unwrap();
        let at = |time: &str| format!("2026-11-19T{time}:00Z").parse::<Timestamp>().unwrap();
        let held =
            ["21:59", "22:00", "23:30", "03:00", "06:59", "07:00"].map(|time| night.hold(at(time), &TimeZone::UTC));
        assert_eq!(held, [false, true, true, true, true, false]);
        let noon = Hours::parse("12:00 - 13:30").unwrap();
        assert!(noon.hold(at("13:29"), &TimeZone::UTC) && !noon.hold(at("13:30"), &TimeZone::UTC));
        for wrong in ["22-7", "25:00-07:00", "22:00", ""] {
            assert!(Hours::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn in_quiet_hours_no_more_rings_than_before() {
        let night = Hours::parse("22:00-07:00").ok();
        let settings =
            BellSettings { rings: Rings::Critical, quiet: night, quiet_rings: Rings::All, ..BellSettings::default() };
        let midnight = "2026-11-19T00:00:00Z".parse().unwrap();
        assert_eq!(settings.now(midnight, &TimeZone::UTC), Rings::Critical);
    }
}
