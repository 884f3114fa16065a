//! What a list can show of a change: one variant a column, with its name, its heading and its text. The one table behind `--columns`, the
//! calendar, the table on a terminal and the lines in a pipe.

use super::super::record::ledger::Ledger;
use super::super::record::table::{Cells, columns, or_none};
use super::whole::Whole;
use crate::domain::change::standing::Answer;
use crate::domain::change::when::Tone;
use crate::domain::moment;
use crate::domain::value::Record;
use crate::ui::theme::Theme;
use crate::ui::time;
use jiff::Timestamp;
use ratatui::style::Style;

columns! {
    /// `ACM-CHG-0007`.
    Number = "number";
    /// As somebody chose it.
    Priority = "priority";
    /// How far it is.
    Status = "status";
    /// What the approvals come to.
    Answer = "answer";
    /// When it begins.
    Starts = "starts";
    /// When it should be over.
    Ends = "ends";
    /// What else happens to the same then.
    Collides = "collides";
    /// Who does it.
    Assignee = "assignee";
    /// How old it is.
    Age = "age";
    /// One line.
    Title = "title";
    /// What it touches.
    Services = "services";
    /// How it is labelled.
    Tags = "tags";
    /// The problem or the incident it ends.
    For = "for";
    /// Who asks for it.
    Requester = "requested-by";
    /// When it was drafted.
    Created = "created";
    /// When somebody last said they changed it.
    Updated = "updated";
    /// When it was completed.
    Completed = "completed";
    /// Its id in the database.
    Id = "id";
}

/// The columns of a list nobody asked otherwise; where a terminal is narrow, more is left to the title.
pub(super) const NARROW: &[Column] = &[Column::Number, Column::Status, Column::Starts, Column::Assignee, Column::Title];

/// The columns of a list nobody asked otherwise.
pub(super) const USUAL: &[Column] = &[
    Column::Number,
    Column::Priority,
    Column::Status,
    Column::Starts,
    Column::Collides,
    Column::Assignee,
    Column::Title,
];

/// The columns of a calendar.
pub(super) const CALENDAR: &[Column] =
    &[Column::Number, Column::Starts, Column::Ends, Column::Status, Column::Collides, Column::Assignee, Column::Title];

/// The number of what a change ends.
pub(super) fn number_of_ended(row: &Whole, ledger: &Ledger) -> Option<String> {
    let problem = row.change.problem.map(Record::Problem);
    problem.or(row.change.incident.map(Record::Incident)).map(|record| ledger.rows.record_name(record))
}

impl Cells<Whole> for Column {
    fn heading(self) -> &'static str {
        self.word()
    }

    fn text(self, row: &Whole, ledger: &Ledger) -> String {
        let change = &row.change;
        let at = |at: Option<Timestamp>| at.map_or(String::new(), |at| at.to_string());
        match self {
            Self::Number => change.name(),
            Self::Priority => change.priority.to_string(),
            Self::Status => change.status.to_string(),
            Self::Answer => super::standing::answer_word(ledger.rows.standing_of(change).answer()).to_owned(),
            Self::Starts => at(change.scheduled_for),
            Self::Ends => at(change.estimated_end),
            Self::Collides => row.collisions.iter().map(|(other, _)| other.name()).collect::<Vec<_>>().join(", "),
            Self::Assignee => change.assigned_to.map_or(String::new(), |who| ledger.rows.full_name(who).to_owned()),
            Self::Age => time::short(ledger.now.duration_since(change.created_at)),
            Self::Title => change.title.to_string(),
            Self::Services => change.services.iter().map(|id| ledger.service(id)).collect::<Vec<_>>().join(", "),
            Self::Tags => change.tags.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "),
            Self::For => number_of_ended(row, ledger).unwrap_or_default(),
            Self::Requester => ledger.rows.full_name(change.requested_by).to_owned(),
            Self::Created => change.created_at.to_string(),
            Self::Updated => change.updated_at.to_string(),
            Self::Completed => at(change.completed_at),
            Self::Id => change.id.to_string(),
        }
    }

    fn cell(self, row: &Whole, ledger: &Ledger, theme: &Theme) -> (String, Style) {
        let change = &row.change;
        let local = |at: Option<Timestamp>| at.map_or(String::new(), |at| moment::print(at, &ledger.zone));
        let (_, words, status) = theme.change_status(change.status);
        let text = match self {
            Self::Status => words.to_owned(),
            Self::Starts => local(change.scheduled_for),
            Self::Ends => local(change.estimated_end),
            Self::Created => local(Some(change.created_at)),
            Self::Updated => local(Some(change.updated_at)),
            Self::Completed => local(change.completed_at),
            Self::Collides => row.collisions.iter().map(|(other, _)| other.short_name()).collect::<Vec<_>>().join(", "),
            Self::Assignee => change.assigned_to.map_or(String::new(), |who| ledger.rows.short_name(who).to_owned()),
            Self::Requester => ledger.rows.short_name(change.requested_by).to_owned(),
            _ => self.text(row, ledger),
        };
        let style = match self {
            Self::Priority => theme.priority(change.priority),
            Self::Status => status,
            Self::Number => theme.strong(),
            Self::Collides => theme.danger(),
            Self::Starts if change.when(ledger.now, &ledger.zone).0 == Tone::Warning => theme.warning(),
            Self::Answer => match ledger.rows.standing_of(change).answer() {
                Answer::Approved(_) => theme.good(),
                Answer::Rejected(_) => theme.danger(),
                Answer::Waiting(_) | Answer::Unasked => theme.plain(),
            },
            Self::Age | Self::Id => theme.muted(),
            _ => theme.plain(),
        };
        or_none(text, style, theme)
    }

    fn is_number(self) -> bool {
        self == Self::Age
    }

    fn is_prose(self) -> bool {
        matches!(self, Self::Title | Self::Services | Self::Tags)
    }

    fn is_person(self) -> bool {
        matches!(self, Self::Assignee | Self::Requester)
    }
}
