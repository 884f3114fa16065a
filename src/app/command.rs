//! The table of commands: one row for everything a user can do. Dispatch, help, palette, footer, key collisions, docs and the test that
//! every command is used all come from it and from nothing else.

use super::effect::{Effect, Effects};
use super::input;
use super::layers::Layer;
use super::layers::field::Field;
use super::layers::sign_in::Step as SignInStep;
use super::list::Step;
use super::model::{Model, Session};
use super::panes::incidents::filtering;
use super::writing;
use crate::domain::permission;
use crate::domain::value::IncidentStatus;
use std::fmt;

/// One thing a user can do.
pub struct Command {
    /// Its name on the command line, in the config and in logs.
    pub id: &'static str,
    /// A verb first: what the palette and the help say.
    pub title: &'static str,
    /// One sentence more.
    pub help: &'static str,
    /// The default keys, the one to show first.
    pub keys: &'static [&'static str],
    /// Where the keys work.
    pub scope: Scope,
    /// Its place in the footer; none when it does not stand there.
    pub hint: Option<(u8, &'static str)>,
    /// What it may do to the world.
    pub risk: Risk,
    /// Whether it can act now, and if not, why.
    pub gate: fn(&Model) -> Gate,
    /// What it does.
    pub run: fn(&mut Model) -> Effects,
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl PartialEq for Command {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// Where keys work. The innermost place that knows a key has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Scope {
    /// In every place where no text is typed.
    Everywhere,
    /// In the incident list and its detail.
    Incidents,
    /// In the detail.
    Timeline,
    /// Wherever there is something to move in and no text is typed.
    Lists,
    /// While a comment or a reason is written.
    Compose,
    /// While the reason for closing is written: one line.
    Reason,
    /// While the filter is typed.
    Filter,
    /// While something is searched in a picker.
    Search,
    /// In a menu or a confirmation.
    Menu,
    /// In the help.
    Help,
    /// While signing in.
    SignIn,
}

impl Scope {
    /// Whether a key of one place can be pressed where the other's keys work too.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        let stack = |scope| match scope {
            Self::Everywhere | Self::Incidents | Self::Timeline => 0,
            Self::Lists => 1,
            Self::Compose | Self::Reason => 2,
            Self::Filter => 3,
            Self::Search => 4,
            Self::Menu => 5,
            Self::Help => 6,
            Self::SignIn => 7,
        };
        let (one, two) = (stack(self), stack(other));
        let listed = |n| matches!(n, 0 | 1 | 5 | 6);
        one == two || (one == 1 && listed(two)) || (two == 1 && listed(one))
    }

    /// What the help calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Incidents => "Incidents",
            Self::Timeline => "Detail",
            Self::Lists => "Moving",
            Self::Compose => "Writing",
            Self::Reason => "Closing",
            Self::Filter => "Filtering",
            Self::Search => "Choosing",
            Self::Menu => "Menus",
            Self::Help => "Help",
            Self::SignIn => "Signing in",
        }
    }
}

/// What a command may do to the world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Risk {
    /// Nothing leaves this machine but questions.
    Safe,
    /// It changes rows; a read-only profile does not offer it.
    Write,
}

/// Whether a command can act now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Gate {
    /// It can.
    Open,
    /// It cannot; this sentence says why.
    Shut(String),
    /// The rules will refuse it, for this reason; pressed all the same, it offers to ask those who may.
    Refused(String),
    /// It makes no sense here and is not shown.
    Absent,
}

impl Command {
    /// Whether it can act now, with what holds for every command.
    #[must_use]
    pub fn gate(&self, model: &Model) -> Gate {
        if self.risk == Risk::Write && model.settings.read_only {
            return Gate::Shut("this profile is read-only".into());
        }
        (self.gate)(model)
    }

    /// The command of this name.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        COMMANDS.iter().find(|command| command.id == id)
    }
}

fn open(_: &Model) -> Gate {
    Gate::Open
}

fn signed_in(model: &Model) -> Gate {
    if model.session == Session::Ready { Gate::Open } else { Gate::Shut("nobody is signed in".into()) }
}

/// Only at this step of signing in; at others the key means nothing.
fn at_step(model: &Model, steps: &[SignInStep]) -> Gate {
    match model.layers.last() {
        Some(Layer::SignIn(form)) if steps.contains(&form.step) => Gate::Open,
        _ => Gate::Absent,
    }
}

fn selected(model: &Model) -> Gate {
    if model.me.is_none() {
        return Gate::Shut("nobody is signed in".into());
    }
    if model.selected_incident().is_none() { Gate::Shut("no incident is selected".into()) } else { Gate::Open }
}

