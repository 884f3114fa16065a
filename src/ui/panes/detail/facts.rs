//! The facts of an incident: what stands in its row and in the rows it names, each at its place, in words.

use super::super::super::text::{self, blank};
use super::super::super::theme::Theme;
use super::super::super::time;
use super::super::map::small;
use super::super::rows::letter;
use super::news::{self, Column};
use super::{LABEL, labelled, prose};
use crate::app::draft::Place;
use crate::app::panes::Pane;
use crate::app::panes::problems::KeptText;
use crate::app::pending::{Progress, Unjudged};
use crate::app::{Model, command};
use crate::domain::change::step::Kind;
use crate::domain::incident::Incident;
use crate::domain::known_error::Match;
use crate::domain::permission::Permission;
use crate::domain::problem::{Problem, ProblemText};
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use crate::domain::slo::Standing;
use crate::domain::value::Record;
use jiff::SignedDuration;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Number, title, and the facts one looks for first: they stay while the rest scrolls.
pub(super) fn head(incident: &Incident, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = titled(&incident.name(), &incident.title, width, theme);
    lines.extend(flowing(facts(incident, model, theme), width));
    lines.extend(news::changed(incident, width, model, theme));
    lines.extend(known_error(width, model, theme));
    lines
}

/// Number and title of a record, on two lines at most.
pub(super) fn titled(name: &str, title: &str, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let indent = text::width(name) + 2;
    let mut lines = text::wrap(&[Span::styled(title.to_owned(), theme.strong())], width.saturating_sub(indent));
    if lines.len() > 2 {
        lines.truncate(2);
        if let Some(last) = lines.last_mut() {
            last.spans.push(Span::raw(theme.glyphs().ellipsis));
        }
    }
    for (at, line) in lines.iter_mut().enumerate() {
        let before = if at == 0 { Span::styled(format!("{name}  "), theme.strong()) } else { blank(indent) };
        line.spans.insert(0, before);
    }
    lines
}

/// The facts of the row, in the order of the list.
pub(super) fn facts(incident: &Incident, model: &Model, theme: &Theme) -> Vec<Vec<Span<'static>>> {
    let (glyph, style) = theme.incident_status(incident.status);
    let assigned = match incident.assigned_to {
        Some(who) => Span::raw(text::cut(model.rows.full_name(who), 30, theme.glyphs())),
        None => Span::styled("nobody assigned", theme.muted()),
    };
    let priority = theme.priority(incident.priority);
    let mut facts = vec![
        vec![
            Span::styled(letter(incident.priority), priority),
            Span::styled(format!(" {}", incident.priority), priority),
            news::was(incident, Column::Priority, model, theme),
        ],
        vec![
            Span::styled(glyph, style),
            Span::styled(format!(" {}", incident.status), theme.plain()),
            news::was(incident, Column::Status, model, theme),
        ],
        vec![assigned, news::was(incident, Column::Assignee, model, theme)],
        vec![remaining(incident, model, theme)],
        vec![Span::raw(format!("{} old", time::short(time::since(incident.created_at, model.now))))],
    ];
    if let Some(customer) = incident.customer.as_ref().filter(|customer| !customer.trim().is_empty()) {
        let customer = text::cut(customer, 30, theme.glyphs());
        facts.push(vec![Span::styled("customer ", theme.muted()), Span::raw(customer)]);
    }
    facts
}

/// The SLO as a fact among others.
fn remaining(incident: &Incident, model: &Model, theme: &Theme) -> Span<'static> {
    let standing = model.rows.slo.standing(incident, model.now);
    let (_, style) = time::slo_cell(standing, theme);
    let words = match standing {
        Standing::Breached { over } => format!("SLO breached {} ago", time::short(over)),
        Standing::AtRisk { left } | Standing::Fine { left } => format!("SLO {} left", time::short(left)),
        Standing::Met => "SLO met".into(),
        Standing::Missed => "SLO missed".into(),
        Standing::Unknown => String::new(),
    };
    Span::styled(words, style)
}

