//! What keys and pastes do. Dispatch is the same everywhere: text keys to the text, other keys to the
//! innermost place that knows them; a key that cannot act says why.

use super::command::{self, Gate, Risk, Scope, commands};
use super::draft::Place;
use super::effect::{Effect, Effects};
use super::keymap::Key;
use super::layers::Layer;
use super::layers::form::{Entry, Form};
use super::layers::picker::{Choice, Item, Picker};
use super::layers::sign_in::{SignInForm, Step as SignInStep};
use super::model::Model;
use super::notice::Tone;
use super::panes::Pane;
use super::panes::changes::Changes;
use super::panes::filtering;
use super::panes::problems::Problems;
use super::writing;
use crate::domain::value::ApprovalStatus;
use crossterm::event::KeyEvent;

/// A key went down.
pub(super) fn key(model: &mut Model, event: KeyEvent) -> Effects {
    model.dirty();
    if model.notice.as_ref().is_some_and(|notice| notice.is_read(model.now)) {
        model.clear_notice();
    }
    model.read_feed();
    let key = Key::from(event);
    let scopes = command::scopes(model);
    let is_text = scopes.iter().any(|scope| {
        matches!(
            scope,
            Scope::Compose
                | Scope::Form
                | Scope::Filter
                | Scope::Search
                | Scope::Finding
                | Scope::Deciding
                | Scope::SignIn
        )
    });
    if !(is_text && key.types_text())
        && let Some(found) = model.settings.keymap.command(key, scopes)
    {
        // What took over a key of the place around it, and means nothing here, gives it back: there is no comment yet to be corrected.
        let is_idle = !found.over.is_empty() && found.gate(model) == Gate::Absent;
        let mut outer = scopes.split(|scope| *scope == found.scope);
        let around = outer.next_back().filter(|_| is_idle).and_then(|outer| model.settings.keymap.command(key, outer));
        return run(model, around.unwrap_or(found));
    }
    if is_text {
        return type_key(model, event);
    }
    choose_by_key(model, event)
}

/// Runs a command, or says why it cannot. A deed that the rules will refuse is run all the same: it offers to ask instead.
pub(super) fn run(model: &mut Model, command: &'static command::Command) -> Effects {
    match command.gate(model) {
        Gate::Shut(reason) => {
            model.say(Tone::Plain, format!("{}: {reason}.", command.title.trim_end_matches('…')).replace("..", "."));
            vec![]
        }
        Gate::Absent => vec![],
        Gate::Open | Gate::Refused(_) => {
            // A remark on what was done before says nothing about this.
            if model.notice.as_ref().is_some_and(|notice| notice.tone == Tone::Plain) {
                model.clear_notice();
            }
            if model.is_pressed_twice(command.id) {
                return vec![];
            }
            if model.asks_for_claim(command) {
                return vec![];
            }
            let before = model.subject();
            let effects = (command.run)(model);
            let went_on = model.layers.is_empty() && model.subject() != before;
            model.went_on = (command.risk == Risk::Write && went_on).then_some((model.now, command.id));
            effects
        }
    }
}

fn type_key(model: &mut Model, event: KeyEvent) -> Effects {
    model.typed_at = Some(model.now);
    if let Some(Layer::Compose(compose)) = model.layers.last_mut() {
        return if compose.key(event) { writing::keep(model) } else { vec![] };
    }
    if let Some(Layer::Form(form)) = model.layers.last() {
        return type_in_form(model, form.focused().is_some_and(Entry::is_picked), event);
    }
    if let Some(field) = command::typing(model)
        && field.key(event)
    {
        return typed(model);
    }
    vec![]
}

/// A key in the form: a letter in a field that is chosen opens its picker.
fn type_in_form(model: &mut Model, is_picked: bool, event: KeyEvent) -> Effects {
    match event.code {
        crossterm::event::KeyCode::Char(c) if is_picked && c.is_alphanumeric() => model.pick(Some(c)),
        _ => model.change_form(|form| form.key(event)),
    }
}

