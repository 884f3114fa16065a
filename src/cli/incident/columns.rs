//! What a list can show of an incident: one variant a column, with its name, its heading and its text. The one table behind `--columns`, the
//! table on a terminal, the lines in a pipe and the cells of CSV.

use super::super::record::ledger::Ledger;
use super::super::record::table::{Cells, columns, or_none};
use crate::app::view;
use crate::domain::incident::Incident;
use crate::domain::slo::Standing;
use crate::ui::theme::Theme;
use crate::ui::time;
use jiff::Timestamp;
use ratatui::style::Style;

columns! {
    /// `ACM-INC-0042`.
    Number = "number";
    /// By the matrix or by hand.
    Priority = "priority";
    /// What is left of its time.
    Slo = "slo";
    /// How far it is.
    Status = "status";
    /// Who works on it.
    Assignee = "assignee";
    /// How old it is.
    Age = "age";
    /// One line.
    Title = "title";
    /// Whom it hurts.
    Customer = "customer";
    /// What it breaks.
    Services = "services";
    /// How it is labelled.
    Tags = "tags";
    /// How much depends on it.
    Criticality = "criticality";
    /// How soon it must work again.
    Urgency = "urgency";
    /// Who reported it.
    Creator = "created-by";
    /// The problem it belongs to.
    Problem = "problem";
    /// Tickets elsewhere.
    Links = "links";
    /// When it was reported.
    Created = "created";
    /// When somebody last said they changed it.
    Updated = "updated";
    /// When service was back.
    Resolved = "resolved";
    /// Its id in the database.
    Id = "id";
}

/// The columns of a list nobody asked otherwise; where a terminal is narrow, the age gives way to the title.
pub(super) const NARROW: &[Column] =
    &[Column::Number, Column::Priority, Column::Slo, Column::Status, Column::Assignee, Column::Title];

/// The columns of a list nobody asked otherwise.
pub(super) const USUAL: &[Column] =
    &[Column::Number, Column::Priority, Column::Slo, Column::Status, Column::Assignee, Column::Age, Column::Title];

impl Cells<Incident> for Column {
    fn heading(self) -> &'static str {
        self.word()
    }

    fn text(self, row: &Incident, ledger: &Ledger) -> String {
        let joined = |items: Vec<&str>| items.join(", ");
        let moment = |at: Timestamp| at.to_string();
        match self {
            Self::Number => row.name(),
            Self::Priority => row.priority.to_string(),
            Self::Slo => slo(ledger.rows.slo.standing(row, ledger.now)),
            Self::Status => row.status.to_string(),
            Self::Assignee => row.assigned_to.map_or(String::new(), |who| ledger.rows.full_name(who).to_owned()),
            Self::Age => time::short(ledger.now.duration_since(row.created_at)),
            Self::Title => row.title.to_string(),
            Self::Customer => row.customer.as_deref().unwrap_or_default().to_owned(),
            Self::Services => joined(row.services.iter().map(|id| ledger.service(id)).collect()),
            Self::Tags => joined(row.tags.iter().map(AsRef::as_ref).collect()),
            Self::Criticality => row.criticality.map_or("", |level| level.word()).to_owned(),
            Self::Urgency => row.urgency.map_or("", |level| level.word()).to_owned(),
            Self::Creator => ledger.rows.full_name(row.created_by).to_owned(),
            Self::Problem => row.problem.map_or(String::new(), |id| ledger.problem(id)),
            Self::Links => joined(row.links.iter().map(|link| link.url.as_str()).collect()),
            Self::Created => moment(row.created_at),
            Self::Updated => moment(row.updated_at),
            Self::Resolved => row.resolved_at.map_or(String::new(), moment),
            Self::Id => row.id.to_string(),
        }
    }

    fn cell(self, row: &Incident, ledger: &Ledger, theme: &Theme) -> (String, Style) {
        let local = |at: Timestamp| at.to_zoned(ledger.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        let text = match self {
            Self::Slo => return time::slo_cell(ledger.rows.slo.standing(row, ledger.now), theme),
            Self::Assignee => row.assigned_to.map_or(String::new(), |who| ledger.rows.short_name(who).to_owned()),
            Self::Creator => ledger.rows.short_name(row.created_by).to_owned(),
            Self::Created => local(row.created_at),
            Self::Updated => local(row.updated_at),
            Self::Resolved => row.resolved_at.map_or(String::new(), local),
            _ => self.text(row, ledger),
        };
        let style = match self {
            Self::Priority => theme.priority(row.priority),
            Self::Status => theme.incident_status(row.status).1,
            Self::Number => theme.strong(),
            Self::Age | Self::Id => theme.muted(),
            _ => theme.plain(),
        };
        or_none(text, style, theme)
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Slo | Self::Age)
    }

    fn is_prose(self) -> bool {
        matches!(self, Self::Title | Self::Customer | Self::Services | Self::Tags | Self::Links)
    }

    fn is_person(self) -> bool {
        matches!(self, Self::Assignee | Self::Creator)
    }
}

impl Column {
    /// The one that a view of the config names.
    pub(super) fn of_view(column: view::Column) -> Self {
        match column {
            view::Column::Priority => Self::Priority,
            view::Column::Slo => Self::Slo,
            view::Column::Status => Self::Status,
            view::Column::Number => Self::Number,
            view::Column::Title => Self::Title,
            view::Column::Customer => Self::Customer,
            view::Column::Services => Self::Services,
            view::Column::Tags => Self::Tags,
            // What only problems and changes have is no column of an incident; no view of the config can name it.
            view::Column::Problem | view::Column::Linked | view::Column::Begins | view::Column::Flags => Self::Problem,
            view::Column::CreatedBy => Self::Creator,
            view::Column::Who => Self::Assignee,
            view::Column::Age => Self::Age,
            view::Column::Updated => Self::Updated,
        }
    }
}

/// What is left as the screen has it, without its dash for what nobody knows.
fn slo(standing: Standing) -> String {
    match standing {
        Standing::Breached { over } => format!("-{}", time::short(over)),
        Standing::AtRisk { left } | Standing::Fine { left } => time::short(left),
        Standing::Met => "met".into(),
        Standing::Missed => "missed".into(),
        Standing::Unknown => String::new(),
    }
}
