//! What one is told, as the server last said it. Nothing marked here changes a row: marks that are not known to have arrived lie over it.

use super::Rows;
use crate::domain::comment::Comment;
use crate::domain::notification::{NoticeId, Notification, Told};
use crate::domain::request::Page;
use crate::domain::rich_text;
use crate::domain::value::{CommentId, ProfileId, Record};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// No answer takes longer: what was touched before that need not be remembered.
const LONGEST_ANSWER: SignedDuration = SignedDuration::from_mins(2);

/// All of it that is known.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    rows: BTreeMap<NoticeId, Notification>,
    /// How many there are, when that is more than were loaded.
    pub total: Option<u64>,
    touched: HashMap<NoticeId, Timestamp>,
}

impl Notices {
    /// One of them.
    #[must_use]
    pub fn get(&self, id: NoticeId) -> Option<&Notification> {
        self.rows.get(&id)
    }

    /// All of them, in no order that means anything.
    pub fn all(&self) -> impl Iterator<Item = &Notification> {
        self.rows.values()
    }

    /// Takes what was loaded as it stood when it was asked for; returns the ids of those that were not known.
    pub fn replace(&mut self, page: Page<Notification>, asked_at: Timestamp) -> Vec<NoticeId> {
        self.total = page.total;
        let touched = &self.touched;
        let is_newer = |id: NoticeId| touched.get(&id).is_some_and(|at| *at >= asked_at);
        let mut fresh: BTreeMap<NoticeId, Notification> = BTreeMap::new();
        for row in page.rows {
            let known = self.rows.get(&row.id).filter(|known| is_newer(known.id));
            // What came by itself is newer, but the words of a mention come only here.
            let is_read = known.map_or(row.is_read, |known| known.is_read);
            if known.is_some() || !is_newer(row.id) {
                fresh.insert(row.id, Notification { is_read, ..row });
            }
        }
        for (id, row) in &self.rows {
            if is_newer(*id) {
                fresh.entry(*id).or_insert_with(|| row.clone());
            }
        }
        self.touched.retain(|_, at| *at >= asked_at - LONGEST_ANSWER);
        let new = fresh.keys().filter(|id| !self.rows.contains_key(id)).copied().collect();
        self.rows = fresh;
        new
    }

    /// Takes one as it is now, keeping the words of a mention that are known; says whether it was not known.
    pub fn put(&mut self, mut row: Notification, now: Timestamp) -> bool {
        self.touched.insert(row.id, now);
        if let (Told::Mention { said: None, .. }, Some(known)) = (&row.told, self.rows.get(&row.id)) {
            (row.told, row.on) = (known.told.clone(), known.on);
        }
        self.rows.insert(row.id, row).is_none()
    }

    /// Forgets one that is gone; says whether it was known.
    pub fn remove(&mut self, id: NoticeId, now: Timestamp) -> bool {
        self.touched.insert(id, now);
        self.rows.remove(&id).is_some()
    }

    /// Some were marked, and the database said so.
    pub fn marked(&mut self, ids: &[NoticeId], is_read: bool, now: Timestamp) {
        for id in ids {
            if let Some(row) = self.rows.get_mut(id) {
                row.is_read = is_read;
                self.touched.insert(*id, now);
            }
        }
    }

    /// A comment was read or changed: a mention in it gets its words. Says whether one did.
    pub fn take_words(&mut self, comment: &Comment) -> bool {
        let mut is_told = false;
        for row in self.rows.values_mut() {
            if let Told::Mention { comment: id, said } = &mut row.told
                && *id == comment.id
                && said.as_deref() != Some(comment)
            {
                (*said, row.on, is_told) = (Some(Box::new(comment.clone())), Some(comment.on), true);
            }
        }
        is_told
    }

    /// A comment is gone, and the mentions in it go with it. Says whether there were any.
    pub fn unsay(&mut self, comment: CommentId) -> bool {
        let before = self.rows.len();
        self.rows.retain(|_, row| !matches!(&row.told, Told::Mention { comment: id, .. } if *id == comment));
        self.rows.len() != before
    }
}

impl Rows {
    /// What a notification tells, in words, whoever did it first. What the record is called stands elsewhere.
    #[must_use]
    pub fn told(&self, notice: &Notification) -> String {
        let by = |who: Option<ProfileId>| who.map_or_else(String::new, |who| format!(" by {}", self.short_name(who)));
        let quoted = |words: &str| if words.trim().is_empty() { String::new() } else { format!(": {}", words.trim()) };
        match &notice.told {
            Told::ApprovalRequest { .. } => {
                let asker = notice.on.and_then(|record| match record {
                    Record::Change(id) => self.changes.get(&id).map(|row| row.requested_by),
                    _ => None,
                });
                format!("{} asks for your approval", asker.map_or("Somebody", |who| self.short_name(who)))
            }
            Told::Decided { is_approved: true, by: who, comments } => {
                format!("approved{}{}", by(*who), quoted(comments))
            }
            Told::Decided { by: who, comments, .. } => format!("rejected{}{}", by(*who), quoted(comments)),
            Told::AutoStarted => "started by itself".to_owned(),
            Told::CompletionPrompt { .. } => "should be over: did it work?".to_owned(),
            Told::Mention { said: Some(said), .. } => {
                let words = match rich_text::marker(&said.content) {
                    Some((marker, words)) => {
                        format!("{}{}", marker.keyword().to_lowercase(), quoted(&rich_text::summary(&words)))
                    }
                    None => rich_text::summary(&said.content),
                };
                format!("{}: {words}", self.short_name(said.author))
            }
            Told::Mention { said: None, .. } => "Somebody mentions you".to_owned(),
            Told::Other { title, message, .. } => format!("{title}{}", quoted(message)),
        }
    }
}
