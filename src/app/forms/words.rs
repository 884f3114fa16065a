//! The form in words: what stands in a field that is chosen, what a field is for, what will be sent.

use super::super::layers::form::{Form, Kept, Name, Part, Seen, Typed, Value, matrix};
use super::super::model::Model;
use super::super::sentences::columns;
use crate::domain::moment;
use crate::domain::problem::Problem;
use crate::domain::value::{IncidentId, Priority, ProblemId, ProfileId, Record};

impl Model {
    /// What stands in a field, as one reads it.
    #[must_use]
    pub fn worded(&self, name: Name, typed: &Typed, before: Option<&Seen>) -> String {
        let quoted = |text: &str| format!("“{}”", text.lines().next().unwrap_or_default());
        match name {
            Name::Title => quoted(&typed.title),
            Name::Description => quoted(&typed.description),
            Name::Customer => quoted(&typed.customer),
            Name::Tags => quoted(&typed.tags),
            Name::RootCause => quoted(&typed.root_cause),
            Name::Workaround => quoted(&typed.workaround),
            Name::Solution => quoted(&typed.solution),
            Name::Rollback => quoted(&typed.rollback_plan),
            Name::Test => quoted(&typed.test_plan),
            Name::Starts => quoted(&typed.starts),
            Name::Ends => quoted(&typed.ends),
            Name::Incident => self.incident_label(typed.incident),
            Name::Criticality => rating(typed.criticality).to_owned(),
            Name::Urgency => rating(typed.urgency).to_owned(),
            Name::Priority => priority(typed, before),
            Name::Assignee => self.person(typed.assignee),
            Name::Problem => self.problem_label(typed.problem),
            Name::Services => {
                let all: Vec<String> = typed.services.iter().map(|id| self.service_label(id)).collect();
                if all.is_empty() { "none".into() } else { all.join(", ") }
            }
            Name::Link(..) | Name::Links => String::new(),
        }
    }

    fn incident_label(&self, id: Option<IncidentId>) -> String {
        let Some(id) = id else { return "none".into() };
        let known = self.incident(id).map(|row| format!("{} {}", row.name(), row.title));
        known.unwrap_or_else(|| "one that antops has not loaded".into())
    }

    /// What a moment that is being typed means, or why it means nothing.
    fn moment_hint(&self, form: &Form, what: Name) -> String {
        let (typed, around) = (form.typed(), self.around());
        let (text, read, help) = match what {
            Name::Ends => {
                (&typed.ends, typed.ends_at(&around), "when it should be over: 50m, 2h30, 23:30 or 2026-12-01 23:30")
            }
            _ => (
                &typed.starts,
                typed.starts_at(&around),
                "when it begins: 22:00, tomorrow 9:30, fri 22:00, +2h or 2026-12-01 22:00",
            ),
        };
        match read {
            _ if text.trim().is_empty() => help.into(),
            Ok(Some(at)) => {
                let away = if at >= self.now { "in" } else { "past by" };
                let length = at.duration_since(self.now).abs();
                format!("{}, {away} {}", moment::stated(at, &self.zone), moment::spoken(length))
            }
            Ok(None) | Err(_) => help.into(),
        }
    }

    fn person(&self, who: Option<ProfileId>) -> String {
        who.map_or_else(|| "nobody".into(), |who| self.rows.full_name(who).to_owned())
    }

    fn problem_label(&self, id: Option<ProblemId>) -> String {
        let Some(id) = id else { return "none".into() };
        let known = self.rows.problems.get(&id);
        known.map_or_else(
            || "one that antops has not loaded".into(),
            |problem: &Problem| format!("{} {}", problem.name(), problem.title),
        )
    }

