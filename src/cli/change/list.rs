//! `antops change list`: a table on a terminal, tab-separated lines in a pipe, objects as JSON.

use super::super::paint::Paper;
use super::super::record::ledger::Ledger;
use super::super::record::{json::print, table};
use super::super::{Scene, Trouble};
use super::arguments::List;
use super::columns::{NARROW, USUAL};
use super::json;
use super::whole::{Whole, wholes};
use std::io::Write as _;

/// From here on a table has room for priority and collisions.
const WIDE: usize = 100;

/// The changes that are wanted, sorted; says on standard error that some were left out.
pub(super) async fn changes(ledger: &mut Ledger, wanted: &List) -> Result<Vec<Whole>, Trouble> {
    let mut kept = ledger.find_changes(&wanted.filter.join(" "))?;
    let sort = wanted.sort.unwrap_or_default();
    kept.sort_by_key(|row| sort.key(row));
    if wanted.reverse {
        kept.reverse();
    }
    if let Some(limit) = wanted.limit.filter(|limit| *limit < kept.len()) {
        writeln!(std::io::stderr(), "antops: {limit} of {} shown", kept.len())?;
        kept.truncate(limit);
    }
    wholes(ledger, kept).await
}

/// Lists changes.
pub(super) fn list(scene: &mut Scene<'_>, ledger: &Ledger, rows: &[Whole], wanted: &List) -> Result<(), Trouble> {
    if wanted.json {
        return print(scene, rows.iter().map(|row| json::change(row, ledger)));
    }
    let paper = Paper::of(scene)?;
    let columns = match wanted.columns.as_slice() {
        [] if paper.width.is_some_and(|width| width < WIDE) => NARROW,
        [] => USUAL,
        named => named,
    };
    table::print(scene, ledger, rows, columns, &paper, wanted.header)
}
