//! `antops incident list`: a table on a terminal, tab-separated lines in a pipe, objects as JSON.

use super::super::paint::Paper;
use super::super::{Code, Scene, Trouble};
use super::arguments::{List, Order};
use super::columns::{Column, NARROW, USUAL};
use super::json;
use super::ledger::Ledger;
use crate::app::view::{View, Views};
use crate::domain::incident::Incident;
use crate::domain::safe::Safe;
use crate::ui::text;
use std::io::Write as _;

/// From here on a table has room for the age.
const WIDE: usize = 100;
/// The least that prose is cut to before the line gets longer than the terminal.
const LEAST_PROSE: usize = 12;

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
        return json::print(scene, rows.iter().map(|row| json::incident(row, ledger)));
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
    match paper.width {
        Some(width) => table(scene, ledger, rows, columns, &paper, width),
        None => lines(scene, ledger, rows, columns, wanted.header),
    }
}

fn lines(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    rows: &[Incident],
    columns: &[Column],
    header: bool,
) -> Result<(), Trouble> {
    if header {
        scene.say(&columns.iter().map(|column| column.word()).collect::<Vec<_>>().join("\t"))?;
    }
    for row in rows {
        // No text holds a tab or a line break: all of it went through `Safe::line`, but for what `Safe` keeps of long ones.
        let cells = columns.iter().map(|column| column.text(row, ledger).replace(['\t', '\n'], " "));
        scene.say(&cells.collect::<Vec<_>>().join("\t"))?;
    }
    Ok(())
}

fn table(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    rows: &[Incident],
    columns: &[Column],
    paper: &Paper,
    width: usize,
) -> Result<(), Trouble> {
    let cells: Vec<Vec<_>> =
        rows.iter().map(|row| columns.iter().map(|column| column.cell(row, ledger, &paper.theme)).collect()).collect();
    let wanted = |at: usize, column: &Column| {
        let longest = cells.iter().map(|line| text::width(&line[at].0)).max().unwrap_or(0);
        longest.max(text::width(column.word()))
    };
    let mut widths: Vec<usize> = columns.iter().enumerate().map(|(at, column)| wanted(at, column)).collect();
    squeeze(&mut widths, columns, width);
    let set = paper.theme.glyphs();
    let fit = |column: &Column, cell: &str, room: usize, is_last: bool| match (column.is_number(), is_last) {
        (true, _) => text::right(cell, room, set),
        (false, true) => text::cut(cell, room, set),
        (false, false) => text::left(cell, room, set),
    };
    let last = columns.len().saturating_sub(1);
    let heading: Vec<String> = (columns.iter().zip(&widths).enumerate())
        .map(|(at, (column, room))| {
            paper.ink(&fit(column, &column.word().to_uppercase(), *room, at == last), paper.theme.muted())
        })
        .collect();
    if !rows.is_empty() {
        scene.say(heading.join("  ").trim_end())?;
    }
    for line in &cells {
        let line: Vec<String> = (columns.iter().zip(&widths).zip(line).enumerate())
            .map(|(at, ((column, room), (cell, style)))| paper.ink(&fit(column, cell, *room, at == last), *style))
            .collect();
        scene.say(line.join("  ").trim_end())?;
    }
    Ok(())
}

/// Takes from the widest prose until the line fits.
fn squeeze(widths: &mut [usize], columns: &[Column], width: usize) {
    let between = 2 * columns.len().saturating_sub(1);
    loop {
        let over = (widths.iter().sum::<usize>() + between).saturating_sub(width);
        let prose = (0..columns.len()).filter(|at| columns[*at].is_prose() && widths[*at] > LEAST_PROSE);
        let Some(widest) = prose.max_by_key(|at| widths[*at]).filter(|_| over > 0) else { return };
        widths[widest] -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_gives_way_and_nothing_else_does() {
        let columns = [Column::Number, Column::Title, Column::Services];
        let mut widths = [12, 60, 30];
        squeeze(&mut widths, &columns, 80);
        assert_eq!((widths[0], widths.iter().sum::<usize>() + 4), (12, 80));
        assert!(widths[1] >= widths[2], "the widest first: {widths:?}");
        let mut narrow = [12, 60, 30];
        squeeze(&mut narrow, &columns, 20);
        assert_eq!(narrow, [12, LEAST_PROSE, LEAST_PROSE], "what is left is still worth reading");
    }
}