/// Shut with the reason where the rules will refuse; it can be pressed all the same, for then it offers to ask.
fn stakeholder(model: &Model) -> Gate {
    match (selected(model), model.may_change(), model.selected_incident()) {
        (Gate::Open, Some(permission::Permission::Refused(refusal)), Some(incident)) => {
            Gate::Refused(model.refusal_sentence(&refusal, &incident.name()))
        }
        (gate, _, _) => gate,
    }
}

fn commenter(model: &Model) -> Gate {
    match (selected(model), &model.me) {
        (Gate::Open, Some(me)) => match permission::comment(me) {
            permission::Permission::Allowed => Gate::Open,
            permission::Permission::Refused(refusal) => Gate::Shut(model.refusal_sentence(&refusal, "")),
        },
        (gate, _) => gate,
    }
}

fn author(model: &Model) -> Gate {
    match (commenter(model), &model.me, model.selected_entry()) {
        (Gate::Open, Some(_), Some(entry)) if entry.sending => Gate::Shut("it is still on its way".into()),
        (Gate::Open, Some(me), Some(entry)) => match permission::change_comment(me, &entry.comment) {
            permission::Permission::Allowed => Gate::Open,
            permission::Permission::Refused(refusal) => Gate::Shut(model.refusal_sentence(&refusal, "")),
        },
        (Gate::Open, _, None) => Gate::Shut("there is no comment yet".into()),
        (gate, _, _) => gate,
    }
}

fn asker(model: &Model) -> Gate {
    match (commenter(model), model.may_change()) {
        (Gate::Open, Some(permission::Permission::Allowed)) => Gate::Shut("it is yours to change".into()),
        (gate, _) => gate,
    }
}

const fn row(
    id: &'static str,
    title: &'static str,
    help: &'static str,
    keys: &'static [&'static str],
    scope: Scope,
    run: fn(&mut Model) -> Effects,
) -> Command {
    Command { id, title, help, keys, scope, hint: None, risk: Risk::Safe, gate: open, run }
}

impl Command {
    const fn hint(mut self, rank: u8, word: &'static str) -> Self {
        self.hint = Some((rank, word));
        self
    }

    const fn writes(mut self) -> Self {
        self.risk = Risk::Write;
        self
    }

    const fn when(mut self, gate: fn(&Model) -> Gate) -> Self {
        self.gate = gate;
        self
    }
}

use Scope::{Compose, Everywhere, Filter, Help, Incidents, Lists, Menu, Reason, Search, SignIn, Timeline};

