//! `antops change calendar`: what happens on some days, in the order in which it begins, with what collides.

use super::super::paint::Paper;
use super::super::record::ledger::Ledger;
use super::super::record::{json::print, table};
use super::super::{Code, Scene, Trouble};
use super::arguments::Calendar;
use super::columns::CALENDAR;
use super::json;
use super::whole::wholes;
use crate::domain::change::Change;
use crate::domain::change::window::Window;
use crate::domain::value::ChangeStatus;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

/// Lists the windows of the days. What was cancelled does not happen.
pub(super) async fn calendar(scene: &mut Scene<'_>, ledger: &mut Ledger, wanted: &Calendar) -> Result<(), Trouble> {
    let first = wanted.from.unwrap_or_else(|| ledger.now.to_zoned(ledger.zone.clone()).date());
    let begins =
        |day: Date| -> Option<Timestamp> { ledger.zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().ok() };
    let days = begins(first).zip(first.checked_add(wanted.days.days()).ok().and_then(begins));
    let Some((from, to)) = days else {
        return Err(Trouble::new(Code::Usage, format!("no calendar has {} days from {first} on", wanted.days)));
    };
    let days = Window::new(from, Some(to));
    let is_there = |row: &&Change| {
        row.status != ChangeStatus::Cancelled && row.window().is_some_and(|window| window.overlaps(days))
    };
    let mut rows: Vec<Change> = ledger.rows.changes.values().filter(is_there).cloned().collect();
    rows.sort_by_key(|row| (row.scheduled_for, row.estimated_end, row.id));
    let rows = wholes(ledger, rows).await?;
    if wanted.json {
        return print(scene, rows.iter().map(|row| json::change(row, ledger)));
    }
    let paper = Paper::of(scene)?;
    table::print(scene, ledger, &rows, CALENDAR, &paper, wanted.header)
}
