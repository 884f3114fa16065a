//! What a list can show of a problem: one variant a column, with its name, its heading and its text. The one table behind `--columns`, the
//! table on a terminal and the lines in a pipe.

use super::super::record::ledger::Ledger;
use super::super::record::table::{Cells, columns, or_none};
use super::whole::Whole;
use crate::ui::theme::Theme;
use crate::ui::time;
use jiff::Timestamp;
use ratatui::style::Style;

columns! {
    /// `ACM-PRBM-0007`.
    Number = "number";
    /// By the matrix or by hand.
    Priority = "priority";
    /// How far it is.
    Status = "status";
    /// How many incidents are linked to it.
    Incidents = "incidents";
    /// How many changes are linked to it.
    Changes = "changes";
    /// Who looks for the cause.
    Assignee = "assignee";
    /// How old it is.
    Age = "age";
    /// One line.
    Title = "title";
    /// What it concerns.
    Services = "services";
    /// How it is labelled.
    Tags = "tags";
    /// How much depends on it.
    Criticality = "criticality";
    /// How soon it must be gone.
    Urgency = "urgency";
    /// Who found it.
    Creator = "created-by";
    /// When it was found.
    Created = "created";
    /// When somebody last said they changed it.
    Updated = "updated";
    /// When it was resolved.
    Resolved = "resolved";
    /// Its id in the database.
    Id = "id";
}

/// The columns of a list nobody asked otherwise; where a terminal is narrow, the age gives way to the title.
pub(super) const NARROW: &[Column] =
    &[Column::Number, Column::Priority, Column::Status, Column::Incidents, Column::Assignee, Column::Title];

/// The columns of a list nobody asked otherwise.
pub(super) const USUAL: &[Column] = &[
    Column::Number,
    Column::Priority,
    Column::Status,
    Column::Incidents,
    Column::Assignee,
    Column::Age,
    Column::Title,
];

impl Cells<Whole> for Column {
    fn heading(self) -> &'static str {
        self.word()
    }

    fn text(self, row: &Whole, ledger: &Ledger) -> String {
        let problem = &row.problem;
        let level = |level: Option<crate::domain::value::Priority>| level.map_or("", |level| level.word()).to_owned();
        match self {
            Self::Number => problem.name(),
            Self::Priority => problem.priority.to_string(),
            Self::Status => problem.status.to_string(),
            Self::Incidents => row.incidents.len().to_string(),
            Self::Changes => row.changes.len().to_string(),
            Self::Assignee => problem.assigned_to.map_or(String::new(), |who| ledger.rows.full_name(who).to_owned()),
            Self::Age => time::short(ledger.now.duration_since(problem.created_at)),
            Self::Title => problem.title.to_string(),
            Self::Services => problem.services.iter().map(|id| ledger.service(id)).collect::<Vec<_>>().join(", "),
            Self::Tags => problem.tags.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "),
            Self::Criticality => level(problem.criticality),
            Self::Urgency => level(problem.urgency),
            Self::Creator => ledger.rows.full_name(problem.created_by).to_owned(),
            Self::Created => problem.created_at.to_string(),
            Self::Updated => problem.updated_at.to_string(),
            Self::Resolved => problem.resolved_at.map_or(String::new(), |at| at.to_string()),
            Self::Id => problem.id.to_string(),
        }
    }

    fn cell(self, row: &Whole, ledger: &Ledger, theme: &Theme) -> (String, Style) {
        let problem = &row.problem;
        let local = |at: Timestamp| at.to_zoned(ledger.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        let (_, words, status) = theme.problem_status(problem.status);
        let text = match self {
            Self::Status => words.to_owned(),
            Self::Incidents if row.incidents.is_empty() => String::new(),
            Self::Changes if row.changes.is_empty() => String::new(),
            Self::Assignee => problem.assigned_to.map_or(String::new(), |who| ledger.rows.short_name(who).to_owned()),
            Self::Creator => ledger.rows.short_name(problem.created_by).to_owned(),
            Self::Created => local(problem.created_at),
            Self::Updated => local(problem.updated_at),
            Self::Resolved => problem.resolved_at.map_or(String::new(), local),
            _ => self.text(row, ledger),
        };
        let style = match self {
            Self::Priority => theme.priority(problem.priority),
            Self::Status => status,
            Self::Number => theme.strong(),
            Self::Age | Self::Id => theme.muted(),
            _ => theme.plain(),
        };
        or_none(text, style, theme)
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Incidents | Self::Changes | Self::Age)
    }

    fn is_prose(self) -> bool {
        matches!(self, Self::Title | Self::Services | Self::Tags)
    }

    fn is_person(self) -> bool {
        matches!(self, Self::Assignee | Self::Creator)
    }
}
