//! What the help says and how it is arranged: blocks of commands by the place where their keys work, then the signs of the list, in one
//! column or two. Update scrolls by it and drawing draws by it.

use crate::app::command::{Command, Gate, Scope, commands};
use crate::app::model::Model;
use crate::app::panes::Pane;

/// One row of the help.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Row {
    /// A place.
    Place(&'static str),
    /// A command of the place.
    Command(&'static Command),
    /// What a sign in the list means.
    Sign(Sign),
    /// Room between blocks.
    Blank,
}

/// The signs that the list uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// Changed since one looked.
    Unseen,
    /// Not read yet.
    Unread,
    /// One is called in it.
    Called,
    /// Not yet at the server.
    Unsent,
    /// A text of one's own that was left.
    Draft,
    /// The letters of the priorities.
    Priorities,
    /// Open, investigating, resolved.
    Statuses,
    /// Closed.
    Closed,
    /// Over its SLO.
    Breached,
    /// Soon over it.
    AtRisk,
    /// Identified, investigating, known error.
    ProblemStatuses,
    /// Resolved and closed.
    Over,
    /// How much belongs to a problem.
    Linked,
    /// Draft, pending, approved, in progress.
    ChangeStatuses,
    /// Completed, failed, cancelled.
    ChangeOver,
    /// A change says other than its approvals do.
    Mismatch,
    /// A change happens while another touches the same.
    Collision,
    /// How bad the worst incident is.
    Health,
    /// A change runs.
    Running,
    /// A folded zone.
    Folded,
    /// Straight and dashed lines.
    Lines,
}

/// The places after those of the pane, in the order one gets to them.
const PLACES: [Scope; 6] =
    [Scope::Records, Scope::Timeline, Scope::Lists, Scope::Everywhere, Scope::Compose, Scope::Filter];

const SIGNS: [Sign; 9] = [
    Sign::Unseen,
    Sign::Called,
    Sign::Unsent,
    Sign::Draft,
    Sign::Priorities,
    Sign::Statuses,
    Sign::Closed,
    Sign::Breached,
    Sign::AtRisk,
];

const SIGNS_OF_PROBLEMS: [Sign; 6] =
    [Sign::Unsent, Sign::Draft, Sign::Priorities, Sign::ProblemStatuses, Sign::Over, Sign::Linked];

const SIGNS_OF_CHANGES: [Sign; 7] = [
    Sign::Unsent,
    Sign::Draft,
    Sign::Priorities,
    Sign::ChangeStatuses,
    Sign::ChangeOver,
    Sign::Mismatch,
    Sign::Collision,
];
const SIGNS_OF_MAP: [Sign; 4] = [Sign::Health, Sign::Running, Sign::Folded, Sign::Lines];
const SIGNS_OF_NEWS: [Sign; 3] = [Sign::Unread, Sign::Called, Sign::Priorities];

/// From this width there are two columns.
const TWO: u16 = 74;

/// The help in its columns for a screen so wide. Commands that make no sense here are left out.
#[must_use]
pub fn columns(model: &Model, width: u16) -> Vec<Vec<Row>> {
    let (pane, signs) = match model.pane {
        Pane::Incidents => (Scope::Incidents, &SIGNS[..]),
        Pane::Problems => (Scope::Problems, &SIGNS_OF_PROBLEMS[..]),
        Pane::Changes => (Scope::Changes, &SIGNS_OF_CHANGES[..]),
        Pane::Map => (Scope::Map, &SIGNS_OF_MAP[..]),
        Pane::Feed => (Scope::Feed, &SIGNS_OF_NEWS[..]),
        Pane::Inbox => (Scope::Inbox, &SIGNS_OF_NEWS[..]),
    };
    let board = model.is_board().then_some(Scope::Board);
    let calendar = (model.pane == Pane::Changes && model.changes.is_calendar()).then_some(Scope::Calendar);
    let is_meant = |scope: &Scope| model.pane != Pane::Map || *scope == Scope::Everywhere;
    let places = board.into_iter().chain(calendar).chain([pane]).chain(PLACES.into_iter().filter(is_meant));
    let mut blocks: Vec<Vec<Row>> = places.map(|scope| block(model, scope)).collect();
    let signs = signs.iter().copied().map(Row::Sign);
    blocks.push([Row::Place("Signs in the list")].into_iter().chain(signs).collect());
    if width < TWO {
        return vec![blocks.concat()];
    }
    let total: usize = blocks.iter().map(Vec::len).sum();
    let (mut left, mut right) = (vec![], vec![]);
    for block in blocks {
        let side = if left.len() + block.len() / 2 <= total / 2 { &mut left } else { &mut right };
        side.extend(block);
    }
    vec![left, right]
}

fn block(model: &Model, scope: Scope) -> Vec<Row> {
    let commands = commands().filter(|command| command.scope == scope && command.gate(model) != Gate::Absent);
    [Row::Place(scope.title())].into_iter().chain(commands.map(Row::Command)).chain([Row::Blank]).collect()
}

/// How many rows the help can be scrolled at most, its frame taken off.
#[must_use]
pub fn furthest(model: &Model) -> u16 {
    let Some(body) = model.plan().map(|plan| plan.body()) else { return 0 };
    let rows = columns(model, body.width).iter().map(Vec::len).max().unwrap_or(0);
    u16::try_from(rows.saturating_sub(usize::from(body.height.saturating_sub(2)))).unwrap_or(u16::MAX)
}
