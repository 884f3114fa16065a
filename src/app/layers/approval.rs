//! The approval view: one page on which somebody decides on a change, and what is typed to decide. Update scrolls by the same page that drawing draws.
//!
//! What people wrote stands indented below words of ours, so that no change can draw a question that antops did not ask. Invariant: what is decided on
//! is what was shown; a part that changed while it was read is named, and has to be read, before anything is asked.

use super::field::Field;
use super::known::{INDENT, of_prose};
use crate::app::model::Model;
use crate::app::screen::{self, Plan};
use crate::domain::change::asked::Since;
use crate::domain::change::standing::{Answer, Doubt};
use crate::domain::change::{Change, Part as OfChange, beside};
use crate::domain::comment::Comment;
use crate::domain::incident::Incident;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::value::{ApprovalStatus, ChangeId, ChangeStatus, Record};
use ratatui::layout::Rect;
use std::borrow::Cow;

/// Comments that are shown: the latest.
const COMMENTS: usize = 6;
/// Incidents that are shown: the worst.
const INCIDENTS: usize = 5;

/// The page being read.
#[derive(Clone, Debug)]
pub struct Approval {
    /// Which change.
    pub change: ChangeId,
    /// The change as it was when it was last read from the top: a later one is named before anything is decided.
    pub saw: Change,
    /// Lines scrolled past.
    pub scroll: u16,
    /// Whether what changed since it was asked for stands there before and after.
    pub shows_before: bool,
    /// What is being decided.
    pub deciding: Option<Deciding>,
}

/// A decision being typed.
#[derive(Clone, Debug)]
pub struct Deciding {
    /// Yes or no.
    pub answer: ApprovalStatus,
    /// A sentence with it.
    pub sentence: Field,
    /// The number of the change, typed to approve it.
    pub number: Field,
    /// Whether the number has the keys.
    pub is_at_number: bool,
    /// What is wrong with what was typed.
    pub error: Option<String>,
}

/// How something of ours is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Voice {
    /// As it is.
    Plain,
    /// By the way.
    Muted,
    /// It is as it should be.
    Good,
    /// Look twice.
    Warning,
    /// Stop.
    Danger,
}

/// One part of the page.
#[derive(Clone, PartialEq, Debug)]
pub enum Part<'a> {
    /// Number and title.
    Title(&'a Change),
    /// A word at the left, and what is to be said of it.
    Fact(&'static str, Voice, String),
    /// What stands below.
    Heading(&'static str),
    /// What people wrote.
    Prose(&'a Safe),
    /// An incident that is open on what the change touches.
    Incident(Box<Cow<'a, Incident>>),
    /// What was said.
    Said(&'a Comment),
    /// Room.
    Blank,
}

impl Deciding {
    /// Nothing typed yet but the sentence that was left.
    #[must_use]
    pub fn new(answer: ApprovalStatus, sentence: &str) -> Self {
        Self { answer, sentence: Field::new(sentence), number: Field::new(""), is_at_number: false, error: None }
    }

    /// The field that has the keys.
    pub fn field_mut(&mut self) -> &mut Field {
        self.error = None;
        if self.is_at_number { &mut self.number } else { &mut self.sentence }
    }
}

/// Where the page is: everything between the tabs and the message.
#[must_use]
pub fn area(plan: &Plan) -> Rect {
    let body = plan.body();
    Rect { y: plan.tabs.y, height: body.bottom().saturating_sub(plan.tabs.y), ..body }
}

/// Lines at the foot of the page that what is typed takes.
#[must_use]
pub fn foot(view: &Approval) -> u16 {
    match &view.deciding {
        None => 0,
        Some(Deciding { answer: ApprovalStatus::Approved, .. }) => 4,
        Some(_) => 3,
    }
}

/// How far the page can be scrolled at most.
#[must_use]
pub fn furthest(model: &Model, view: &Approval) -> u16 {
    let Some(area) = model.plan().map(|plan| area(&plan)) else { return 0 };
    let width = area.width.saturating_sub(2).max(1);
    let lines = |part: &Part<'_>| match part {
        Part::Title(change) => screen::lines(&format!("{}  {}", change.name(), change.title), width).min(2),
        Part::Fact(_, _, words) => screen::lines(words, width.saturating_sub(LABEL)),
        Part::Prose(text) => {
            rich_text::read(text).iter().map(|line| of_prose(line, width.saturating_sub(INDENT))).sum()
        }
        Part::Heading(_) | Part::Incident(_) | Part::Said(_) | Part::Blank => 1,
    };
    let all: u16 = model.approval_page(view).iter().map(lines).fold(0, u16::saturating_add);
    all.saturating_sub(area.height.saturating_sub(foot(view)))
}

/// Cells that people's words stand in from the left.
pub const INDENT_OF_PROSE: u16 = INDENT;

/// Cells of the words at the left.
pub const LABEL: u16 = 11;

impl Model {
    /// The approval view, if it has the keys.
    #[must_use]
    pub fn shown_approval(&self) -> Option<&Approval> {
        self.layers.iter().rev().find_map(|layer| match layer {
            super::Layer::Approval(view) => Some(&**view),
            _ => None,
        })
    }

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
        let said = self.rows.timeline(Record::Change(change.id));
        if !said.is_empty() {
            parts.extend([Part::Blank, Part::Heading("Said")]);
            parts.extend(said[said.len().saturating_sub(COMMENTS)..].iter().map(Part::Said));
        }
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
        let touches = if services.is_empty() { "no service is named".to_owned() } else { services.join(", ") };
        let voice = if services.is_empty() { Voice::Warning } else { Voice::Plain };
        parts.push(Part::Fact("Touches", voice, touches));
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
