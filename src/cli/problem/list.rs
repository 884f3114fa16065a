//! `antops problem list`: a table on a terminal, tab-separated lines in a pipe, objects as JSON.

use super::super::paint::Paper;
use super::super::record::ledger::Ledger;
use super::super::record::{json::print, table};
use super::super::{Scene, Trouble};
use super::arguments::List;
use super::columns::{NARROW, USUAL};
use super::json;
use super::whole::{Whole, wholes};
use crate::app::panes::problems::sort::Sort;
use std::io::Write as _;

/// From here on a table has room for the age.
const WIDE: usize = 100;

/// The problems that are wanted, sorted; says on standard error that some were left out.
pub(super) async fn problems(ledger: &mut Ledger, wanted: &List) -> Result<Vec<Whole>, Trouble> {
    let mut kept = ledger.find_problems(&wanted.filter.join(" "))?;
    let sort = wanted.sort.unwrap_or_default();
    if sort == Sort::Linked {
        let mut rows = wholes(ledger, kept).await?;
        rows.sort_by_key(|row| sort.key(&row.problem, row.incidents.len()));
        cut(&mut rows, wanted)?;
        return Ok(rows);
    }
    // What is not shown is not asked for.
    kept.sort_by_key(|row| sort.key(row, 0));
    cut(&mut kept, wanted)?;
    wholes(ledger, kept).await
}

/// Turns sorted rows round where that is wanted, and leaves out what is too many.
fn cut<R>(rows: &mut Vec<R>, wanted: &List) -> Result<(), Trouble> {
    if wanted.reverse {
        rows.reverse();
    }
    if let Some(limit) = wanted.limit.filter(|limit| *limit < rows.len()) {
        writeln!(std::io::stderr(), "antops: {limit} of {} shown", rows.len())?;
        rows.truncate(limit);
    }
    Ok(())
}

/// Lists problems.
pub(super) fn list(scene: &mut Scene<'_>, ledger: &Ledger, rows: &[Whole], wanted: &List) -> Result<(), Trouble> {
    if wanted.json {
        let people = ledger.labelled_people();
        return print(scene, rows.iter().map(|row| json::problem(row, ledger, &people)));
    }
    let paper = Paper::of(scene)?;
    let columns = match wanted.columns.as_slice() {
        [] if paper.width.is_some_and(|width| width < WIDE) => NARROW,
        [] => USUAL,
        named => named,
    };
    table::print(scene, ledger, rows, columns, &paper, wanted.header)
}