/// The text of a field changed: what depends on it follows at once.
fn typed(model: &mut Model) -> Effects {
    match model.layers.last_mut() {
        Some(Layer::Approval(_)) => return model.keep_decision(),
        Some(Layer::Picker(picker)) => picker.narrow(),
        Some(Layer::Filter { field, .. }) => {
            let text = field.text().to_owned();
            model.stay();
            filtering::try_filter(model, text);
        }
        Some(Layer::Linking(_)) => model.narrow_linking(),
        Some(Layer::SignIn(form)) => {
            if let Some(asked) = form.fields.get_mut(form.focus) {
                asked.error = None;
            }
        }
        _ => {}
    }
    vec![]
}

fn choose_by_key(model: &mut Model, event: KeyEvent) -> Effects {
    let crossterm::event::KeyCode::Char(c) = event.code else { return vec![] };
    let Some(Layer::Picker(picker)) = model.layers.last() else { return vec![] };
    let Some(item) = picker.keyed(c).cloned() else { return vec![] };
    choose(model, &item)
}

/// Pasted text goes where text is typed; anywhere else it is no command.
pub(super) fn paste(model: &mut Model, text: &str) -> Effects {
    model.dirty();
    let text = crate::domain::safe::Safe::new(text);
    if let Some(Layer::Compose(_)) = model.layers.last() {
        return writing::paste(model, &text);
    }
    if let Some(Layer::Form(_)) = model.layers.last() {
        return model.paste_in_form(&text);
    }
    if let Some(field) = command::typing(model) {
        field.paste(&text);
        return typed(model);
    }
    model.say(Tone::Plain, "Pasted text is not read as keys. Press c to write a comment, then paste.");
    vec![]
}

fn choose(model: &mut Model, item: &Item) -> Effects {
    if let Some(reason) = &item.shut
        && !matches!(item.choice, Choice::Command(_))
    {
        model.say(Tone::Bad, reason.clone());
        return vec![];
    }
    model.layers.pop();
    match item.choice.clone() {
        Choice::Command(id) => command::Command::named(id).map_or_else(Vec::new, |found| run(model, found)),
        Choice::Intend(intent, targets) => model.intend(intent, &targets),
        Choice::Link(to, seen) => model.link_as_seen(to, &seen),
        Choice::SetStatus(targets, to) => model.set_status(&targets, to),
        Choice::View(at) => {
            model.stay();
            model.look_at_view(at)
        }
        Choice::Sort(sort) => model.sort_by(sort),
        Choice::SortProblems(sort) => model.sort_listed_by::<Problems>(sort),
        Choice::SortChanges(sort) => model.sort_listed_by::<Changes>(sort),
        Choice::Change(id, chosen) => model.do_to_change(id, chosen),
        Choice::GoTo(record) => model.go_to_record(record),
        Choice::Copy(text) => {
            model.say(Tone::Plain, "Sent to the terminal's clipboard; in tmux that needs `set -g set-clipboard on`.");
            vec![Effect::Copy(text)]
        }
        Choice::Open(url) => vec![Effect::Open(url)],
        Choice::Ask(record) => model.ask_for(record),
        Choice::DeleteComment(id) => model.delete_comment_now(id),
        Choice::GoOnCorrecting(id, version, shown) => model.go_on_correcting(id, version, shown),
        Choice::Show(id) => {
            model.select_incident(id);
            model.look();
            vec![]
        }
        Choice::Read(id) => model.read_problem(id),
        Choice::UseOn(incident, problem) => model.use_workaround_on(incident, problem),
        Choice::Map(choice) => model.choose_on_map(choice),
        Choice::Problem(id, chosen) => model.do_to_problem(id, chosen),
        Choice::Fill(filling) => model.fill(filling),
        Choice::PutBack => model.change_form(Form::put_back),
        Choice::Discard => model.discard_form(),
        Choice::SelfApprove => model.type_decision(ApprovalStatus::Approved),
        Choice::Insist(id) => command::Command::named(id).map_or_else(Vec::new, |found| (found.run)(model)),
        Choice::SignOut => model.sign_out(),
        Choice::Leave => vec![],
    }
}

/// Chooses the selected item of the picker.
pub(super) fn accept(model: &mut Model) -> Effects {
    let Some(Layer::Picker(picker)) = model.layers.last() else { return vec![] };
    let Some(item) = picker.selected().cloned() else { return vec![] };
    choose(model, &item)
}

