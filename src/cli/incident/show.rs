//! `antops incident show`: an incident whole, as text to read or as JSON.

use super::super::paint::Paper;
use super::super::{Scene, Trouble};
use super::ledger::{Ledger, odd};
use super::{columns::Column, json};
use crate::domain::comment::Comment;
use crate::domain::incident::Incident;
use crate::domain::request::{Answer, Query};
use crate::domain::rich_text::{self, LineKind, Target};
use crate::domain::safe::Safe;
use crate::domain::value::Record;
use crate::ui::time;
use futures_util::future::try_join_all;

/// How many timelines are asked for at once.
const AT_ONCE: usize = 8;

/// Shows incidents, each with its timeline.
pub(super) fn show(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    rows: &[Incident],
    timelines: &[Vec<Comment>],
    as_json: bool,
) -> Result<(), Trouble> {
    let with = || rows.iter().zip(timelines);
    if as_json {
        let people = ledger.labelled_people();
        return json::print(scene, with().map(|(row, comments)| json::whole(row, Some(comments), ledger, &people)));
    }
    let paper = Paper::of(scene)?;
    for (at, (row, comments)) in with().enumerate() {
        if at > 0 {
            scene.say("")?;
        }
        facts(scene, ledger, row, &paper)?;
        section(scene, "Description", &prose(&row.description), &paper)?;
        known(scene, ledger, row, &paper)?;
        timeline(scene, ledger, comments, &paper)?;
    }
    Ok(())
}

/// The comments of incidents, in the same order.
pub(super) async fn timelines(ledger: &Ledger, rows: &[Incident]) -> Result<Vec<Vec<Comment>>, Trouble> {
    let mut all = Vec::with_capacity(rows.len());
    for some in rows.chunks(AT_ONCE) {
        let asked = some.iter().map(|row| ledger.backend.read(Query::Timeline(Record::Incident(row.id))));
        for answer in try_join_all(asked).await? {
            let Answer::Timeline(_, page) = answer else { return Err(odd().into()) };
            all.push(page.rows);
        }
    }
    Ok(all)
}

fn facts(scene: &mut Scene<'_>, ledger: &Ledger, row: &Incident, paper: &Paper) -> Result<(), Trouble> {
    let theme = &paper.theme;
    scene.say(&paper.ink(&format!("{}  {}", row.name(), row.title), theme.strong()))?;
    let shown = [
        Column::Priority,
        Column::Status,
        Column::Assignee,
        Column::Slo,
        Column::Criticality,
        Column::Urgency,
        Column::Customer,
        Column::Services,
        Column::Tags,
        Column::Problem,
        Column::Creator,
    ];
    for column in shown {
        let (cell, style) = column.cell(row, ledger, theme);
        let whole = column.text(row, ledger);
        // There is room for whole names here.
        let is_person = matches!(column, Column::Assignee | Column::Creator) && !whole.is_empty();
        if !whole.is_empty() || column == Column::Assignee {
            fact(scene, column.word(), &paper.ink(if is_person { &whole } else { &cell }, style), paper)?;
        }
    }
    let times = [("created", Some(row.created_at)), ("updated", Some(row.updated_at)), ("resolved", row.resolved_at)];
    for (word, at) in times {
        if let Some(at) = at {
            fact(scene, word, &time::moment(at, &ledger.zone), paper)?;
        }
    }
    for link in &row.links {
        fact(scene, "link", format!("{}  {}", link.title, link.url).trim(), paper)?;
    }
    Ok(())
}

fn fact(scene: &mut Scene<'_>, word: &str, text: &str, paper: &Paper) -> Result<(), Trouble> {
    scene.say(&format!("{}  {text}", paper.ink(&format!("  {word:<11}"), paper.theme.muted())))
}

fn section(scene: &mut Scene<'_>, title: &str, lines: &[String], paper: &Paper) -> Result<(), Trouble> {
    if lines.is_empty() {
        return Ok(());
    }
    scene.say("")?;
    scene.say(&paper.ink(title, paper.theme.strong()))?;
    lines.iter().try_for_each(|line| scene.say(format!("  {line}").trim_end()))
}

/// The problem an incident belongs to, with what helps meanwhile.
fn known(scene: &mut Scene<'_>, ledger: &Ledger, row: &Incident, paper: &Paper) -> Result<(), Trouble> {
    let Some(problem) = row.problem.and_then(|id| ledger.rows.problems.get(&id)) else { return Ok(()) };
    let (glyph, words, _) = paper.theme.problem_status(problem.status);
    let mut lines = vec![format!("{glyph} {words}: {}", problem.title)];
    if let Some(workaround) = &problem.workaround {
        lines.push(String::new());
        lines.extend(prose(workaround));
    }
    section(scene, &problem.name(), &lines, paper)
}

fn timeline(scene: &mut Scene<'_>, ledger: &Ledger, comments: &[Comment], paper: &Paper) -> Result<(), Trouble> {
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
pub(super) fn prose(content: &Safe) -> Vec<String> {
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