/// Every command there is.
pub static COMMANDS: &[Command] = &[
    // Verbs of the incident.
    row(
        "incident.take",
        "Take",
        "Make the incident yours and start the investigation.",
        &["a"],
        Incidents,
        Model::take,
    )
    .hint(10, "take")
    .writes()
    .when(stakeholder),
    row("incident.assign", "Assign…", "Give the incident to somebody.", &["A"], Incidents, Model::choose_assignee)
        .writes()
        .when(stakeholder),
    row(
        "incident.status",
        "Set status…",
        "Move the incident to open, investigating, resolved or closed.",
        &["s"],
        Incidents,
        Model::choose_status,
    )
    .hint(11, "status")
    .writes()
    .when(stakeholder),
    row("incident.resolve", "Resolve", "Service is back: stop the clock.", &["R"], Incidents, |m| {
        m.set_selected_status(IncidentStatus::Resolved)
    })
    .hint(13, "resolve")
    .writes()
    .when(stakeholder),
    row(
        "incident.close",
        "Close…",
        "Done with it; asks for the reason, which becomes a comment.",
        &["X"],
        Incidents,
        |m| m.set_selected_status(IncidentStatus::Closed),
    )
    .writes()
    .when(stakeholder),
    row(
        "incident.reopen",
        "Reopen",
        "It was not over: open again, the clock runs from the beginning.",
        &["O"],
        Incidents,
        |m| m.set_selected_status(IncidentStatus::Open),
    )
    .writes()
    .when(stakeholder),
    row(
        "incident.ask",
        "Ask for it",
        "Mention creator and assignee in a comment and ask them to hand the incident over.",
        &["H"],
        Incidents,
        input::ask_selected,
    )
    .writes()
    .when(asker),
    row("comment.write", "Comment", "Write on the incident; @ mentions somebody.", &["c"], Incidents, Model::comment)
        .hint(12, "comment")
        .writes()
        .when(commenter),
    row(
        "comment.edit",
        "Edit comment",
        "Correct the selected comment, if you wrote it.",
        &["e"],
        Timeline,
        Model::edit_comment,
    )
    .hint(14, "edit")
    .writes()
    .when(author),
    row(
        "comment.delete",
        "Delete comment…",
        "Take the selected comment back, if you wrote it.",
        &["D"],
        Timeline,
        Model::delete_comment,
    )
    .writes()
    .when(author),
    row(
        "incident.yank",
        "Copy…",
        "Copy number, title, link or a summary to the terminal's clipboard.",
        &["y"],
        Incidents,
        Model::choose_yank,
    )
    .when(selected),
    row("incident.open-link", "Open link", "Open a linked ticket in a browser.", &["o"], Incidents, Model::open_link)
        .when(selected),
    row(
        "incident.next-unseen",
        "Next unseen",
        "Go to the next incident that somebody changed since you looked.",
        &["."],
        Incidents,
        Model::next_unseen,
    ),
    row(
        "incident.filter",
        "Filter",
        "Narrow the list: words, or terms like assignee:me, priority:>=high, slo:<2h, -tag:db.",
        &["/"],
        Incidents,
        filtering::open_filter,
    )
    .hint(30, "filter"),
    row(
        "incident.clear-filter",
        "Clear filter",
        "Back to the whole queue.",
        &["backspace"],
        Incidents,
        filtering::clear_filter,
    ),
    // Everywhere.
    row(
        "go.detail",
        "List or detail",
        "Move between the list and the detail.",
        &["tab"],
        Everywhere,
        input::toggle_focus,
    ),
    row("go.enter", "Open", "Read the selected incident.", &["enter"], Everywhere, input::enter),
    row(
        "go.back",
        "Back",
        "One step back. It never quits and never throws anything away.",
        &["esc"],
        Everywhere,
        input::back,
    ),
    row(
        "app.refresh",
        "Refresh",
        "Ask the server for everything on the screen again, and sort anew.",
        &["r"],
        Everywhere,
        input::refresh,
    )
    .when(signed_in),
    row(
        "app.times",
        "Relative or absolute times",
        "Switch how times are shown in the list.",
        &["T"],
        Everywhere,
        input::toggle_times,
    ),
    row("app.palette", "All commands", "Find a command by typing.", &[":"], Everywhere, input::open_palette)
        .hint(40, "all"),
    row("app.help", "Help", "What can be pressed here.", &["?"], Everywhere, input::open_help).hint(41, "help"),
    row("app.redraw", "Draw anew", "For a screen that something else wrote on.", &["ctrl-l"], Everywhere, |_| {
        vec![Effect::Redraw]
    }),
    row(
        "app.sign-out",
        "Sign out…",
        "End this session here and forget its tokens.",
        &[],
        Everywhere,
        input::ask_sign_out,
    )
    .when(signed_in),
    row("app.quit", "Quit", "Leave antops. Drafts and unsent writes are kept.", &["q", "ctrl-c"], Everywhere, |_| {
        vec![Effect::Quit]
    }),
    // Moving.
    row("move.down", "Down", "One row down.", &["j", "down"], Lists, |m| input::step(m, Step::By(1))),
    row("move.up", "Up", "One row up.", &["k", "up"], Lists, |m| input::step(m, Step::By(-1))),
    row("move.first", "First", "To the first row.", &["g", "home"], Lists, |m| input::step(m, Step::First)),
    row("move.last", "Last", "To the last row.", &["G", "end"], Lists, |m| input::step(m, Step::Last)),
    row("move.page-down", "Page down", "One page down.", &["pagedown", "ctrl-d"], Lists, |m| input::page(m, 1)),
    row("move.page-up", "Page up", "One page up.", &["pageup", "ctrl-u"], Lists, |m| input::page(m, -1)),
    // Writing.
    row("compose.send", "Send", "Send what you wrote.", &["alt-enter", "ctrl-enter"], Compose, Model::send_composed)
        .hint(1, "send")
        .writes(),
    row("compose.editor", "Editor", "Go on writing in $EDITOR.", &["ctrl-e"], Compose, writing::edit_outside)
        .hint(2, "editor"),
    row("compose.complete", "Complete", "Put the suggested name.", &["tab"], Compose, writing::complete_mention),
    row("compose.next-suggestion", "Next suggestion", "Another name.", &["ctrl-n"], Compose, writing::next_suggestion),
    row(
        "compose.leave",
        "Keep draft",
        "Leave; what you wrote is kept as a draft.",
        &["esc", "ctrl-c"],
        Compose,
        input::leave_layer,
    )
    .hint(3, "keep draft"),
    row("reason.send", "Close it", "Close the incident with this reason.", &["enter"], Reason, Model::send_composed)
        .hint(0, "close it")
        .writes(),
    // Filtering.
    row(
        "filter.apply",
        "Apply",
        "Keep the filter and go back to the list.",
        &["enter"],
        Filter,
        filtering::apply_filter,
    )
    .hint(1, "apply"),
    row(
        "filter.complete",
        "Complete",
        "Complete the word of the filter language before the cursor.",
        &["tab"],
        Filter,
        filtering::complete_filter,
    )
    .hint(2, "complete"),
    row("filter.leave", "Undo", "Back to the filter as it was.", &["esc", "ctrl-c"], Filter, filtering::leave_filter)
        .hint(3, "leave"),
    // Choosing.
    row("choose.accept", "Choose", "Choose the selected item.", &["enter"], Search, input::accept).hint(1, "choose"),
    row("choose.down", "Down", "The next item.", &["down", "ctrl-n"], Search, |m| input::step(m, Step::By(1))),
    row("choose.up", "Up", "The item before.", &["up", "ctrl-p"], Search, |m| input::step(m, Step::By(-1))),
    row("choose.leave", "Leave", "Choose nothing.", &["esc", "ctrl-c"], Search, input::leave_layer).hint(2, "leave"),
    row(
        "menu.accept",
        "Choose",
        "Choose the selected item; each also has a key of its own.",
        &["enter"],
        Menu,
        input::accept,
    )
    .hint(1, "choose"),
    row("menu.leave", "Leave", "Choose nothing.", &["esc", "ctrl-c"], Menu, input::leave_layer).hint(2, "leave"),
    row("help.leave", "Leave", "Back to where you were.", &["esc", "q", "?", "ctrl-c"], Help, input::leave_layer)
        .hint(1, "leave"),
    // Signing in.
    row("sign-in.next", "Next", "The next field, or sign in.", &["enter"], SignIn, Model::submit_sign_in)
        .hint(1, "next"),
    row("sign-in.forth", "Next field", "The next field.", &["tab", "down"], SignIn, |m| input::turn_field(m, false)),
    row("sign-in.back", "Field before", "The field before.", &["backtab", "up"], SignIn, |m| {
        input::turn_field(m, true)
    }),
    row(
        "sign-in.code",
        "Mail me a code",
        "Sign in with a code by e-mail instead of the password, or have another one sent.",
        &["ctrl-o"],
        SignIn,
        Model::mail_code,
    )
    .hint(2, "mail me a code")
    .when(|m| at_step(m, &[SignInStep::Password, SignInStep::Code])),
    row(
        "sign-in.password",
        "Use a password",
        "Back to e-mail and password.",
        &["ctrl-p"],
        SignIn,
        input::back_to_password,
    )
    .hint(2, "use a password")
    .when(|m| at_step(m, &[SignInStep::Code, SignInStep::Totp])),
    row("sign-in.quit", "Quit", "Leave antops.", &["ctrl-c"], SignIn, |_| vec![Effect::Quit]).hint(3, "quit"),
];

