//! `antops problem candidates`: what may belong to a problem, or the problems that incidents may belong to, each with its reasons.
//!
//! The ranking is that of [`crate::domain::candidates`], over the incidents that are not closed or were closed lately, all that are linked
//! to a problem, and all changes.

use super::super::paint::Paper;
use super::super::record::ledger::{Ledger, odd};
use super::super::record::table::{Cells, columns, or_none};
use super::super::record::{Titled, json, select, table};
use super::super::{Scene, Trouble};
use super::arguments::Candidates as Wanted;
use crate::domain::candidates::{Candidates, Reasons};
use crate::domain::filter::{Condition, Fact};
use crate::domain::incident::Incident;
use crate::domain::permission::{self, Permission};
use crate::domain::request::{Answer, Query};
use crate::domain::service::ServiceId;
use crate::domain::value::{ProblemId, ProfileId, Record};
use crate::ui::theme::Theme;
use ratatui::style::Style;
use serde_json::{Value, json};
use std::io::Write as _;
use uuid::Uuid;

/// The fields of a candidate in JSON and what stands in them.
pub const CANDIDATE_FIELDS: &[(&str, &str)] = &[
    ("number", "of the incident, the change or the problem"),
    ("id", "the id in the database"),
    ("kind", "incident, change or problem"),
    ("title", "one line"),
    ("status", "how far it is, by the words of its kind"),
    ("score", "how much speaks for it; with several incidents on average"),
    ("why", "what speaks for it, in words"),
    ("services", "array of `{id, name}`: those both have"),
    ("words", "array of texts: those both have"),
    ("like", "the number of the linked incident it is like, without the prefix, or null"),
    ("linked_by", "who may link it: array of `{id, name}`; empty of a problem"),
    ("may_link", "whether you may; null of a problem"),
];

columns! {
    /// `ACM-INC-0042`.
    Number = "number";
    /// How much speaks for it.
    Score = "score";
    /// How far it is.
    Status = "status";
    /// Who may link it.
    By = "linked-by";
    /// One line.
    Title = "title";
    /// What speaks for it.
    Why = "why";
}

/// Without who may link: for problems.
const OF_PROBLEMS: &[Column] = &[Column::Number, Column::Score, Column::Status, Column::Title, Column::Why];

/// A candidate with what is shown of it.
struct Ranked {
    number: String,
    id: Uuid,
    kind: &'static str,
    title: String,
    status: &'static str,
    score: f64,
    reasons: Reasons,
    /// Who may link it, and whether that is oneself; nothing of a problem.
    by: Option<(Vec<ProfileId>, bool)>,
}

/// Ranks and prints.
pub(super) async fn candidates(scene: &mut Scene<'_>, ledger: &mut Ledger, wanted: &Wanted) -> Result<(), Trouble> {
    let ranked = match &wanted.problem {
        Some(number) => for_problem(number, ledger).await?,
        None => for_incidents(&wanted.incidents, ledger).await?,
    };
    print(scene, ledger, ranked, wanted)
}

async fn for_problem(number: &str, ledger: &mut Ledger) -> Result<Vec<Ranked>, Trouble> {
    let problem = select::problem_named(ledger, number)?.clone();
    let known = known(ledger).await?;
    let found = known.of_problem(&problem, |id| label(ledger, id));
    Ok(found.into_iter().filter_map(|it| of_record(it.record, it.score, it.reasons, ledger)).collect())
}

async fn for_incidents(numbers: &[String], ledger: &mut Ledger) -> Result<Vec<Ranked>, Trouble> {
    let incidents = select::by_number(ledger, &select::numbers(numbers)?).await?;
    let known = known(ledger).await?;
    let rows: Vec<&Incident> = incidents.iter().collect();
    let found = known.for_incidents(&rows, |id| label(ledger, id));
    // Those that fit have reasons.
    let fits = found.into_iter().filter_map(|it| Some((it.problem, it.score, it.reasons?)));
    Ok(fits.filter_map(|(id, score, reasons)| of_problem(id, score, reasons, ledger)).collect())
}

fn label<'a>(ledger: &'a Ledger, id: &ServiceId) -> Option<&'a str> {
    ledger.rows.services.get(id).map(|service| service.label.as_str())
}

/// All that is compared.
async fn known(ledger: &mut Ledger) -> Result<Candidates, Trouble> {
    ledger.read_changes().await?;
    let Answer::Incidents(page) = ledger.backend.read(Query::Incidents).await? else { return Err(odd().into()) };
    ledger.rows.incidents.extend(page.rows.into_iter().map(|row| (row.id, row)));
    ledger.search(Condition::Missing(Fact::Problem).turned()).await?;
    let rows = &ledger.rows;
    let mut known = Candidates::default();
    known.update(rows.incidents.values(), rows.changes.values(), rows.problems.values());
    Ok(known)
}

