//! `antops incident list`: a table on a terminal, tab-separated lines in a pipe, objects as JSON.

use super::super::paint::Paper;
use super::super::record::ledger::Ledger;
use super::super::record::{json::print, table};
use super::super::{Code, Scene, Trouble};
use super::arguments::{List, Order};
use super::columns::{Column, NARROW, USUAL};
use super::json;
use crate::app::view::{View, Views};
use crate::domain::incident::Incident;
use crate::domain::safe::Safe;
use std::io::Write as _;

/// From here on a table has room for the age.
const WIDE: usize = 100;

/// What is looked for: through which view, by which words, in which order.
pub(super) struct Look<'a> {
    view: View,
    typed: String,
    order: &'a Order,
}

impl<'a> Look<'a> {
    /// From what was said; without a view, the queue.
    pub(super) fn of(scene: &Scene<'_>, filter: &[String], order: &'a Order) -> Result<Self, Trouble> {
        let view = match &order.view {
            Some(name) => named(&scene.config()?.views(), name)?,
            None => View::default(),
        };
        Ok(Self { view, typed: filter.join(" "), order })
    }

    /// The incidents it keeps, sorted; says on standard error that some were left out.
    pub(super) async fn incidents(&self, ledger: &mut Ledger) -> Result<Vec<Incident>, Trouble> {
        let mut rows = ledger.find(&self.typed, &self.view).await?;
        let sort = self.order.sort.unwrap_or(self.view.sort);
        rows.sort_by_cached_key(|row| sort.key(row, &ledger.rows));
        if self.order.reverse {
            rows.reverse();
        }
        if let Some(limit) = self.order.limit.filter(|limit| *limit < rows.len()) {
            writeln!(std::io::stderr(), "antops: {limit} of {} shown", rows.len())?;
            rows.truncate(limit);
        }
        Ok(rows)
    }
}

/// The view of a name.
fn named(views: &Views, wanted: &str) -> Result<View, Trouble> {
    let known = views.all().iter().find(|view| view.name.to_lowercase() == wanted.trim().to_lowercase());
    known.cloned().ok_or_else(|| {
        let names: Vec<&str> = views.all().iter().map(|view| view.name.as_str()).collect();
        let sentence = format!("no view is called {}; there are {}", Safe::line(wanted), names.join(", "));
        Trouble::new(Code::Usage, sentence)
    })
}

/// Lists incidents.
pub(super) fn list(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    rows: &[Incident],
    look: &Look<'_>,
    wanted: &List,
) -> Result<(), Trouble> {
    if wanted.json {
        return print(scene, rows.iter().map(|row| json::incident(row, ledger)));
    }
    let paper = Paper::of(scene)?;
    let is_narrow = paper.width.is_some_and(|width| width < WIDE);
    let of_view: Vec<Column> = look.view.columns.iter().map(|column| Column::of_view(*column)).collect();
    let columns = match wanted.columns.as_slice() {
        [] if wanted.order.view.is_some() => &of_view,
        [] if is_narrow => NARROW,
        [] => USUAL,
        named => named,
    };
    table::print(scene, ledger, rows, columns, &paper, wanted.header)
}