pub(super) fn refresh(model: &mut Model) -> Effects {
    model.remote.mark_all_stale();
    model.pending.hurry();
    model.renew_history();
    model.sort_shown();
    vec![]
}

pub(super) fn toggle_times(model: &mut Model) -> Effects {
    model.absolute_times = !model.absolute_times;
    vec![]
}

pub(super) fn open_help(model: &mut Model) -> Effects {
    model.layers.push(Layer::Help { scroll: 0 });
    vec![]
}

/// The palette: every command of this place, those that cannot act greyed with the reason.
pub(super) fn open_palette(model: &mut Model) -> Effects {
    let scopes = command::scopes(model);
    let name = model.subject().map(|record| model.rows.record_name(record));
    let targets = model.targets();
    let is_marked = model.pane == Pane::Incidents && model.is_about_marks();
    let marked = is_marked.then(|| model.named(&targets));
    let is_for_one = |id| matches!(id, "comment.write" | "incident.edit" | "incident.priority" | "record.ask");
    let items = commands()
        .filter(|command| scopes.contains(&command.scope) || command.scope == Scope::Timeline)
        .filter(|command| command.scope != Scope::Lists)
        .filter_map(|command| {
            let shut = match command.gate(model) {
                Gate::Open => None,
                Gate::Shut(reason) | Gate::Refused(reason) => Some(reason),
                Gate::Absent => return None,
            };
            // What is new is about none that is there.
            let is_about =
                matches!(command.scope, Scope::Incidents | Scope::Problems | Scope::Changes | Scope::Records)
                    && !matches!(
                        command.id,
                        "incident.report" | "incident.make-problem" | "problem.create" | "change.create"
                    );
            let about = if is_for_one(command.id) { &name } else { marked.as_ref().map_or(&name, |_| &marked) };
            let about = about.as_deref().filter(|_| is_about && command.risk == Risk::Write);
            let label = match about {
                Some(name) => match command.title.strip_suffix('…') {
                    Some(title) => format!("{title} {name}…"),
                    None => format!("{} {name}", command.title),
                },
                None => command.title.to_owned(),
            };
            let note = model.settings.keymap.hint(command.id);
            Some(Item::new(label, Choice::Command(command.id)).with_note(note).shut(shut))
        })
        .collect();
    model.layers.push(Layer::Picker(Picker::search("All commands", items)));
    vec![]
}

pub(super) fn ask_sign_out(model: &mut Model) -> Effects {
    let waiting = model.pending.all().len();
    let mut items = vec![
        Item::new("Stay", Choice::Leave).with_key('n'),
        Item::new("Sign out, and forget the rows kept here; drafts and unsent writes stay for you", Choice::SignOut)
            .with_key('y'),
    ];
    if waiting > 0 {
        items[1].note = format!("{waiting} unsent");
    }
    model.layers.push(Layer::Picker(Picker::menu("Sign out?", items)));
    vec![]
}

pub(super) fn leave_layer(model: &mut Model) -> Effects {
    if let Some(Layer::Compose(compose)) = model.layers.pop() {
        let is_kept = match compose.place {
            // What it says anyway is no draft; that it is to say nothing is one.
            Place::Text(..) => model.drafts.get(compose.place).is_some(),
            _ => !compose.text().trim().is_empty(),
        };
        if is_kept {
            model.say(Tone::Good, "Kept as a draft; the same key goes on writing.");
        }
    }
    vec![]
}

pub(super) fn ask_selected(model: &mut Model) -> Effects {
    let Some(record) = model.subject() else { return vec![] };
    model.ask_for(record)
}

pub(super) fn turn_field(model: &mut Model, back: bool) -> Effects {
    if let Some(form) = model.form() {
        form.turn(back);
    }
    vec![]
}

pub(super) fn back_to_password(model: &mut Model) -> Effects {
    if let Some(form) = model.form().filter(|form| matches!(form.step, SignInStep::Code | SignInStep::Totp)) {
        *form = SignInForm::new(SignInStep::Password, form.email());
    }
    vec![]
}
