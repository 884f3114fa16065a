//! Rows with columns: a table as wide as a terminal, tab-separated lines in a pipe. It must not know what the rows are; each kind has a table
//! of columns of its own, which [`columns`] writes down.

use super::super::paint::Paper;
use super::super::{Scene, Trouble};
use super::ledger::Ledger;
use crate::ui::text;
use crate::ui::theme::Theme;
use ratatui::style::Style;

/// The least that prose is cut to before the line gets longer than the terminal.
const LEAST_PROSE: usize = 12;

/// A column of rows of one kind.
pub(in crate::cli) trait Cells<R>: Copy {
    /// Its name, and in capitals its heading.
    fn heading(self) -> &'static str;
    /// Its text for a machine: whole, times in UTC.
    fn text(self, row: &R, ledger: &Ledger) -> String;
    /// Its text for a person, and how it is set off.
    fn cell(self, row: &R, ledger: &Ledger, theme: &Theme) -> (String, Style);
    /// Whether its cells end in one line instead of beginning in one.
    fn is_number(self) -> bool;
    /// Whether it gives way where a terminal is narrow.
    fn is_prose(self) -> bool;
    /// Whether it names somebody.
    fn is_person(self) -> bool {
        false
    }
}

/// Writes down a table of columns: an enum with a name for each.
macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// A column.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(in crate::cli) enum Column { $($(#[$doc])* $name),* }

        impl Column {
            /// All of them.
            pub(in crate::cli) const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name, and in capitals its heading.
            pub(in crate::cli) const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// Reads a column by its name.
            pub(in crate::cli) fn parser() -> impl clap::builder::TypedValueParser<Value = Self> {
                use clap::builder::{PossibleValuesParser, TypedValueParser as _};
                PossibleValuesParser::new(Self::ALL.iter().map(|column| column.word())).map(|word| {
                    let named = Self::ALL.iter().find(|column| column.word() == word);
                    named.copied().unwrap_or(Self::ALL[0])
                })
            }
        }
    };
}
pub(in crate::cli) use columns;

/// A text for a person; what is not there is a dash.
pub(in crate::cli) fn or_none(text: String, style: Style, theme: &Theme) -> (String, Style) {
    if text.is_empty() { (theme.glyphs().none.to_owned(), theme.muted()) } else { (text, style) }
}

/// Prints rows: on a terminal a table, in a pipe lines, with the names of the columns above them where they are asked for.
pub(in crate::cli) fn print<R, C: Cells<R>>(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    rows: &[R],
    columns: &[C],
    paper: &Paper,
    header: bool,
) -> Result<(), Trouble> {
    match paper.width {
        Some(width) => table(scene, ledger, rows, columns, paper, width),
        None => lines(scene, ledger, rows, columns, header),
    }
}

fn lines<R, C: Cells<R>>(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    rows: &[R],
    columns: &[C],
    header: bool,
) -> Result<(), Trouble> {
    if header {
        scene.say(&columns.iter().map(|column| column.heading()).collect::<Vec<_>>().join("\t"))?;
    }
    for row in rows {
        // No text holds a tab or a line break: all of it went through `Safe::line`, but for what `Safe` keeps of long ones.
        let cells = columns.iter().map(|column| column.text(row, ledger).replace(['\t', '\n'], " "));
        scene.say(&cells.collect::<Vec<_>>().join("\t"))?;
    }
    Ok(())
}

fn table<R, C: Cells<R>>(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    rows: &[R],
    columns: &[C],
    paper: &Paper,
    width: usize,
) -> Result<(), Trouble> {
    let cells: Vec<Vec<_>> =
        rows.iter().map(|row| columns.iter().map(|column| column.cell(row, ledger, &paper.theme)).collect()).collect();
    let wanted = |at: usize, column: &C| {
        let longest = cells.iter().map(|line| text::width(&line[at].0)).max().unwrap_or(0);
        longest.max(text::width(column.heading()))
    };
    let mut widths: Vec<usize> = columns.iter().enumerate().map(|(at, column)| wanted(at, column)).collect();
    squeeze::<R, C>(&mut widths, columns, width);
    let set = paper.theme.glyphs();
    let fit = |column: &C, cell: &str, room: usize, is_last: bool| match (column.is_number(), is_last) {
        (true, _) => text::right(cell, room, set),
        (false, true) => text::cut(cell, room, set),
        (false, false) => text::left(cell, room, set),
    };
    let last = columns.len().saturating_sub(1);
    let heading: Vec<String> = (columns.iter().zip(&widths).enumerate())
        .map(|(at, (column, room))| {
            paper.ink(&fit(column, &column.heading().to_uppercase(), *room, at == last), paper.theme.muted())
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
fn squeeze<R, C: Cells<R>>(widths: &mut [usize], columns: &[C], width: usize) {
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
    use super::super::super::incident::Column;
    use super::*;
    use crate::domain::incident::Incident;

    #[test]
    fn prose_gives_way_and_nothing_else_does() {
        let columns = [Column::Number, Column::Title, Column::Services];
        let mut widths = [12, 60, 30];
        squeeze::<Incident, _>(&mut widths, &columns, 80);
        assert_eq!((widths[0], widths.iter().sum::<usize>() + 4), (12, 80));
        assert!(widths[1] >= widths[2], "the widest first: {widths:?}");
        let mut narrow = [12, 60, 30];
        squeeze::<Incident, _>(&mut narrow, &columns, 20);
        assert_eq!(narrow, [12, LEAST_PROSE, LEAST_PROSE], "what is left is still worth reading");
    }
}