/// The places whose keys work now, the innermost first.
#[must_use]
pub fn scopes(model: &Model) -> &'static [Scope] {
    match model.layers.last() {
        Some(Layer::SignIn(_)) => &[SignIn],
        Some(Layer::Compose(compose)) if compose.is_one_line() => &[Reason, Compose],
        Some(Layer::Compose(_)) => &[Compose],
        Some(Layer::Filter { .. }) => &[Filter],
        Some(Layer::Picker(picker)) if picker.query.is_some() => &[Search],
        Some(Layer::Picker(_)) => &[Menu, Lists],
        Some(Layer::Help { .. }) => &[Help, Lists],
        None if model.incidents.detail_focused => &[Timeline, Incidents, Lists, Everywhere],
        None => &[Incidents, Lists, Everywhere],
    }
}

/// The text field that has the keys, if one has.
pub(super) fn typing(model: &mut Model) -> Option<&mut Field> {
    match model.layers.last_mut()? {
        Layer::Filter { field, .. } => Some(field),
        Layer::Picker(picker) => picker.query.as_mut(),
        Layer::SignIn(form) => form.fields.get_mut(form.focus).map(|asked| &mut asked.field),
        Layer::Compose(_) | Layer::Help { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_says_what_it_does_and_has_a_name_of_its_own() {
        for (at, command) in COMMANDS.iter().enumerate() {
            assert!(command.help.ends_with('.') && command.help.len() > 8, "{}", command.id);
            assert!(COMMANDS[at + 1..].iter().all(|other| other.id != command.id), "{} twice", command.id);
        }
    }
}
