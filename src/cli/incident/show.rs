//! `antops incident show`: an incident whole, as text to read or as JSON.

use super::super::paint::Paper;
use super::super::record::json::print;
use super::super::record::ledger::Ledger;
use super::super::record::prose::{self, fact, prose, section, timeline};
use super::super::{Scene, Trouble};
use super::{columns::Column, json};
use crate::domain::comment::Comment;
use crate::domain::incident::Incident;

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
        return print(scene, with().map(|(row, comments)| json::whole(row, Some(comments), ledger, &people)));
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
    prose::facts(scene, ledger, row, &shown, paper)?;
    let times = [("created", Some(row.created_at)), ("updated", Some(row.updated_at)), ("resolved", row.resolved_at)];
    prose::times(scene, ledger, &times, paper)?;
    for link in &row.links {
        fact(scene, "link", format!("{}  {}", link.title, link.url).trim(), paper)?;
    }
    Ok(())
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
