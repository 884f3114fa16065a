//! `antops incident export`: incidents whole, for another program or for a report.

use super::super::record::{json::print, ledger::Ledger, table::Cells as _};
use super::super::{Scene, Trouble};
use super::arguments::Format;
use super::columns::Column;
use super::json;
use crate::app::layers::form::People;
use crate::domain::comment::Comment;
use crate::domain::incident::Incident;
use crate::domain::rich_text;

/// Writes incidents out; with their comments where there are any to write.
pub(super) fn export(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    rows: &[Incident],
    timelines: Option<&[Vec<Comment>]>,
    format: Format,
) -> Result<(), Trouble> {
    let people = &ledger.labelled_people();
    let comments = |at: usize| timelines.and_then(|all| all.get(at)).map(Vec::as_slice);
    let numbered = || rows.iter().enumerate().map(|(at, row)| (row, comments(at)));
    match format {
        Format::Json => print(scene, numbered().map(|(row, comments)| json::whole(row, comments, ledger, people))),
        Format::Csv => csv(scene, (ledger, people), numbered(), timelines.is_some()),
        Format::Markdown => numbered().try_for_each(|(row, comments)| markdown(scene, (ledger, people), row, comments)),
    }
}

fn csv<'a>(
    scene: &mut Scene<'_>,
    (ledger, people): (&Ledger, &People),
    rows: impl Iterator<Item = (&'a Incident, Option<&'a [Comment]>)>,
    with_comments: bool,
) -> Result<(), Trouble> {
    let mut head: Vec<String> = Column::ALL.iter().map(|column| column.word().to_owned()).collect();
    head.push("description".into());
    if with_comments {
        head.push("comments".into());
    }
    line(scene, &head)?;
    for (row, comments) in rows {
        let mut cells: Vec<String> = Column::ALL.iter().map(|column| column.text(row, ledger)).collect();
        cells.push(rich_text::source(&row.description, people));
        if let Some(comments) = comments {
            let said: Vec<String> = comments.iter().map(|comment| said(comment, ledger, people)).collect();
            cells.push(said.join("\n"));
        }
        line(scene, &cells)?;
    }
    Ok(())
}

/// A line of RFC 4180.
fn line(scene: &mut Scene<'_>, cells: &[String]) -> Result<(), Trouble> {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    Ok(write!(scene.out, "{}\r\n", cells.join(","))?)
}

/// A cell of RFC 4180. What a spreadsheet would take for a formula is a text here, so it gets the apostrophe that says so.
fn quoted(cell: &str) -> String {
    let is_formula =
        cell.starts_with(['=', '+', '@']) || (cell.starts_with('-') && cell.parse::<f64>().is_err() && !is_span(cell));
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

/// Time over an SLO: `-1h40`.
fn is_span(cell: &str) -> bool {
    cell[1..].bytes().all(|byte| byte.is_ascii_digit() || b"mhdy".contains(&byte))
}

fn markdown(
    scene: &mut Scene<'_>,
    (ledger, people): (&Ledger, &People),
    row: &Incident,
    comments: Option<&[Comment]>,
) -> Result<(), Trouble> {
    scene.say(&format!("## {}: {}\n", row.name(), escaped(&row.title)))?;
    let skipped = [Column::Number, Column::Title, Column::Id, Column::Age];
    for column in Column::ALL.iter().filter(|column| !skipped.contains(column)) {
        let text = column.text(row, ledger);
        if !text.is_empty() {
            scene.say(&format!("- {}: {}", column.word(), escaped(&text)))?;
        }
    }
    scene.say(&format!("\n{}\n", rich_text::source(&row.description, people)))?;
    let Some(comments) = comments.filter(|comments| !comments.is_empty()) else { return Ok(()) };
    scene.say("### Timeline\n")?;
    for comment in comments {
        scene.say(&format!("- {}", said(comment, ledger, people).replace('\n', "\n  ")))?;
    }
    scene.say("")
}

/// Text as markdown that shows it as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_[]<>#".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn said(comment: &Comment, ledger: &Ledger, people: &People) -> String {
    let text = match rich_text::marker(&comment.content) {
        Some((marker, words)) => format!("{}: {words}", marker.keyword().to_lowercase()),
        None => rich_text::source(&comment.content, people),
    };
    format!("{} {}: {text}", comment.created_at, ledger.rows.full_name(comment.author))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_can_hold_anything_and_is_never_a_formula() {
        assert_eq!(quoted("a, \"b\"\nc"), "\"a, \"\"b\"\"\nc\"");
        assert_eq!(quoted("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(quoted("-cmd|' /C calc'!A0"), "'-cmd|' /C calc'!A0");
        assert_eq!(quoted("-1h40"), "-1h40");
        assert_eq!(quoted("plain"), "plain");
    }
}
