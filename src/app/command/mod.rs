//! The table of commands: one row for everything a user can do. Dispatch, help, palette, footer, key collisions, docs and the test that
//! every command is used all come from it and from nothing else.

mod bulk;
mod change_verbs;
mod changes;
mod choosing;
mod everywhere;
mod feed;
mod filtering;
mod form;
mod freshness;
mod gate;
mod inbox;
mod incidents;
mod known;
mod linking;
mod map;
mod map_verbs;
mod moving;
mod panes;
mod problem_verbs;
mod problems;
mod records;
mod relation;
mod signing_in;
mod viewing;
mod writing;

pub use change_verbs::of_step;

use super::effect::Effects;
use super::layers::Layer;
use super::layers::field::Field;
use super::layers::linking::Side;
use super::model::Model;
use super::panes::Pane;
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
    /// The commands of places around this one whose key it takes over here.
    pub over: &'static [&'static str],
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
    /// In the problem list and its detail.
    Problems,
    /// In the change list and its detail.
    Changes,
    /// In the calendar, before what holds for its pane: its keys win.
    Calendar,
    /// On the map.
    Map,
    /// In the feed and its detail.
    Feed,
    /// In the inbox and its detail.
    Inbox,
    /// In the list of any kind of record and its detail.
    Records,
    /// On the board, before what holds for its pane: its keys win.
    Board,
    /// In the detail.
    Timeline,
    /// Wherever there is something to move in and no text is typed.
    Lists,
    /// While a comment or a reason is written.
    Compose,
    /// While the reason for closing is written: one line.
    Reason,
    /// While an incident is reported or edited.
    Form,
    /// In a field of the form that is chosen, not typed.
    Choice,
    /// While the filter is typed.
    Filter,
    /// While something is searched in a picker.
    Search,
    /// In a menu or a confirmation.
    Menu,
    /// In the plan for several incidents.
    Bulk,
    /// In the help.
    Help,
    /// While one reads how fresh everything is.
    Freshness,
    /// While a known error is read.
    Known,
    /// In the linking view.
    Linking,
    /// Among the candidates of the linking view.
    Candidates,
    /// Among what is linked, in the linking view.
    Linked,
    /// While words are typed in the linking view.
    Finding,
    /// On the relationship map.
    Relation,
    /// On the page on which a change is decided on.
    Approval,
    /// While a decision is typed there.
    Deciding,
    /// While signing in.
    SignIn,
}

impl Scope {
    /// Whether a key of one place can be pressed where the other's keys work too.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        // Within a stack no two places may share a key. A board and the comments of a detail stand before their pane, and their keys win.
        let stacks: [&[Self]; 23] = [
            &[Timeline, Records, Incidents, Everywhere, Lists],
            &[Timeline, Records, Problems, Everywhere, Lists],
            &[Timeline, Records, Changes, Everywhere, Lists],
            &[Map, Everywhere],
            &[Timeline, Records, Feed, Everywhere, Lists],
            &[Timeline, Records, Inbox, Everywhere, Lists],
            &[Board, Lists],
            &[Calendar, Lists],
            &[Approval, Lists],
            &[Deciding],
            &[Compose, Reason],
            &[Filter],
            &[Search],
            &[Menu, Lists],
            &[Help, Lists],
            &[Known, Lists],
            &[Freshness, Lists],
            &[Relation, Lists],
            &[Bulk, Lists],
            &[Candidates, Linking, Lists],
            &[Linked, Linking, Lists],
            &[Finding],
            &[Form, Choice],
        ];
        self == other || stacks.iter().any(|stack| stack.contains(&self) && stack.contains(&other))
    }

    /// What the help calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Incidents => "Incidents",
            Self::Problems => "Problems",
            Self::Changes => "Changes",
            Self::Calendar => "Calendar",
            Self::Map => "Map",
            Self::Feed => "Feed",
            Self::Inbox => "Inbox",
            Self::Records => "Any record",
            Self::Board => "Board",
            Self::Timeline => "Detail",
            Self::Lists => "Moving",
            Self::Compose => "Writing",
            Self::Reason => "Closing",
            Self::Form => "Reporting and editing",
            Self::Choice => "Choosing in the form",
            Self::Filter => "Filtering",
            Self::Search => "Choosing",
            Self::Menu => "Menus",
            Self::Bulk => "Several at once",
            Self::Help => "Help",
            Self::Freshness => "How fresh",
            Self::Known => "Known errors",
            Self::Linking => "Linking",
            Self::Candidates => "Candidates",
            Self::Linked => "What is linked",
            Self::Finding => "Finding",
            Self::Relation => "Relationship map",
            Self::Approval => "Approval",
            Self::Deciding => "Deciding",
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
        commands().find(|command| command.id == id)
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
    Command { id, title, help, keys, scope, hint: None, risk: Risk::Safe, gate: gate::open, over: &[], run }
}

impl Command {
    const fn hint(mut self, rank: u8, word: &'static str) -> Self {
        self.hint = Some((rank, word));
        self
    }

