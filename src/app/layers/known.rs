//! Reading a known error: which of the matches is read, what its page says, how far it is scrolled. Update scrolls by the same page that
//! drawing draws.

use crate::app::model::Model;
use crate::app::screen::{self, Plan};
use crate::domain::known_error::Match;
use crate::domain::problem::Problem;
use crate::domain::rich_text::{self, LineKind};
use crate::domain::safe::Safe;
use crate::domain::value::ProblemId;
use ratatui::layout::Rect;

/// Cells that running text stands in from the left.
pub const INDENT: u16 = 2;

/// The page being read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// The problem, where it was found by a search, and how many incidents belonged to it then; else it is one of those that the selected
    /// incident looks like.
    pub only: Option<(ProblemId, usize)>,
    /// Which of them, from 0.
    pub at: usize,
    /// Lines scrolled past.
    pub scroll: u16,
}

/// One part of the page.
#[derive(Clone, PartialEq, Debug)]
pub enum Part<'a> {
    /// What the problem is called, and how far it is.
    Title(&'a Problem),
    /// Why it is shown.
    Why(String),
    /// What stands below.
    Heading(&'static str),
    /// What people wrote.
    Prose(&'a Safe),
    /// Another match, and whether it is the one being read.
    Other(&'a Match, &'a Problem, bool),
    /// Room.
    Blank,
}

/// The problem being read, and the match if it is one; nothing where the problem is gone or not read yet.
#[must_use]
pub fn read(model: &Model, reading: Reading) -> Option<(Option<&Match>, &Problem)> {
    match reading.only {
        Some((id, _)) => model.rows.problems.get(&id).map(|problem| (None, problem)),
        None => model.known_problems().nth(reading.at).map(|(found, problem)| (Some(found), problem)),
    }
}

/// What a problem is that was found by a search: how far, and how often it struck.
fn known_as(problem: &Problem, struck: usize) -> String {
    match struck {
        0 => problem.status.words().to_owned(),
        1 => format!("{}, 1 incident belongs to it", problem.status.words()),
        many => format!("{}, {many} incidents belong to it", problem.status.words()),
    }
}

/// What the page says, from the top.
#[must_use]
pub fn page(model: &Model, reading: Reading) -> Vec<Part<'_>> {
    let Some((found, problem)) = read(model, reading) else { return vec![] };
    let struck = reading.only.map_or(0, |(_, struck)| struck);
    let why = found.map_or_else(|| known_as(problem, struck), |found| model.why(found));
    let mut parts = vec![Part::Title(problem), Part::Why(why)];
    let texts = [
        ("Workaround", problem.workaround.as_ref()),
        ("Solution", problem.solution.as_ref()),
        ("Root cause", problem.root_cause.as_ref()),
        ("What it looks like", Some(&problem.description)),
    ];
    for (heading, text) in texts {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            parts.extend([Part::Blank, Part::Heading(heading), Part::Prose(text)]);
        }
    }
    if found.is_some() && model.known_problems().nth(1).is_some() {
        parts.extend([Part::Blank, Part::Heading("All that match")]);
        let all = model.known_problems().enumerate();
        parts.extend(all.map(|(at, (found, problem))| Part::Other(found, problem, at == reading.at)));
    }
    parts
}

/// Where the page is: beside the list where there is room, else over it; above the composer while one is open.
#[must_use]
pub fn area(plan: &Plan) -> Rect {
    if plan.rule.width > 0 || plan.compose.height > 0 { plan.detail } else { plan.body() }
}

/// How far the page can be scrolled at most.
#[must_use]
pub fn furthest(model: &Model, reading: Reading) -> u16 {
    let Some(area) = model.plan().map(|plan| area(&plan)) else { return 0 };
    let width = area.width.saturating_sub(4).max(1);
    let lines = |part: &Part<'_>| match part {
        Part::Title(problem) => screen::lines(&problem.title, width.saturating_sub(INDENT)),
        Part::Why(words) => screen::lines(words, width.saturating_sub(INDENT)),
        Part::Prose(text) => {
            rich_text::read(text).iter().map(|line| of_prose(line, width.saturating_sub(INDENT))).sum()
        }
        Part::Heading(_) | Part::Other(..) | Part::Blank => 1,
    };
    let all: u16 = page(model, reading).iter().map(lines).fold(0, u16::saturating_add);
    all.saturating_sub(area.height.saturating_sub(2))
}

pub(super) fn of_prose(line: &rich_text::Line, width: u16) -> u16 {
    let indent = match &line.kind {
        LineKind::Quote | LineKind::Code { .. } => 2,
        LineKind::Bullet { depth, marker } => u16::from(*depth) * 2 + u16::try_from(marker.len()).unwrap_or(0) + 1,
        _ => 0,
    };
    screen::lines(&line.text(), width.saturating_sub(indent).max(4))
}
