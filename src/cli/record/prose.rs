//! A record as text to read: facts, parts with headings, timelines, rich text as plain lines. It must not know which kind of record it prints.

use super::super::paint::Paper;
use super::super::{Scene, Trouble};
use super::ledger::{Ledger, odd};
use super::table::Cells;
use crate::domain::comment::Comment;
use crate::domain::request::{Answer, Query};
use crate::domain::rich_text::{self, LineKind, Target};
use crate::domain::safe::Safe;
use crate::domain::value::Record;
use crate::ui::time;
use futures_util::future::try_join_all;
use jiff::Timestamp;

/// How many timelines are asked for at once.
const AT_ONCE: usize = 8;

/// The timelines of records, in the same order.
pub(in crate::cli) async fn timelines(ledger: &Ledger, records: &[Record]) -> Result<Vec<Vec<Comment>>, Trouble> {
    let mut all = Vec::with_capacity(records.len());
    for some in records.chunks(AT_ONCE) {
        let asked = some.iter().map(|record| ledger.backend.read(Query::Timeline(*record)));
        for answer in try_join_all(asked).await? {
            let Answer::Timeline(_, page) = answer else { return Err(odd().into()) };
            all.push(page.rows);
        }
    }
    Ok(all)
}

/// A fact under its word.
pub(in crate::cli) fn fact(scene: &mut Scene<'_>, word: &str, text: &str, paper: &Paper) -> Result<(), Trouble> {
    scene.say(&format!("{}  {text}", paper.ink(&format!("  {word:<11}"), paper.theme.muted())))
}

/// What columns say of a row, a line each; what is not there is left out, but for a person who is missing.
pub(in crate::cli) fn facts<R, C: Cells<R>>(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    row: &R,
    columns: &[C],
    paper: &Paper,
) -> Result<(), Trouble> {
    for column in columns {
        let (cell, style) = column.cell(row, ledger, &paper.theme);
        let whole = column.text(row, ledger);
        if whole.is_empty() && !column.is_person() {
            continue;
        }
        // There is room for whole names here.
        let said = if column.is_person() && !whole.is_empty() { &whole } else { &cell };
        fact(scene, column.heading(), &paper.ink(said, style), paper)?;
    }
    Ok(())
}

/// When something happened, a line each; what did not is left out.
pub(in crate::cli) fn times(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    times: &[(&str, Option<Timestamp>)],
    paper: &Paper,
) -> Result<(), Trouble> {
    let mut known = times.iter().filter_map(|(word, at)| Some((word, (*at)?)));
    known.try_for_each(|(word, at)| fact(scene, word, &time::moment(at, &ledger.zone), paper))
}

/// A part with a heading; nothing where it has no lines.
pub(in crate::cli) fn section(
    scene: &mut Scene<'_>,
    title: &str,
    lines: &[String],
    paper: &Paper,
) -> Result<(), Trouble> {
    if lines.is_empty() {
        return Ok(());
    }
    scene.say("")?;
    scene.say(&paper.ink(title, paper.theme.strong()))?;
    lines.iter().try_for_each(|line| scene.say(format!("  {line}").trim_end()))
}

/// What was said, oldest first.
pub(in crate::cli) fn timeline(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    comments: &[Comment],
    paper: &Paper,
) -> Result<(), Trouble> {
    let mut lines = Vec::new();
    for comment in comments {
        let edited = if comment.is_edited() { "  (edited)" } else { "" };
        let when = time::moment(comment.created_at, &ledger.zone);
        lines.push(
            paper.ink(&format!("{when}  {}{edited}", ledger.rows.full_name(comment.author)), paper.theme.muted()),
        );
        match rich_text::marker(&comment.content) {
            Some((marker, words)) => {
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                lines.push(format!("  {}: {words}", marker.keyword().to_lowercase()));
            }
            None => lines.extend(prose(&comment.content).into_iter().map(|line| format!("  {line}"))),
        }
    }
    section(scene, "Timeline", &lines, paper)
}

/// Rich text as lines of plain text. Where a link leads is never hidden behind its words.
pub(in crate::cli) fn prose(content: &Safe) -> Vec<String> {
    let line = |line: &rich_text::Line| {
        let mut text = match &line.kind {
            LineKind::Paragraph | LineKind::Heading(_) | LineKind::Blank => String::new(),
            LineKind::Quote => "> ".to_owned(),
            LineKind::Bullet { depth, marker } => format!("{}{marker} ", "  ".repeat(usize::from(*depth))),
            LineKind::Code { .. } => "    ".to_owned(),
            LineKind::Rule => "---".to_owned(),
        };
        for span in &line.spans {
            text.push_str(&span.text);
            if let Some(Target::Link(url)) = &span.target
                && span.text.trim() != url.as_str()
            {
                text.extend([" (", url.as_str(), ")"]);
            }
        }
        text
    };
    rich_text::read(content).iter().map(line).collect()
}