/// Groups of spans one behind the other, two blanks between, as many to a line as fit.
pub(super) fn flowing(groups: Vec<Vec<Span<'static>>>, width: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<Vec<Span<'static>>> = vec![];
    for group in groups.into_iter().filter(|group| text::width_of(group) > 0) {
        match lines.last_mut() {
            Some(line) if text::width_of(line) + 2 + text::width_of(&group) <= width => {
                line.push(blank(2));
                line.extend(group);
            }
            _ => lines.push(group),
        }
    }
    lines.into_iter().map(Line::from).collect()
}

/// Everything else that is known, a line or a few each.
pub(super) fn more(incident: &Incident, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let hours = model.rows.slo.hours(incident.priority);
    let due = incident.created_at.checked_add(SignedDuration::from_hours(i64::from(hours)));
    let target = match due {
        Ok(due) if incident.status.is_active() => {
            vec![Span::raw(format!("{hours} h, due {}", time::moment(due, &model.zone)))]
        }
        _ => slo(incident, model, theme),
    };
    let mut lines = labelled("SLO", &target, width, theme);
    lines.extend(touched(&incident.services, width, model, theme));
    if incident.problem != helpful(model).map(|(_, problem)| problem.id) {
        lines.extend(linked(incident, width, model, theme));
    }
    lines.extend(tags_and_links(incident, width, theme));
    let created =
        format!("{} by {}", time::moment(incident.created_at, &model.zone), model.rows.full_name(incident.created_by));
    lines.extend(labelled("Created", &[Span::raw(created)], width, theme));
    if let Some(at) = incident.resolved_at {
        lines.extend(labelled("Resolved", &[Span::raw(time::moment(at, &model.zone))], width, theme));
    }
    if let Some(may) = who_may(Record::Incident(incident.id), model, theme) {
        lines.extend(labelled("Yours", &[may], width, theme));
    }
    lines.extend(own_work(Record::Incident(incident.id), width, model, theme));
    lines
}

/// The SLO as a sentence.
pub(super) fn slo(incident: &Incident, model: &Model, theme: &Theme) -> Vec<Span<'static>> {
    let hours = format!("{} h, ", model.rows.slo.hours(incident.priority));
    let (words, style) = match model.rows.slo.standing(incident, model.now) {
        Standing::Breached { over } => (format!("breached {} ago", time::long(over)), theme.danger()),
        Standing::AtRisk { left } => (format!("{} left", time::long(left)), theme.warning()),
        Standing::Fine { left } => (format!("{} left", time::long(left)), theme.plain()),
        Standing::Met => ("met".into(), theme.good()),
        Standing::Missed => ("missed".into(), theme.danger()),
        Standing::Unknown => ("when it was resolved is not written down".into(), theme.muted()),
    };
    vec![Span::raw(hours), Span::styled(words, style)]
}

/// What is broken, by name and environment. Ids that no row explains stay as they are.
pub(super) fn services(ids: &[ServiceId], model: &Model, theme: &Theme) -> Option<Vec<Span<'static>>> {
    if ids.is_empty() {
        return None;
    }
    let mut spans = vec![];
    for id in ids {
        if !spans.is_empty() {
            spans.push(Span::styled(format!(" {} ", theme.glyphs().between), theme.muted()));
        }
        let service = model.rows.services.get(id);
        spans.push(Span::raw(service.map_or(&id.0, |service| &service.label).to_string()));
        if let Some(environment) = service.and_then(|service| service.environment.as_ref()) {
            spans.push(Span::styled(format!(" ({environment})"), theme.muted()));
        }
    }
    if let Some(touched) = model.estate.touched(ids).filter(|touched| touched.dependents > 0) {
        spans.push(Span::styled(format!(" {} {touched}", theme.glyphs().between), theme.plain()));
    }
    let is_hidden = model.me.as_ref().is_some_and(|me| me.membership.is_none()) && model.rows.services.is_empty();
    if is_hidden {
        let words = "; you have no membership row, so the database hides their names. An owner must add it";
        spans.push(Span::styled(words, theme.muted()));
    }
    Some(spans)
}

/// What is broken or touched, and what depends on that in small.
pub(super) fn touched(ids: &[ServiceId], width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let Some(services) = services(ids, model, theme) else { return vec![] };
    let mut lines = labelled("Services", &services, width, theme);
    let mut small = model.small(ids).map_or_else(Vec::new, |picture| small(picture, model, theme));
    for line in &mut small {
        line.spans.insert(0, blank(LABEL));
    }
    lines.extend(small);
    lines
}