fn of_record(record: Record, score: f64, reasons: Reasons, ledger: &Ledger) -> Option<Ranked> {
    match record {
        Record::Incident(id) => {
            let row = ledger.rows.incidents.get(&id)?;
            Some(of_row(row, row.status.word(), (score, reasons), ledger))
        }
        Record::Change(id) => {
            let row = ledger.rows.changes.get(&id)?;
            Some(of_row(row, row.status.word(), (score, reasons), ledger))
        }
        Record::Problem(_) => None,
    }
}

fn of_row(row: &impl Titled, status: &'static str, (score, reasons): (f64, Reasons), ledger: &Ledger) -> Ranked {
    let by = match permission::change(&ledger.me, row) {
        Permission::Allowed => (vec![ledger.me.profile.id], true),
        Permission::Refused(refusal) => (refusal.who_can(), false),
    };
    let record = row.record();
    let (number, title) = (row.name(), row.title().to_string());
    Ranked { number, id: record.id(), kind: record.kind(), title, status, score, reasons, by: Some(by) }
}

fn of_problem(id: ProblemId, score: f64, reasons: Reasons, ledger: &Ledger) -> Option<Ranked> {
    let row = ledger.rows.problems.get(&id)?;
    let (number, title) = (row.name(), row.title.to_string());
    Some(Ranked { number, id: id.0, kind: "problem", title, status: row.status.word(), score, reasons, by: None })
}

fn print(scene: &mut Scene<'_>, ledger: &Ledger, mut ranked: Vec<Ranked>, wanted: &Wanted) -> Result<(), Trouble> {
    if wanted.limit < ranked.len() {
        writeln!(std::io::stderr(), "antops: {} of {} shown", wanted.limit, ranked.len())?;
        ranked.truncate(wanted.limit);
    }
    if wanted.json {
        return json::print(scene, ranked.iter().map(|row| value(row, ledger)));
    }
    let paper = Paper::of(scene)?;
    let columns = match wanted.columns.as_slice() {
        [] if wanted.problem.is_some() => Column::ALL,
        [] => OF_PROBLEMS,
        named => named,
    };
    table::print(scene, ledger, &ranked, columns, &paper, wanted.header)
}

fn value(row: &Ranked, ledger: &Ledger) -> Value {
    let by = row.by.iter().flat_map(|(who, _)| who).map(|who| json::person(*who, ledger));
    json!({
        "number": row.number,
        "id": row.id,
        "kind": row.kind,
        "title": row.title,
        "status": row.status,
        "score": (row.score * 100.0).round() / 100.0,
        "why": row.reasons.phrase(|id| label(ledger, id)),
        "services": json::services(&row.reasons.likeness.services, ledger),
        "words": row.reasons.likeness.words,
        "like": row.reasons.like.as_ref().map(|(_, name)| name),
        "linked_by": by.collect::<Vec<_>>(),
        "may_link": row.by.as_ref().map(|(_, is_me)| is_me),
    })
}

impl Cells<Ranked> for Column {
    fn heading(self) -> &'static str {
        self.word()
    }

    fn text(self, row: &Ranked, ledger: &Ledger) -> String {
        match self {
            Self::Number => row.number.clone(),
            Self::Score => format!("{:.1}", row.score),
            Self::Status => row.status.to_owned(),
            Self::By => match &row.by {
                Some((_, true)) => "me".to_owned(),
                Some((who, false)) => who.iter().map(|who| ledger.rows.short_name(*who)).collect::<Vec<_>>().join(", "),
                None => String::new(),
            },
            Self::Title => row.title.clone(),
            Self::Why => row.reasons.phrase(|id| label(ledger, id)),
        }
    }

    fn cell(self, row: &Ranked, ledger: &Ledger, theme: &Theme) -> (String, Style) {
        let is_mine = row.by.as_ref().is_none_or(|(_, is_me)| *is_me);
        let text = if self == Self::Status { row.status.replace('_', " ") } else { self.text(row, ledger) };
        let style = match self {
            Self::Number => theme.strong(),
            Self::By if !is_mine => theme.warning(),
            Self::Score | Self::Why => theme.muted(),
            Self::Status | Self::By | Self::Title => theme.plain(),
        };
        or_none(text, style, theme)
    }

    fn is_number(self) -> bool {
        self == Self::Score
    }

    fn is_prose(self) -> bool {
        matches!(self, Self::Title | Self::Why)
    }
}
