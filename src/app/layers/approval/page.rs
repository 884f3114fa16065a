//! What the page says of a change: what, why, when; the way back and the test; what it touches and what collides with it; who asked, what changed since,
//! what was answered and said.

use super::{Approval, Part, Voice};
use crate::app::model::Model;
use crate::domain::change::asked::Since;
use crate::domain::change::standing::{Answer, Doubt};
use crate::domain::change::{Change, Part as OfChange, beside};
use crate::domain::comment::Comment;
use crate::domain::incident::Incident;
use crate::domain::request::Query;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::{ChangeStatus, Record};
use std::borrow::Cow;

/// Comments that are shown: the latest.
const COMMENTS: usize = 6;
/// Incidents that are shown: the worst.
const INCIDENTS: usize = 5;

/// A comment without its marker's emoji and stars, in one line.
fn plain(comment: &Comment) -> String {
    match rich_text::marker(&comment.content) {
        Some((marker, words)) => format!("{}: {}", marker.keyword().to_lowercase(), words.first_line()),
        None => rich_text::summary(&comment.content),
    }
}

impl Model {
    /// What the page says, from the top: what, when, what it touches; the plan and the ways back; what speaks for and against it.
    #[must_use]
    pub fn approval_page<'a>(&'a self, view: &'a Approval) -> Vec<Part<'a>> {
        let Some(change) = self.rows.changes.get(&view.change) else {
            return vec![Part::Fact("", Voice::Danger, "The change is gone, or hidden from you.".into())];
        };
        let standing = self.rows.standing_of(change);
        let mut parts = vec![Part::Title(change)];
        let meanwhile = change.parts_unlike(&view.saw);
        if !meanwhile.is_empty() {
            let parts_of: Vec<&str> = meanwhile.into_iter().map(OfChange::words).collect();
            let words = format!("{} changed while you read; look again", crate::app::sentences::enumerated(&parts_of));
            parts.push(Part::Fact("Now", Voice::Danger, words));
        }
        parts.extend(self.when_and_where(change));
        parts.extend(self.asked_and_answered(change, view));
        let plans: [(&'static str, &Safe); 3] =
            [("Plan", &change.description), ("Rollback", &change.rollback_plan), ("Test", &change.test_plan)];
        for (heading, text) in plans {
            parts.extend([Part::Blank, Part::Heading(heading)]);
            if text.trim().is_empty() {
                parts.push(Part::Fact("", Voice::Danger, "says nothing".into()));
            } else {
                parts.push(Part::Prose(text));
            }
        }
        parts.extend(self.open_on(change));
        let answers: Vec<Part<'_>> = standing.doubted.iter().map(|(row, doubt)| self.doubted(row, *doubt)).collect();
        if !answers.is_empty() {
            parts.extend([Part::Blank, Part::Heading("Answers that do not count")]);
            parts.extend(answers);
        }
        parts.extend(self.said_of(change));
        parts
    }

    /// What was said of it lately, or that this is not known.
    fn said_of<'a>(&'a self, change: &Change) -> Vec<Part<'a>> {
        let record = Record::Change(change.id);
        let said = self.rows.timeline(record);
        let line = self.remote.line(&Query::Timeline(record));
        let unread = match line.and_then(|line| line.failed.as_ref()) {
            Some((_, fault)) => Some((Voice::Warning, format!("could not be read: {fault}"))),
            None if line.is_none_or(|line| line.answered_at.is_none()) => {
                Some((Voice::Muted, "what was said is still being read".into()))
            }
            None => None,
        };
        let mut parts: Vec<Part<'a>> = vec![];
        if unread.is_some() || !said.is_empty() {
            parts.extend([Part::Blank, Part::Heading("Said")]);
        }
        parts.extend(unread.map(|(voice, words)| Part::Fact("", voice, words)));
        parts.extend(
            said[said.len().saturating_sub(COMMENTS)..].iter().map(|comment| Part::Said(comment, plain(comment))),
        );
        parts
    }

