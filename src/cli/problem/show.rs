//! `antops problem show`: a problem whole, as text to read or as JSON.

use super::super::paint::Paper;
use super::super::record::json::print;
use super::super::record::ledger::Ledger;
use super::super::record::prose::{self, prose, section, timeline};
use super::super::{Scene, Trouble};
use super::columns::Column;
use super::json;
use super::whole::Whole;
use crate::domain::comment::Comment;
use crate::ui::{text, time};

/// How far the lines of a part stand in.
const INDENT: usize = 2;

/// Shows problems, each with its timeline.
pub(super) fn show(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    rows: &[Whole],
    timelines: &[Vec<Comment>],
    as_json: bool,
) -> Result<(), Trouble> {
    let with = || rows.iter().zip(timelines);
    if as_json {
        let people = ledger.labelled_people();
        return print(scene, with().map(|(row, comments)| json::whole(row, comments, ledger, &people)));
    }
    let paper = Paper::of(scene)?;
    for (at, (row, comments)) in with().enumerate() {
        if at > 0 {
            scene.say("")?;
        }
        facts(scene, ledger, row, &paper)?;
        let problem = &row.problem;
        section(scene, "Description", &prose(&problem.description), &paper)?;
        let texts =
            [("Root cause", &problem.root_cause), ("Workaround", &problem.workaround), ("Solution", &problem.solution)];
        for (title, text) in texts {
            section(scene, title, &text.as_ref().map(prose).unwrap_or_default(), &paper)?;
        }
        linked(scene, ledger, row, &paper)?;
        timeline(scene, ledger, comments, &paper)?;
    }
    Ok(())
}

fn facts(scene: &mut Scene<'_>, ledger: &Ledger, row: &Whole, paper: &Paper) -> Result<(), Trouble> {
    let (theme, problem) = (&paper.theme, &row.problem);
    scene.say(&paper.ink(&format!("{}  {}", problem.name(), problem.title), theme.strong()))?;
    let shown = [
        Column::Priority,
        Column::Status,
        Column::Assignee,
        Column::Criticality,
        Column::Urgency,
        Column::Services,
        Column::Tags,
        Column::Creator,
    ];
    prose::facts(scene, ledger, row, &shown, paper)?;
    let times = [
        ("created", Some(problem.created_at)),
        ("updated", Some(problem.updated_at)),
        ("resolved", problem.resolved_at),
    ];
    prose::times(scene, ledger, &times, paper)
}

/// What is linked to a problem: its incidents, then its changes, a line each.
fn linked(scene: &mut Scene<'_>, ledger: &Ledger, row: &Whole, paper: &Paper) -> Result<(), Trouble> {
    let incidents = row.incidents.iter().map(|row| {
        let who = row.assigned_to.map_or("", |who| ledger.rows.short_name(who));
        [row.name(), row.priority.to_string(), row.status.to_string(), who.to_owned(), row.title.to_string()]
    });
    section(scene, &counted("Incidents", row.incidents.len()), &aligned(incidents, paper), paper)?;
    let changes = row.changes.iter().map(|row| {
        let from = row.scheduled_for.map_or(String::new(), |at| time::moment(at, &ledger.zone));
        let who = row.assigned_to.map_or("", |who| ledger.rows.short_name(who));
        [row.name(), row.status.words().to_owned(), from, who.to_owned(), row.title.to_string()]
    });
    section(scene, &counted("Changes", row.changes.len()), &aligned(changes, paper), paper)
}

fn counted(title: &str, many: usize) -> String {
    format!("{title} ({many})")
}

/// Lines whose cells begin below each other; a column in which nothing stands is left out.
fn aligned<const N: usize>(rows: impl Iterator<Item = [String; N]>, paper: &Paper) -> Vec<String> {
    let rows: Vec<[String; N]> = rows.collect();
    let widths: Vec<usize> = (0..N).map(|at| rows.iter().map(|row| text::width(&row[at])).max().unwrap_or(0)).collect();
    let set = paper.theme.glyphs();
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let line = cells.map(|(cell, width)| text::left(cell, *width, set)).collect::<Vec<_>>().join("  ");
        paper.width.map_or(line.clone(), |room| text::cut(line.trim_end(), room.saturating_sub(INDENT), set))
    };
    rows.iter().map(line).collect()
}
