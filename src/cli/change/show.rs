//! `antops change show`: a change whole, as text to read or as JSON.

use super::super::paint::Paper;
use super::super::record::json::print;
use super::super::record::ledger::Ledger;
use super::super::record::prose::{self, fact, prose, section, timeline};
use super::super::{Scene, Trouble};
use super::columns::{Column, number_of_ended};
use super::json::{self, requests, since_asked, steps};
use super::standing::{Weight, resolution};
use super::whole::Whole;
use crate::domain::change::beside::Approval;
use crate::domain::change::step::Kind;
use crate::domain::change::when::Tone;
use crate::domain::comment::Comment;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::value::ApprovalStatus;
use crate::ui::time;

/// Shows changes, each with its timeline.
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
        decided(scene, ledger, row, comments, &paper)?;
        let change = &row.change;
        let texts = [
            ("Description", &change.description),
            ("Rollback plan", &change.rollback_plan),
            ("Test plan", &change.test_plan),
        ];
        for (title, text) in texts {
            section(scene, title, &prose(text), &paper)?;
        }
        section(scene, "Approvals", &approvals(row, ledger), &paper)?;
        section(scene, "At its time", &automations(row, ledger), &paper)?;
        section(scene, "What came of it", &responses(row, ledger), &paper)?;
        timeline(scene, ledger, comments, &paper)?;
    }
    Ok(())
}

fn facts(scene: &mut Scene<'_>, ledger: &Ledger, row: &Whole, paper: &Paper) -> Result<(), Trouble> {
    let (theme, change) = (&paper.theme, &row.change);
    scene.say(&paper.ink(&format!("{}  {}", change.name(), change.title), theme.strong()))?;
    prose::facts(scene, ledger, row, &[Column::Priority, Column::Status], paper)?;
    let (tone, when) = change.when(ledger.now, &ledger.zone);
    let style = match tone {
        Tone::Plain => theme.plain(),
        Tone::Muted => theme.muted(),
        Tone::Warning => theme.warning(),
    };
    fact(scene, "window", &paper.ink(&when, style), paper)?;
    for (other, shared) in &row.collisions {
        let services: Vec<&str> = shared.iter().map(|id| ledger.service(id)).collect();
        let (_, when) = other.when(ledger.now, &ledger.zone);
        let (name, title, status) = (other.name(), &other.title, other.status.words());
        let words = format!("{name} {title}: {when}, {status}, on {}", services.join(", "));
        fact(scene, "collides", &paper.ink(&words, theme.danger()), paper)?;
    }
    let shown = [Column::Assignee, Column::Requester, Column::Services, Column::Tags];
    prose::facts(scene, ledger, row, &shown, paper)?;
    if let Some(number) = number_of_ended(row, ledger) {
        let problem = change.problem.and_then(|id| ledger.rows.problems.get(&id)).map(|row| &row.title);
        let incident = change.incident.and_then(|id| ledger.rows.incidents.get(&id)).map(|row| &row.title);
        let title = problem.or(incident).map_or(String::new(), |title| format!(" {title}"));
        fact(scene, "for", &format!("{number}{title}"), paper)?;
    }
    let times = [
        ("created", Some(change.created_at)),
        ("updated", Some(change.updated_at)),
        ("completed", change.completed_at),
    ];
    prose::times(scene, ledger, &times, paper)
}

/// Whether it is approved, whether it still says what was asked for, what resolves what is open, and what I can do.
fn decided(
    scene: &mut Scene<'_>,
    ledger: &Ledger,
    row: &Whole,
    comments: &[Comment],
    paper: &Paper,
) -> Result<(), Trouble> {
    let change = &row.change;
    let standing = ledger.rows.standing_of(change);
    fact(scene, "answer", &ledger.rows.answer_in_words(change, standing.answer()), paper)?;
    let since = match since_asked(change, &standing, comments) {
        Some("same") => Some((paper.theme.plain(), "it says what it said when it was asked for")),
        Some("changed") => {
            Some((paper.theme.warning(), "it was changed after it was asked for; nobody here saw in what"))
        }
        Some(_) => Some((paper.theme.plain(), "no sign that it changed; the web app would not tell")),
        None => None,
    };
    if let Some((style, words)) = since {
        fact(scene, "since", &paper.ink(words, style), paper)?;
    }
    if let Some(words) = resolution(change, &standing, ledger) {
        let style = if standing.mismatch(change).is_some() { paper.theme.warning() } else { paper.theme.plain() };
        fact(scene, "open", &paper.ink(&words, style), paper)?;
    }
    let steps: Vec<&str> = steps(change, ledger).map(Kind::word).collect();
    if steps.is_empty() { Ok(()) } else { fact(scene, "next", &steps.join(", "), paper) }
}

/// Who asked, who answered, and what that weighs, a line each.
fn approvals(row: &Whole, ledger: &Ledger) -> Vec<String> {
    let change = &row.change;
    let standing = ledger.rows.standing_of(change);
    let line = |row: &Approval| {
        let who = |who| ledger.rows.full_name(who);
        let asked = format!("{}  asked by {}", time::moment(row.requested_at, &ledger.zone), who(row.requested_by));
        let answered = match (row.status, row.approved_by) {
            (ApprovalStatus::Pending, _) => String::new(),
            (status, by) => {
                let when = row.responded_at.map_or(String::new(), |at| format!(" {}", time::moment(at, &ledger.zone)));
                format!("; {status} by {}{when}{}", by.map_or("nobody", who), said(row.comments.as_ref()))
            }
        };
        format!("{asked}{answered}  ({})", Weight::of(row, change, &standing).words(ledger))
    };
    requests(change, ledger).into_iter().map(line).collect()
}

fn automations(row: &Whole, ledger: &Ledger) -> Vec<String> {
    let rows = ledger.rows.automations.of(row.change.id).map(|row| {
        let when = time::moment(row.scheduled_for, &ledger.zone);
        let what = row.kind.words();
        match (row.is_executed, &row.error) {
            (_, Some(error)) => format!("{when}  {what}: came to nothing: {error}"),
            (true, None) => format!("{when}  {what}: done"),
            (false, None) if row.is_due(ledger.now) => format!("{when}  {what}: due and not done"),
            (false, None) => format!("{when}  {what}"),
        }
    });
    rows.collect()
}

fn responses(row: &Whole, ledger: &Ledger) -> Vec<String> {
    let rows = ledger.rows.responses.of(row.change.id).map(|row| {
        let when = time::moment(row.responded_at, &ledger.zone);
        format!("{when}  {} by {}{}", row.outcome, ledger.rows.full_name(row.responded_by), said(row.notes.as_ref()))
    });
    rows.collect()
}

/// Words in one line, behind a colon.
fn said(words: Option<&Safe>) -> String {
    let words = words.map(rich_text::summary).filter(|text| !text.trim().is_empty());
    words.map_or(String::new(), |words| format!(": {words}"))
}
