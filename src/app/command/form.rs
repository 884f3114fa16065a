//! Making and editing an incident or a problem in the form.

use super::Scope::{Choice, Form};
use super::{Command, Gate, row};
use crate::app::layers::form;
use crate::app::model::Model;
use crossterm::event::KeyCode;

pub(super) static ROWS: &[Command] = &[
    row(
        "form.save",
        "Save",
        "Send what you wrote; nothing else is touched.",
        &["alt-enter", "ctrl-enter"],
        Form,
        Model::save_form,
    )
    .hint(1, "save")
    .writes(),
    row("form.next", "Next field", "The next field.", &["tab"], Form, |m| m.change_form(|form| form.turn(false)))
        .hint(2, "next"),
    row("form.before", "Field before", "The field before.", &["backtab"], Form, |m| {
        m.change_form(|form| form.turn(true))
    }),
    row("form.down", "Down", "The line below in a text, else the next field.", &["down"], Form, |m| {
        m.change_form(|form| form.climb(KeyCode::Down))
    }),
    row("form.up", "Up", "The line above in a text, else the field before.", &["up"], Form, |m| {
        m.change_form(|form| form.climb(KeyCode::Up))
    }),
    row(
        "form.enter",
        "Go on",
        "The next field; a new line in a text; the list to choose from.",
        &["enter"],
        Form,
        Model::enter_in_form,
    ),
    row(
        "form.complete",
        "Complete",
        "Put the known tag or customer that begins like this.",
        &["ctrl-n"],
        Form,
        Model::complete_in_form,
    ),
    row(
        "form.editor",
        "Editor",
        "Go on with the text in $EDITOR; from another field, with the description.",
        &["ctrl-e"],
        Form,
        Model::edit_text_outside,
    )
    .hint(4, "editor"),
    row(
        "form.put-back",
        "Put back…",
        "Put a field back as it was, or forget the draft.",
        &["ctrl-x"],
        Form,
        Model::ask_put_back,
    )
    .hint(5, "put back"),
    row(
        "form.leave",
        "Keep draft",
        "Leave; what you wrote is kept as a draft.",
        &["esc", "ctrl-c"],
        Form,
        Model::leave_form,
    )
    .hint(3, "keep draft"),
    row("field.more", "More", "One step up the scale.", &["right"], Choice, |m| m.change_form(|form| form.slide(1)))
        .when(scale),
    row("field.less", "Less", "One step down the scale.", &["left"], Choice, |m| m.change_form(|form| form.slide(-1)))
        .when(scale),
    row(
        "field.clear",
        "Empty",
        "Empty the field: nobody, none, or the priority of the matrix.",
        &["backspace", "delete"],
        Choice,
        |m| m.change_form(form::Form::clear),
    ),
];

/// Only where there is a scale to step along.
fn scale(model: &Model) -> Gate {
    let has_scale = |entry: &form::Entry| {
        matches!(entry.value, form::Value::Rating(_) | form::Value::Priority(_) | form::Value::Kind(_))
    };
    if model.record_form().and_then(form::Form::focused).is_some_and(has_scale) { Gate::Open } else { Gate::Absent }
}