    /// When it happens, what collides with it then, what it touches.
    fn when_and_where<'a>(&'a self, change: &'a Change) -> Vec<Part<'a>> {
        let (voice, when) = self.window_in_words(change);
        let mut parts = vec![Part::Fact("Window", voice, when)];
        for (at, (other, shared)) in self.collisions(change).into_iter().enumerate() {
            let services: Vec<String> = shared.iter().map(|id| self.service_name(id)).collect();
            let (_, when) = self.window_in_words(&other);
            let words = format!(
                "{} {} on {}, {when}, {}",
                other.short_name(),
                other.title,
                crate::app::sentences::enumerated(&services.iter().map(String::as_str).collect::<Vec<_>>()),
                other.status.words()
            );
            parts.push(Part::Fact(if at == 0 { "Collides" } else { "" }, Voice::Danger, words));
        }
        let services: Vec<String> = change.services.iter().map(|id| self.service_label(id)).collect();
        let suffer = self.estate.touched(&change.services).filter(|touched| touched.dependents > 0);
        let suffer = suffer.map_or_else(String::new, |touched| format!("; {touched}"));
        let touches =
            if services.is_empty() { "no service is named".to_owned() } else { services.join(", ") + &suffer };
        let voice = if services.is_empty() { Voice::Warning } else { Voice::Plain };
        parts.push(Part::Fact("Touches", voice, touches));
        parts.extend(self.small(&change.services).map(Part::Small));
        let ends = change.problem.map(Record::Problem).or(change.incident.map(Record::Incident));
        if let Some(record) = ends {
            let (name, title) = self.name_and_title(record);
            parts.push(Part::Fact("Ends", Voice::Plain, format!("{name} {title}")));
        }
        parts
    }

    /// Who asked, what changed since, who answered, and what my answer would do.
    fn asked_and_answered<'a>(&'a self, change: &'a Change, view: &Approval) -> Vec<Part<'a>> {
        let standing = self.rows.standing_of(change);
        let mut parts = vec![];
        if let Some(asked) = standing.asked {
            let ago = self.ago(asked.requested_at);
            let assignee = change
                .assigned_to
                .map_or("nobody is to do it".to_owned(), |who| format!("{} is to do it", self.rows.full_name(who)));
            let words = format!("by {} {ago}; {assignee}", self.rows.full_name(asked.requested_by));
            parts.push(Part::Fact("Asked", Voice::Plain, words));
            parts.extend(self.since(change, asked, view));
        }
        let answer = standing.answer();
        let voice = match answer {
            Answer::Approved(_) => Voice::Good,
            Answer::Rejected(_) => Voice::Danger,
            Answer::Waiting(_) | Answer::Unasked => Voice::Plain,
        };
        let mut words = self.rows.answer_in_words(change, answer);
        if let Answer::Approved(row) | Answer::Rejected(row) = answer {
            words = format!("{words} {}", self.ago(row.updated_at));
            if let Some(because) = row.comments.as_ref().map(rich_text::summary).filter(|text| !text.is_empty()) {
                words = format!("{words}: {because}");
            }
        }
        parts.push(Part::Fact("Answer", voice, words));
        if let Some(mismatch) = standing.mismatch(change) {
            let words = self.rows.mismatch_in_words(mismatch, change, self.my_id());
            parts.push(Part::Fact("But", Voice::Warning, words));
        }
        if change.status == ChangeStatus::Pending && matches!(answer, Answer::Waiting(_)) {
            let (voice, words) = self.my_part(change);
            parts.push(Part::Fact("You", voice, words));
        }
        parts
    }

    /// What my answer would do, or why I have none.
    fn my_part(&self, change: &Change) -> (Voice, String) {
        let Some(me) = &self.me else { return (Voice::Muted, String::new()) };
        if !me.profile.role.may_approve() {
            return (Voice::Muted, "only managers, admins and owners decide on changes".into());
        }
        if change.requested_by == me.profile.id {
            return (Voice::Warning, "you ask for this change yourself: you would approve your own".into());
        }
        if change.has_stakeholder(me.profile.id) {
            return (Voice::Warning, "you are to do this change yourself: you would approve your own work".into());
        }
        let who = self.rows.possessive(change);
        (Voice::Plain, format!("you decide; {who} antops moves the change as soon as it sees that"))
    }

