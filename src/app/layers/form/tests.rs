//! Edits, priorities and drafts of the form, without a screen.

use super::*;
use crate::domain::edits::Edit;
use crate::domain::incident::Incident;
use crate::domain::problem::Problem;
use crate::domain::safe::Safe;
use crate::domain::samples;
use crate::domain::service::ServiceId;
use crate::domain::value::{ProblemId, ProblemStatus};
use uuid::Uuid;

fn around() -> Around {
    Around { people: vec![], zone: jiff::tz::TimeZone::UTC, now: jiff::Timestamp::UNIX_EPOCH }
}

fn row() -> Incident {
    let at = "2026-11-19T14:03:00Z".parse().unwrap();
    Incident {
        id: IncidentId(Uuid::from_u128(1)),
        number: Some(Safe::line("ACM-INC-0001")),
        title: Safe::line("Checkout fails"),
        description: Safe::new("<p>Since <span style=\"color:red\">the</span> deploy.</p>"),
        priority: Priority::Medium,
        tags: vec![Safe::line("db"), Safe::line("odd,tag"), Safe::line("a:b:c")],
        services: vec![ServiceId(Safe::line("gone"))],
        criticality: Some(Priority::Medium),
        urgency: Some(Priority::High),
        created_at: at,
        updated_at: at,
        ..samples::incident(0)
    }
}

fn form_of(row: &Incident) -> Form {
    Form::new(Place::EditIncident(row.id), Kept::of(Seen::from(row), &around()))
}

fn press(form: &mut Form, name: Name, keys: &str) {
    form.focus = form.entries.iter().position(|entry| entry.name == name).unwrap();
    for c in keys.chars() {
        form.key(KeyEvent::from(KeyCode::Char(c)));
    }
}

/// The columns the edits change, with the row after them.
fn after(form: &Form, row: &Incident) -> (String, Incident) {
    let edits = form.edits(&around());
    let mut after = row.clone();
    edits.apply(&mut after);
    (crate::app::sentences::columns(&edits), after)
}

#[test]
fn a_form_that_was_only_opened_changes_nothing_whatever_the_row_holds() {
    let form = form_of(&row());
    assert!(form.edits(&around()).is_empty());
    assert_eq!(form.kept().text(), "", "and is no draft");
}

#[test]
fn only_what_was_touched_changes() {
    let row = row();
    let mut form = form_of(&row);
    press(&mut form, Name::Tags, ", region:eu");
    let (columns, after) = after(&form, &row);
    assert_eq!(columns, "tags");
    let tags: Vec<&str> = after.tags.iter().map(Safe::as_str).collect();
    assert_eq!(tags, ["db", "odd,tag", "a:b:c", "region:eu"], "what cannot be typed stays");
    assert_eq!(after.description, row.description);
}

#[test]
fn the_matrix_decides_until_a_hand_does_and_again_when_the_hand_lets_go() {
    let row = row();
    let mut form = form_of(&row);
    press(&mut form, Name::Criticality, "c");
    let (columns, critical) = after(&form, &row);
    assert_eq!(
        (columns.as_str(), critical.priority, critical.auto_priority),
        ("criticality and priority", Priority::Critical, true)
    );
    press(&mut form, Name::Priority, "l");
    let (_, low) = after(&form, &row);
    assert_eq!((low.priority, low.auto_priority), (Priority::Low, false), "or the next edit of a rating would undo it");
    form.clear();
    assert_eq!(form.outcome(), Outcome { priority: Priority::Critical, is_automatic: true });
}

#[test]
fn a_rating_that_is_filled_in_sends_the_priority_that_was_shown() {
    // The database computes nothing where a rating was empty before.
    let row = Incident { criticality: None, ..row() };
    let mut form = form_of(&row);
    press(&mut form, Name::Criticality, "h");
    let edits = form.edits(&around());
    assert!(edits.iter().any(|edit| matches!(edit, Edit::Priority(turn) if turn.to == Priority::High)), "{edits:?}");
}

#[test]
fn a_priority_that_the_matrix_does_not_explain_is_one_by_hand_and_survives_a_rating() {
    let row = Incident { priority: Priority::Critical, ..row() };
    let mut form = form_of(&row);
    assert!(form.edits(&around()).is_empty());
    press(&mut form, Name::Urgency, "l");
    let (_, after) = after(&form, &row);
    assert_eq!((after.priority, after.auto_priority), (Priority::Critical, false));
}

#[test]
fn arrows_step_along_the_scale_and_stop_at_its_ends() {
    let mut form = form_of(&row());
    press(&mut form, Name::Urgency, "");
    for (by, expected) in [(1, Some(Priority::Critical)), (1, Some(Priority::Critical)), (-4, None), (-1, None)] {
        form.slide(by);
        assert_eq!(form.typed().urgency, expected);
    }
}

