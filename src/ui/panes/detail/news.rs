//! What others changed since one looked, marked where it stands until one moves on: `investigating ← open`. Columns that have no place of
//! their own in the head are told in a line.

use super::super::super::text;
use super::super::super::theme::Theme;
use super::labelled;
use crate::app::Model;
use crate::domain::edits::{Edit, Members};
use crate::domain::incident::Incident;
use ratatui::text::{Line, Span};

/// A column whose mark stands beside its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// How bad.
    Priority,
    /// How far.
    Status,
    /// Who.
    Assignee,
}

/// The server's row, for what I do myself and is on its way is no news.
fn row<'a>(incident: &Incident, model: &'a Model) -> Option<&'a Incident> {
    model.rows.incidents.get(&incident.id)
}

/// What a column was when one looked last; nothing where it is still the same.
pub(super) fn was(incident: &Incident, column: Column, model: &Model, theme: &Theme) -> Span<'static> {
    let words = || {
        let news = model.incidents.unseen.marked(incident.id)?;
        news.changes(row(incident, model)?).iter().find_map(|edit| match (edit, column) {
            (Edit::Priority(turn), Column::Priority) => Some(turn.from.to_string()),
            (Edit::Status(turn), Column::Status) => Some(turn.from.to_string()),
            (Edit::Assignee(turn), Column::Assignee) => {
                Some(turn.from.map_or("nobody", |who| model.rows.short_name(who)).to_owned())
            }
            _ => None,
        })
    };
    let words = words().map(|before| theme.own(&format!(" ← {before}")).into_owned());
    Span::styled(words.unwrap_or_default(), theme.accent())
}

/// The changes that no mark tells, as words.
fn others(incident: &Incident, model: &Model) -> Vec<String> {
    let marked = model.incidents.unseen.marked(incident.id).zip(row(incident, model));
    marked.map_or_else(Vec::new, |(news, row)| news.changes(row).iter().filter_map(|edit| told(edit, model)).collect())
}

/// What was said, as words.
fn said(incident: &Incident, model: &Model) -> Vec<String> {
    let Some(news) = model.incidents.unseen.marked(incident.id) else { return vec![] };
    let mut words = vec![];
    if news.calls > 0 {
        words.push(if news.calls == 1 {
            "a comment mentions you".into()
        } else {
            format!("{} comments mention you", news.calls)
        });
    }
    if news.comments > news.calls {
        let many = news.comments - news.calls;
        words.push(format!("{many} new comment{}", if many == 1 { "" } else { "s" }));
    }
    words
}

fn told(edit: &Edit, model: &Model) -> Option<String> {
    let service = |id: &crate::domain::service::ServiceId| {
        model.rows.services.get(id).map_or_else(|| id.0.to_string(), |service| service.label.to_string())
    };
    Some(match edit {
        Edit::Title(turn) => format!("title was \"{}\"", turn.from),
        Edit::Description(_) => "description".into(),
        Edit::Problem(turn) => {
            let name = turn
                .from
                .map(|id| model.rows.problems.get(&id).map_or("another".into(), crate::domain::problem::Problem::name));
            format!("problem was {}", name.unwrap_or_else(|| "none".into()))
        }
        Edit::Tags(members) => listed("tags", members, ToString::to_string),
        Edit::Services(members) => listed("services", members, service),
        Edit::Links(members) => listed("links", members, |link| link.title.to_string()),
        Edit::Customer(turn) => format!("customer was {}", turn.from.as_deref().unwrap_or("none")),
        _ => return None,
    })
}

fn listed<T>(word: &str, members: &Members<T>, name: impl Fn(&T) -> String) -> String {
    let join = members.join.iter().map(|member| format!("+{}", name(member)));
    let leave = members.leave.iter().map(|member| format!("-{}", name(member)));
    format!("{word} {}", join.chain(leave).collect::<Vec<_>>().join(" "))
}

/// What else changed, labelled, for the whole detail.
pub(super) fn changed(incident: &Incident, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let mut words = others(incident, model);
    words.extend(said(incident, model));
    if words.is_empty() {
        return vec![];
    }
    labelled("News", &[Span::styled(words.join(", "), theme.accent())], width, theme)
}

/// The same on one line, without what was said, which stands below.
pub(super) fn brief(incident: &Incident, width: usize, model: &Model, theme: &Theme) -> Option<Line<'static>> {
    let words = others(incident, model);
    let spans = vec![Span::styled(format!("Since you looked: {}", words.join(", ")), theme.accent())];
    (!words.is_empty()).then(|| Line::from(text::cut_spans(spans, width, theme.glyphs())))
}
