//! The form in words: what stands in a field that is chosen, what a field is for, what will be sent.

use super::super::layers::form::{Form, Kept, Name, Part, Seen, Typed, Value, matrix};
use super::super::model::Model;
use super::super::sentences::columns;
use crate::domain::problem::Problem;
use crate::domain::value::{Priority, ProblemId, ProfileId, Record};

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
        match entry.name {
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
            Name::Assignee | Name::Problem => format!("enter or a letter chooses; {} empties it", key("field.clear")),
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
        let edits = kept.typed.edits(&kept.began, kept.seen.as_ref()?, &self.labelled_people());
        Some(columns(&edits))
    }

    /// What will be sent.
    #[must_use]
    pub fn form_summary(&self, form: &Form) -> String {
        if form.seen.is_none() {
            let typed = form.typed();
            let missing = [("a title", &typed.title), ("a description", &typed.description)];
            let missing: Vec<&str> =
                missing.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(what, _)| what).collect();
            let priority = form.outcome().priority;
            let links = self.links_in_words(&form.incidents);
            return match (missing.as_slice(), form.place.record()) {
                ([], Record::Problem(_)) => {
                    format!("Will be written down with {priority} priority, identified, by you.{links}")
                }
                ([], _) => format!("Will be reported with {priority} priority, open, by you."),
                (missing, _) => format!("Still needed: {}.{links}", missing.join(" and ")),
            };
        }
        let edits = form.edits(&self.labelled_people());
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