    const fn over(mut self, ids: &'static [&'static str]) -> Self {
        self.over = ids;
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

/// The table, group by group. Within a group in the order of help and docs.
static GROUPS: &[&[Command]] = &[
    incidents::ROWS,
    problem_verbs::ROWS,
    problems::ROWS,
    change_verbs::ROWS,
    changes::ROWS,
    map::ROWS,
    map_verbs::ROWS,
    feed::ROWS,
    inbox::ROWS,
    records::ROWS,
    known::ROWS,
    linking::ROWS,
    bulk::ROWS,
    viewing::ROWS,
    panes::ROWS,
    everywhere::ROWS,
    freshness::ROWS,
    relation::ROWS,
    moving::ROWS,
    writing::ROWS,
    form::ROWS,
    filtering::ROWS,
    choosing::ROWS,
    signing_in::ROWS,
];

/// Every command there is, in a fixed order.
pub fn commands() -> impl Iterator<Item = &'static Command> + Clone {
    GROUPS.iter().copied().flatten()
}

use Scope::{
    Approval, Board, Bulk, Calendar, Candidates, Changes, Choice, Compose, Deciding, Everywhere, Feed, Filter, Finding,
    Form, Freshness, Help, Inbox, Incidents, Known, Linked, Linking, Lists, Map, Menu, Problems, Reason, Records,
    Relation, Search, SignIn, Timeline,
};

/// The places whose keys work now, the innermost first.
#[must_use]
pub fn scopes(model: &Model) -> &'static [Scope] {
    match model.layers.last() {
        Some(Layer::SignIn(_)) => &[SignIn],
        Some(Layer::Form(form)) if form.focused().is_some_and(|entry| !entry.is_text()) => &[Choice, Form],
        Some(Layer::Form(_)) => &[Form],
        Some(Layer::Compose(compose)) if compose.is_one_line() => &[Reason, Compose],
        Some(Layer::Compose(_)) => &[Compose],
        Some(Layer::Filter { .. }) => &[Filter],
        Some(Layer::Picker(picker)) if picker.query.is_some() => &[Search],
        Some(Layer::Picker(_)) => &[Menu, Lists],
        Some(Layer::Bulk(_)) => &[Bulk, Lists],
        Some(Layer::Help { .. }) => &[Help, Lists],
        Some(Layer::Freshness { .. }) => &[Freshness, Lists],
        Some(Layer::Known(_)) => &[Known, Lists],
        Some(Layer::Linking(view)) if view.typing.is_some() => &[Finding],
        Some(Layer::Linking(view)) if view.side == Side::Linked => &[Linked, Linking, Lists],
        Some(Layer::Linking(_)) => &[Candidates, Linking, Lists],
        Some(Layer::Relations(_)) => &[Relation, Lists],
        Some(Layer::Approval(view)) if view.deciding.is_some() => &[Deciding],
        Some(Layer::Approval(_)) => &[Approval, Lists],
        None if model.pane == Pane::Changes && model.detail().is_focused => {
            &[Timeline, Changes, Records, Lists, Everywhere]
        }
        None if model.pane == Pane::Changes && model.changes.is_calendar() => {
            &[Calendar, Changes, Records, Lists, Everywhere]
        }
        None if model.pane == Pane::Changes && model.is_board() => &[Board, Changes, Records, Lists, Everywhere],
        None if model.pane == Pane::Changes => &[Changes, Records, Lists, Everywhere],
        None if model.pane == Pane::Map => &[Map, Everywhere],
        None if model.pane == Pane::Problems && model.detail().is_focused => {
            &[Timeline, Problems, Records, Lists, Everywhere]
        }
        None if model.pane == Pane::Problems && model.is_board() => &[Board, Problems, Records, Lists, Everywhere],
        None if model.pane == Pane::Problems => &[Problems, Records, Lists, Everywhere],
        None if model.pane == Pane::Feed && model.detail().is_focused => &[Timeline, Feed, Records, Lists, Everywhere],
        None if model.pane == Pane::Feed => &[Feed, Records, Lists, Everywhere],
        None if model.pane == Pane::Inbox && model.detail().is_focused => {
            &[Timeline, Inbox, Records, Lists, Everywhere]
        }
        None if model.pane == Pane::Inbox => &[Inbox, Records, Lists, Everywhere],
        None if model.detail().is_focused => &[Timeline, Incidents, Records, Lists, Everywhere],
        None if model.is_board() => &[Board, Incidents, Records, Lists, Everywhere],
        None => &[Incidents, Records, Lists, Everywhere],
    }
}

/// The text field that has the keys, if one has.
pub(super) fn typing(model: &mut Model) -> Option<&mut Field> {
    match model.layers.last_mut()? {
        Layer::Filter { field, .. } => Some(field),
        Layer::Picker(picker) => picker.query.as_mut(),
        Layer::Linking(linking) => linking.typing.as_mut(),
        Layer::Approval(view) => view.deciding.as_mut().map(super::layers::approval::Deciding::field_mut),
        Layer::SignIn(form) => form.fields.get_mut(form.focus).map(|asked| &mut asked.field),
        Layer::Form(_)
        | Layer::Compose(_)
        | Layer::Bulk(_)
        | Layer::Help { .. }
        | Layer::Freshness { .. }
        | Layer::Known(_)
        | Layer::Relations(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_says_what_it_does_and_has_a_name_of_its_own() {
        for (at, command) in commands().enumerate() {
            assert!(command.help.ends_with('.') && command.help.len() > 8, "{}", command.id);
            assert!(commands().skip(at + 1).all(|other| other.id != command.id), "{} twice", command.id);
        }
    }
}