#[test]
fn links_are_added_emptied_and_read_as_they_are_typed() {
    let row = row();
    let mut form = form_of(&row);
    form.add_link();
    press(&mut form, Name::Link(0, Part::Url), "jira.example/OPS-9");
    press(&mut form, Name::Link(0, Part::Kind), "j");
    form.add_link();
    assert!(form.check(&around()), "a blank link is none");
    let (columns, with_link) = after(&form, &row);
    let link = &with_link.links[0];
    assert_eq!(
        (columns.as_str(), link.title.as_str(), link.url.as_str(), link.kind.as_str()),
        ("links", "OPS-9", "https://jira.example/OPS-9", "jira")
    );
    assert_eq!(with_link.links.len(), 1);
    let mut form = form_of(&with_link);
    form.focus = form.entries.iter().position(|entry| entry.name == Name::Link(0, Part::Url)).unwrap();
    form.key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
    assert!(!form.check(&around()), "a title without an address is no link");
    press(&mut form, Name::Link(0, Part::Title), "");
    form.key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
    assert!(form.check(&around()));
    assert_eq!(after(&form, &with_link).1.links, []);
}

#[test]
fn what_is_wrong_is_said_under_the_field_and_the_first_gets_the_keys() {
    let kept = Kept::blank();
    let mut form = Form::new(Place::NewIncident(IncidentId(Uuid::nil())), kept);
    form.focus = 5;
    assert!(!form.check(&around()));
    assert_eq!(form.focus, 0);
    press(&mut form, Name::Title, "Checkout fails");
    press(&mut form, Name::Description, "503 for everybody");
    press(&mut form, Name::Tags, "a:b:c");
    assert!(!form.check(&around()));
    assert!(form.focused().and_then(|entry| entry.error.as_deref()).is_some_and(|error| error.contains("one colon")));
}

#[test]
fn a_draft_is_laid_over_the_row_as_it_is_by_then_and_says_where_they_cross() {
    let row = row();
    let mut form = form_of(&row);
    press(&mut form, Name::Title, "!");
    press(&mut form, Name::Tags, ", mine");
    let kept = Kept::read(&form.kept().text()).unwrap();
    let now = Incident {
        title: Safe::line("Checkout is slow"),
        tags: vec![Safe::line("db"), Safe::line("theirs")],
        customer: Some(Safe::line("Contoso")),
        ..row
    };
    let (kept, crossed) = kept.rebased(&Seen::from(&now), &around());
    assert_eq!(crossed, [Name::Title]);
    assert_eq!((kept.typed.title.as_str(), kept.typed.customer.as_str()), ("Checkout fails!", "Contoso"));
    assert_eq!(kept.typed.tags, "db, theirs, mine");
}

#[test]
fn one_field_is_put_back_and_the_others_stay() {
    let mut form = form_of(&row());
    press(&mut form, Name::Title, "!");
    press(&mut form, Name::Customer, "Contoso");
    form.put_back();
    assert_eq!((form.typed().title.as_str(), form.typed().customer.as_str()), ("Checkout fails!", ""));
    form.add_link();
    form.put_back();
    assert!(form.typed().links.is_empty());
}

fn problem() -> Problem {
    let row = row();
    Problem {
        id: ProblemId(Uuid::from_u128(7)),
        number: Some(Safe::line("ACM-PRBM-0007")),
        title: row.title,
        description: row.description,
        priority: Priority::High,
        status: ProblemStatus::Investigating,
        assigned_to: None,
        created_by: row.created_by,
        root_cause: Some(Safe::new("<p>The <em>pool</em>.</p>")),
        workaround: None,
        solution: Some(Safe::new("<p>None yet.</p>")),
        tags: row.tags,
        services: row.services,
        criticality: None,
        urgency: None,
        auto_priority: true,
        created_at: row.created_at,
        updated_at: row.updated_at,
        resolved_at: None,
    }
}

#[test]
fn the_form_of_a_problem_has_its_texts_and_sends_only_those_that_were_touched() {
    let row = problem();
    let mut form = Form::new(Place::EditProblem(row.id), Kept::of(Seen::from(&row), &around()));
    let names: Vec<Name> = form.entries.iter().map(|entry| entry.name).collect();
    assert!(names.contains(&Name::RootCause) && !names.contains(&Name::Customer) && !names.contains(&Name::Links));
    assert!(form.edits(&around()).is_empty());
    press(&mut form, Name::Workaround, "Restart it");
    form.focus = form.entries.iter().position(|entry| entry.name == Name::Solution).unwrap();
    form.key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
    let edits = form.edits(&around());
    let mut after = row.clone();
    edits.apply(&mut after);
    assert_eq!(crate::app::sentences::columns(&edits), "workaround and solution");
    assert_eq!(after.workaround.as_deref(), Some("<p>Restart it</p>"));
    assert_eq!((after.solution, after.root_cause), (None, row.root_cause), "emptied and left alone");
}

#[test]
fn a_draft_of_a_problem_reads_as_one() {
    let row = problem();
    let mut form = Form::new(Place::EditProblem(row.id), Kept::of(Seen::from(&row), &around()));
    press(&mut form, Name::Title, "!");
    assert_eq!(Kept::read(&form.kept().text()), Some(form.kept()));
}

#[test]
fn a_draft_of_an_antops_that_knew_only_incidents_still_reads() {
    let mut form = form_of(&row());
    press(&mut form, Name::Title, "!");
    let mut old: serde_json::Value = serde_json::from_str(&form.kept().text()).unwrap();
    old.as_object_mut().unwrap().remove("incidents");
    for side in ["began", "typed"] {
        for text in ["root_cause", "workaround", "solution"] {
            old[side].as_object_mut().unwrap().remove(text);
        }
    }
    assert!(old["seen"]["organization"].is_string(), "the row lies bare in it: {old}");
    assert_eq!(Kept::read(&old.to_string()), Some(form.kept()));
}