    /// What the field that has the keys is for, and which keys it takes.
    #[must_use]
    pub fn form_hint(&self, form: &Form) -> String {
        let Some(entry) = form.focused() else { return String::new() };
        let key = |id: &str| self.settings.keymap.hint(id);
        let scale = "← → or l m h c";
        let written =
            |what: &str| format!("{what}; - lists, `code`, **bold**; {} opens your editor", key("form.editor"));
        let is_problem = matches!(form.place.record(), Record::Problem(_));
        let is_change = matches!(form.place.record(), Record::Change(_));
        match entry.name {
            Name::Title if is_change => "what is altered, in one line".into(),
            Name::Description if is_change => written("what is altered, and why"),
            Name::Rollback => written("the way back, step by step"),
            Name::Test => written("how one sees that it worked"),
            Name::Starts | Name::Ends => self.moment_hint(form, entry.name),
            Name::Priority if is_change => format!("how urgent it is: {scale}"),
            Name::Assignee if is_change && form.seen.is_none() && matches!(entry.value, Value::Person(None)) => {
                "a letter chooses; only the assignee can say what came of it".into()
            }
            Name::Problem | Name::Incident if is_change => {
                format!("what it ends, a problem or an incident; {} empties it", key("field.clear"))
            }
            Name::Title if is_problem => "what keeps breaking, in one line".into(),
            Name::Title => "what is broken, in one line".into(),
            Name::Description if is_problem => written("what one sees, and where it was seen"),
            Name::Description => written("what one sees, and since when"),
            Name::RootCause => written("why it happens, as far as it is known"),
            Name::Workaround => written("what helps until the cause is gone, step by step"),
            Name::Solution => written("what ends it for good"),
            Name::Urgency if is_problem => format!("how soon it must be gone: {scale}"),
            Name::Criticality => format!("how much depends on it: {scale}"),
            Name::Urgency => format!("how soon it must work again: {scale}"),
            Name::Priority => format!("{scale} by hand; {} gives it back to the matrix", key("field.clear")),
            Name::Assignee if form.seen.is_none() && matches!(entry.value, Value::Person(None)) => {
                "a letter chooses; without one, only you can ever change it".into()
            }
            Name::Assignee | Name::Problem | Name::Incident => {
                format!("enter or a letter chooses; {} empties it", key("field.clear"))
            }
            Name::Services => format!("enter or a letter chooses; {} takes the last one out", key("field.clear")),
            Name::Tags => {
                format!("words or key:value, with commas; {} completes", key("form.complete"))
            }
            Name::Customer => format!("whom it hurts; {} completes known ones", key("form.complete")),
            Name::Link(_, Part::Url) => "the address; https:// is put before it where it is missing".into(),
            Name::Link(_, Part::Title) => "what it is called there; empty, the end of the address".into(),
            Name::Link(_, Part::Kind) => "← → or z j o: zendesk, jira, other".into(),
            Name::Links => "enter adds a link to a ticket elsewhere".into(),
        }
    }

    /// Which fields a draft of an edit changes.
    #[must_use]
    pub fn edited_in(&self, draft: &str) -> Option<String> {
        let kept = Kept::read(draft)?;
        let edits = kept.typed.edits(&kept.began, kept.seen.as_ref()?, &self.around());
        Some(columns(&edits))
    }

    /// What will be sent.
    #[must_use]
    pub fn form_summary(&self, form: &Form) -> String {
        if form.seen.is_none() {
            let typed = form.typed();
            let mut missing = vec![("a title", &typed.title), ("a description", &typed.description)];
            if let Record::Change(_) = form.place.record() {
                missing.extend([("a rollback plan", &typed.rollback_plan), ("a test plan", &typed.test_plan)]);
            }
            let missing: Vec<&str> =
                missing.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(what, _)| what).collect();
            let priority = form.outcome().priority;
            let links = self.links_in_words(&form.incidents);
            return match (missing.as_slice(), form.place.record()) {
                ([], Record::Problem(_)) => {
                    format!("Will be written down with {priority} priority, identified, by you.{links}")
                }
                ([], Record::Change(_)) => format!("Will be drafted with {priority} priority, by you."),
                ([], _) => format!("Will be reported with {priority} priority, open, by you."),
                (missing, _) => format!("Still needed: {}.{links}", super::super::sentences::enumerated(missing)),
            };
        }
        let edits = form.edits(&self.around());
        if edits.is_empty() {
            return "Nothing changed yet.".into();
        }
        let words = columns(&edits);
        let many = words.matches(", ").count() + words.matches(" and ").count() + 1;
        match many {
            1 => format!("1 field changes: {words}."),
            many => format!("{many} fields change: {words}."),
        }
    }
}

fn rating(value: Option<Priority>) -> &'static str {
    value.map_or("none", Priority::word)
}

/// The priority and where it comes from: `high (from high × medium)`.
#[must_use]
fn priority(typed: &Typed, before: Option<&Seen>) -> String {
    let outcome = typed.outcome(before);
    match (typed.by_hand, typed.criticality, typed.urgency) {
        (Some(_), criticality, urgency) => match matrix(criticality, urgency) {
            Some(matrix) if matrix != outcome.priority => {
                format!("{} (by hand; the matrix says {matrix})", outcome.priority)
            }
            _ => format!("{} (by hand)", outcome.priority),
        },
        (None, Some(criticality), Some(urgency)) => format!("{} (from {criticality} × {urgency})", outcome.priority),
        _ => format!("{} (as it is: the matrix needs both ratings)", outcome.priority),
    }
}
