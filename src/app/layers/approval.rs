//! The approval view: one page on which somebody decides on a change, and what is typed to decide. Update scrolls by the same page that drawing draws.
//!
//! What people wrote stands indented below words of ours, so that no change can draw a question that antops did not ask. Invariant: what is decided on
//! is what was shown; a part that changed while it was read is named, and has to be read, before anything is asked.

mod page;

use super::field::Field;
use super::known::{INDENT, of_prose};
use crate::app::model::Model;
use crate::app::screen::{self, Plan};
use crate::domain::change::Change;
use crate::domain::comment::Comment;
use crate::domain::incident::Incident;
use crate::domain::infrastructure::small::Small;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::value::{ApprovalStatus, ChangeId};
use ratatui::layout::Rect;
use std::borrow::Cow;

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
    /// What depends on what it touches, in small.
    Small(&'a Small),
    /// What stands below.
    Heading(&'static str),
    /// What people wrote.
    Prose(&'a Safe),
    /// An incident that is open on what the change touches.
    Incident(Box<Cow<'a, Incident>>),
    /// What was said, and that in plain words.
    Said(&'a Comment, String),
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
        Part::Said(_, words) => screen::lines(words, width.saturating_sub(INDENT + WHEN_AND_WHO)),
        Part::Small(small) => u16::try_from(small.plane.layout.size.1).unwrap_or(0) + u16::from(small.left > 0),
        Part::Heading(_) | Part::Incident(_) | Part::Blank => 1,
    };
    let all: u16 = model.approval_page(view).iter().map(lines).fold(0, u16::saturating_add);
    all.saturating_sub(area.height.saturating_sub(foot(view)))
}

/// Cells that people's words stand in from the left.
pub const INDENT_OF_PROSE: u16 = INDENT;

/// Cells of when something was said, and by whom.
pub const WHEN_AND_WHO: u16 = 16;

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
}