/// The problem it belongs to, where nothing else on the screen says it.
fn linked(incident: &Incident, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let Some(id) = incident.problem else { return vec![] };
    let Some(problem) = model.rows.problems.get(&id) else {
        return labelled("Problem", &[Span::styled("linked, not read yet", theme.muted())], width, theme);
    };
    labelled("Problem", &named(problem, theme), width, theme)
}

fn named(problem: &Problem, theme: &Theme) -> Vec<Span<'static>> {
    let (glyph, words, style) = theme.problem_status(problem.status);
    let name = Span::raw(format!("{}  ", problem.name()));
    vec![name, Span::styled(format!("{glyph} {words}"), style), Span::raw(format!("  {}", problem.title))]
}

/// The likeliest of the known errors that say what helps.
pub(super) fn helpful(model: &Model) -> Option<(&Match, &Problem)> {
    model.known_problems().find(|(_, problem)| workaround(problem).is_some())
}

/// What helps until the cause is gone.
pub(super) fn workaround(problem: &Problem) -> Option<&Safe> {
    problem.workaround.as_ref().or(problem.solution.as_ref()).filter(|text| !text.trim().is_empty())
}

/// Lines of a workaround that stand in the head.
const STEPS: usize = 3;

/// The known error behind it with what helps, line by line: what somebody at it needs first.
fn known_error(width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let Some((found, problem)) = helpful(model) else { return vec![] };
    let label = if found.is_linked { "Problem" } else { "Looks like" };
    let mut lines = labelled(label, &named(problem, theme), width, theme);
    if !found.is_linked {
        lines.extend(labelled("", &[Span::styled(model.why(found), theme.muted())], width, theme));
    }
    let helps = workaround(problem).map(|text| prose::lines(text, width.saturating_sub(LABEL), model, theme));
    let mut helps: Vec<Line<'static>> = helps.unwrap_or_default().into_iter().filter(|line| line.width() > 0).collect();
    let more = helps.len() > STEPS;
    helps.truncate(STEPS);
    for (at, mut line) in helps.into_iter().enumerate() {
        let label = if at == 0 { "Workaround" } else { "" };
        line.spans.insert(0, Span::styled(text::left(label, LABEL, theme.glyphs()), theme.muted()));
        lines.push(line);
    }
    if more && let Some(last) = lines.pop() {
        let hint = key_of_known(model, theme).map(|key| Span::styled(format!("{key} reads on"), theme.muted()));
        let hint = hint.into_iter().collect();
        lines.push(text::ends(last.spans, hint, width, theme.glyphs()));
    }
    lines
}

/// The key that reads the known error, where it does: among the incidents.
pub(super) fn key_of_known(model: &Model, theme: &Theme) -> Option<String> {
    let key = model.settings.keymap.hint("incident.known-error");
    (model.pane == Pane::Incidents && !key.is_empty()).then(|| theme.own(&key).into_owned())
}

fn tags_and_links(incident: &Incident, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = vec![];
    if !incident.tags.is_empty() {
        let tags = incident.tags.iter().map(AsRef::<str>::as_ref).collect::<Vec<_>>().join("  ");
        lines.extend(labelled("Tags", &[Span::raw(tags)], width, theme));
    }
    for (at, link) in incident.links.iter().enumerate() {
        let room = width.saturating_sub(11).max(8);
        let title = if link.title.trim().is_empty() { String::new() } else { format!("{}  ", link.title) };
        let content = match link.url.as_url() {
            Some(url) => Span::styled(text::cut_middle(url, room, theme.glyphs()), theme.link()),
            None => Span::styled("its address cannot be opened", theme.muted()),
        };
        let label = if at == 0 { "Links" } else { "" };
        lines.extend(labelled(label, &[Span::raw(title), content], width, theme));
    }
    lines
}

