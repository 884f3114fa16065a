//! How fresh each kind of rows is: the truth line, kind by kind, with the whole reason and what could be done about it.

use crate::app::model::Model;
use crate::app::screen::{self, Plan};
use crate::app::truth::{self, Truth};
use crate::domain::live::{Kind, LiveState};
use crate::domain::request::Query;
use jiff::Timestamp;
use ratatui::layout::Rect;

/// Cells of the name of a kind.
pub const NAME: u16 = 15;
/// Cells of the word and its number.
pub const WORD: u16 = 14;

/// One kind of rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fresh {
    /// Which.
    pub name: String,
    /// When they were last looked at.
    pub looked_at: Option<Timestamp>,
    /// How fresh.
    pub truth: Truth,
    /// What could be done, where something could.
    pub advice: Option<String>,
}

/// All of them, in the order of the panes.
#[must_use]
pub fn all(model: &Model) -> Vec<Fresh> {
    let looked_at = |query: &Query| model.remote.line(query).and_then(|line| line.answered_at);
    let fresh = |kind: &Kind| Fresh {
        name: kind.to_string(),
        looked_at: looked_at(&truth::query_of(*kind)),
        truth: truth::truth_of(model, *kind),
        advice: advice(model, *kind),
    };
    let map = Fresh {
        name: "map".to_owned(),
        looked_at: looked_at(&Query::Infrastructure),
        truth: truth::truth_of_map(model),
        advice: None,
    };
    Kind::ALL.iter().map(fresh).chain([map]).collect()
}

/// What an operator could do about it.
fn advice(model: &Model, kind: Kind) -> Option<String> {
    let LiveState::Refused { .. } = model.live.state(kind) else { return None };
    Some(format!("An operator can have them sent: alter publication supabase_realtime add table {};", kind.table()))
}

/// Where the page stands.
#[must_use]
pub fn area(plan: &Plan) -> Rect {
    plan.body()
}

/// How many lines it takes in an area so wide, its frame taken off.
#[must_use]
pub fn height(model: &Model, width: u16) -> u16 {
    let room = width.saturating_sub(4);
    let beside = room.saturating_sub(NAME + WORD);
    let of = |fresh: &Fresh| {
        let reason = match &fresh.truth {
            Truth::Poll { reason, .. } | Truth::Stale { reason, .. } | Truth::Offline { reason, .. } => {
                screen::lines(reason, beside)
            }
            Truth::Loading | Truth::Live { .. } => 1,
        };
        reason + fresh.advice.as_ref().map_or(0, |advice| screen::lines(advice, beside))
    };
    let kinds: u16 = all(model).iter().map(of).sum();
    kinds + 3
}

/// How far it can be scrolled.
#[must_use]
pub fn furthest(model: &Model) -> u16 {
    let Some(area) = model.plan().map(|plan| area(&plan)) else { return 0 };
    height(model, area.width).saturating_sub(area.height.saturating_sub(2))
}