    /// What changed since it was asked for.
    fn since<'a>(&'a self, change: &Change, asked: &beside::Approval, view: &Approval) -> Vec<Part<'a>> {
        let who = self.rows.possessive(change);
        let mut parts = vec![];
        match self.since_asked(change, asked) {
            Since::Same => {
                parts.push(Part::Fact("Since", Voice::Good, "it says what it said when it was asked for".into()));
            }
            Since::NoSign => {
                let words = "no sign that it changed; the web app would not tell";
                parts.push(Part::Fact("Since", Voice::Muted, words.into()));
            }
            Since::Unseen => {
                let words = format!("it was changed after it was asked for, by {who} hand; nobody here saw in what");
                parts.push(Part::Fact("Since", Voice::Warning, words));
            }
            Since::Parts(changed, before) => {
                let names: Vec<&str> = changed.iter().map(|part| part.words()).collect();
                let is = if names.len() == 1 { "was" } else { "were" };
                let words = format!("{} {is} changed, by {who} hand", crate::app::sentences::enumerated(&names));
                parts.push(Part::Fact("Since", Voice::Warning, words));
                if view.shows_before {
                    for part in changed {
                        let before = self.part_in_words(part, &before);
                        parts.push(Part::Fact("before", Voice::Muted, format!("{}: {before}", part.words())));
                        parts.push(Part::Fact(
                            "now",
                            Voice::Plain,
                            format!("{}: {}", part.words(), self.part_in_words(part, change)),
                        ));
                    }
                }
            }
        }
        parts
    }

    /// A part of a change in one run of words.
    fn part_in_words(&self, part: OfChange, change: &Change) -> String {
        match part {
            OfChange::Title => change.title.to_string(),
            OfChange::Window => self.window_in_words(change).1,
            OfChange::Description => rich_text::summary(&change.description),
            OfChange::Rollback => rich_text::summary(&change.rollback_plan),
            OfChange::Test => rich_text::summary(&change.test_plan),
            OfChange::Services => change.services.iter().map(|id| self.service_name(id)).collect::<Vec<_>>().join(", "),
        }
    }

    /// The incidents that are open on what it touches.
    fn open_on<'a>(&'a self, change: &Change) -> Vec<Part<'a>> {
        let mut open: Vec<Cow<'a, Incident>> = self
            .rows
            .incidents
            .values()
            .map(|row| self.pending.over(row))
            .filter(|row| row.status.is_active() && row.services.iter().any(|id| change.services.contains(id)))
            .collect();
        if open.is_empty() {
            return vec![];
        }
        open.sort_by_key(|row| (std::cmp::Reverse(row.priority), row.created_at, row.id));
        let more = open.len().saturating_sub(INCIDENTS);
        let mut parts = vec![Part::Blank, Part::Heading("Open on what it touches")];
        parts.extend(open.into_iter().take(INCIDENTS).map(|row| Part::Incident(Box::new(row))));
        if more > 0 {
            parts.push(Part::Fact("", Voice::Muted, format!("and {more} more")));
        }
        parts
    }

    fn doubted<'a>(&'a self, row: &beside::Approval, doubt: Doubt) -> Part<'a> {
        let who = row.approved_by.map_or("somebody", |who| self.rows.short_name(who));
        let words = format!("{who} {}, {}: {}", row.status, self.ago(row.updated_at), self.rows.doubt_in_words(doubt));
        Part::Fact("", Voice::Warning, words)
    }

    /// A service by its name alone.
    fn service_name(&self, id: &ServiceId) -> String {
        self.rows.services.get(id).map_or_else(|| id.0.to_string(), |service| service.label.to_string())
    }
}