/// Who may change it, said before anybody types.
pub(super) fn who_may(record: Record, model: &Model, theme: &Theme) -> Option<Span<'static>> {
    Some(match model.may_change_record(record)? {
        Permission::Allowed => Span::styled("you may change it", theme.good()),
        Permission::Refused(refusal) => {
            let key = model.settings.keymap.hint("record.ask");
            let ask = if key.is_empty() { String::new() } else { format!(" {} asks for it.", theme.own(&key)) };
            Span::styled(
                format!("no. {}{ask}", model.refusal_sentence(&refusal, &model.rows.record_name(record))),
                theme.muted(),
            )
        }
    })
}

/// What I began to write on it and left: how it begins, and the key that goes on. Nothing while I write.
pub(super) fn drafts(record: Record, width: usize, model: &Model, theme: &Theme) -> Vec<Vec<Span<'static>>> {
    if model.compose().is_some() || model.record_form().is_some() {
        return vec![];
    }
    let drafts = model.drafts_on(record).map(|(place, draft)| {
        let (what, command, rest) = match place {
            Place::Comment(_) | Place::NewIncident(_) | Place::NewProblem(_) | Place::NewChange(_) => {
                ("", "comment.write", "goes on")
            }
            Place::EditChange(_) => ("an edit of ", "change.edit", "goes on"),
            Place::Step(_, kind) => (of_step(kind), command::of_step(kind), "goes on"),
            Place::EditProblem(_) => ("an edit of ", "problem.edit", "goes on"),
            Place::Text(_, text) => (of_text(text), "problem.write", "goes on"),
            Place::EditIncident(_) => ("an edit of ", "incident.edit", "goes on"),
            Place::CloseReason(_) => ("why to close: ", "incident.close", "goes on"),
            Place::Edit(..) => ("a correction: ", "comment.edit", "on the comment goes on"),
        };
        let key = theme.own(&model.settings.keymap.hint(command)).into_owned();
        let after = format!("  {key} {rest}");
        let said = match place {
            Place::EditIncident(_) | Place::EditProblem(_) | Place::EditChange(_) => model.edited_in(draft),
            Place::Text(..) => KeptText::read(draft).map(|kept| kept.typed),
            _ => None,
        };
        let said = said.as_deref().unwrap_or(draft);
        let beginning = said.trim().lines().next().unwrap_or("nothing").trim_end();
        let room = width.saturating_sub(13 + text::width(what) + text::width(&after)).max(8);
        let words = text::cut(beginning, room, theme.glyphs());
        vec![Span::styled(what, theme.muted()), Span::raw(words), Span::styled(after, theme.muted())]
    });
    drafts.collect()
}

fn of_step(kind: Kind) -> &'static str {
    match kind {
        Kind::Complete => "what was seen: ",
        Kind::Fail => "what happened: ",
        Kind::Cancel => "why to cancel: ",
        Kind::Withdraw => "why to withdraw: ",
        Kind::Approve => "to approve: ",
        Kind::Reject => "to reject: ",
        _ => "",
    }
}

fn of_text(text: ProblemText) -> &'static str {
    match text {
        ProblemText::RootCause => "the root cause: ",
        ProblemText::Workaround => "the workaround: ",
        ProblemText::Solution => "the solution: ",
    }
}

/// My own unfinished work on it: a draft that was left, deeds the server has not judged.
pub(super) fn own_work(record: Record, width: usize, model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines: Vec<_> =
        drafts(record, width, model, theme).iter().flat_map(|draft| labelled("Draft", draft, width, theme)).collect();
    for unjudged in model.pending.on(record) {
        if let Some(words) = waiting(unjudged, model) {
            lines.extend(labelled("Unsent", &[Span::styled(words, theme.warning())], width, theme));
        }
    }
    lines
}

fn waiting(unjudged: &Unjudged, model: &Model) -> Option<String> {
    let deed = model.rows.doing(&unjudged.op.deed);
    match &unjudged.state {
        Progress::Sent => None,
        Progress::Queued => Some(format!("{deed}, waits for what is before it")),
        Progress::Retrying { at, fault } => {
            Some(format!("{deed}, again at {}: {fault}", time::clock(*at, &model.zone)))
        }
    }
}

/// A style nobody overlooks, for words that say no.
pub(super) fn told(theme: &Theme, is_bad: bool) -> Style {
    if is_bad { theme.danger() } else { theme.muted() }
}
