//! The panes: the state of each, and what its keys do. One is shown at a time; the others keep their place.

pub mod changes;
pub mod detail;
pub mod feed;
pub(in crate::app) mod filtering;
pub mod inbox;
pub mod incidents;
pub mod listing;
pub mod map;
pub mod problems;
mod viewing;

use self::changes::Changes;
use self::problems::Problems;
use super::effect::Effects;
use super::layers::Layer;
use super::list::Step;
use super::model::Model;
use super::notice::Tone;
use crate::domain::value::Record;

/// What is shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Pane {
    /// The queue.
    #[default]
    Incidents,
    /// Why things break.
    Problems,
    /// What is altered.
    Changes,
    /// What everything runs on.
    Map,
    /// What happens in the organization.
    Feed,
    /// What one is told.
    Inbox,
}

impl Pane {
    /// All panes, in the order of their keys.
    pub const ALL: &[Self] = &[Self::Incidents, Self::Problems, Self::Changes, Self::Map, Self::Feed, Self::Inbox];

    /// What its tab says.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Incidents => "Incidents",
            Self::Problems => "Problems",
            Self::Changes => "Changes",
            Self::Map => "Map",
            Self::Feed => "Feed",
            Self::Inbox => "Inbox",
        }
    }

    /// The same where there is little room.
    #[must_use]
    pub const fn short_title(self) -> &'static str {
        match self {
            Self::Incidents => "Inc",
            Self::Problems => "Prob",
            Self::Changes => "Chg",
            Self::Map | Self::Feed | Self::Inbox => self.title(),
        }
    }

    /// The command that shows it.
    #[must_use]
    pub const fn command(self) -> &'static str {
        match self {
            Self::Incidents => "pane.incidents",
            Self::Problems => "pane.problems",
            Self::Changes => "pane.changes",
            Self::Map => "pane.map",
            Self::Feed => "pane.feed",
            Self::Inbox => "pane.inbox",
        }
    }

    /// The pane that lists records of this kind.
    #[must_use]
    pub const fn of(record: Record) -> Option<Self> {
        match record {
            Record::Incident(_) => Some(Self::Incidents),
            Record::Problem(_) => Some(Self::Problems),
            Record::Change(_) => Some(Self::Changes),
        }
    }
}

/// Where one came from by a jump, to go back to.
#[derive(Clone, Debug)]
pub(in crate::app) struct Origin {
    pane: Pane,
    record: Option<Record>,
    is_focused: bool,
    /// What floated above the pane.
    view: Option<Layer>,
    /// What the pane one jumped into was narrowed by, where that hid the record.
    set_aside: Option<Narrowing>,
}

/// What a list shows: which view, and the filter typed.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Narrowing {
    pane: Pane,
    view_at: usize,
    filter: String,
}

impl Origin {
    /// Whoever goes back finds this above the pane again.
    pub(in crate::app) fn keep_view(&mut self, view: Layer) {
        self.view = Some(view);
    }

    /// What whoever goes back finds above the pane.
    pub(in crate::app) fn view_mut(&mut self) -> Option<&mut Layer> {
        self.view.as_mut()
    }
}

impl Model {
    /// Shows a pane as it was left. Whoever chooses a pane is not on the way back any more.
    pub(in crate::app) fn show_pane(&mut self, pane: Pane) -> Effects {
        self.trail.clear();
        let effects = if self.pane == Pane::Feed && pane != Pane::Feed { self.keep_reading_place() } else { vec![] };
        let is_other = self.pane != pane;
        self.turn_to(pane);
        match pane {
            Pane::Feed if is_other => self.enter_feed(),
            Pane::Inbox if is_other => self.enter_inbox(),
            _ => {}
        }
        effects
    }

    fn turn_to(&mut self, pane: Pane) {
        if self.pane != pane {
            self.pane = pane;
            self.keep_listed::<Problems>();
            self.keep_listed::<Changes>();
            self.map.is_stale = true;
            self.inbox.is_stale = true;
            self.keep_inbox();
            self.feed.is_stale = true;
            self.keep_feed();
            self.dirty();
        }
    }

    /// Goes to the detail of a record, in its pane, whether a filter there shows it or not. `esc` leads back.
    pub(in crate::app) fn go_to_record(&mut self, record: Record) -> Effects {
        let Some(pane) = Pane::of(record).filter(|_| self.record(record).is_some()) else {
            let name = self.rows.record_name(record);
            self.say(Tone::Plain, format!("{name} is not loaded, or hidden from you."));
            return vec![];
        };
        let (from, is_focused) = (self.subject(), self.detail().is_focused);
        let origin = Origin { pane: self.pane, record: from, is_focused, view: None, set_aside: None };
        self.turn_to(pane);
        let before = self.narrowing();
        self.select_record(record);
        let set_aside = (self.narrowing() != before).then_some(before);
        self.trail.push(Origin { set_aside, ..origin });
        self.detail_mut().is_focused = true;
        self.read_what_is_known();
        vec![]
    }

    /// Leaves a way back to where one is.
    fn leave_trail(&mut self) {
        let (record, is_focused) = (self.subject(), self.detail().is_focused);
        self.trail.push(Origin { pane: self.pane, record, is_focused, view: None, set_aside: None });
    }

    /// Goes back to where one jumped from; says whether one had jumped.
    pub(in crate::app) fn go_back(&mut self) -> bool {
        let Some(origin) = self.trail.pop() else { return false };
        if let Some(before) = origin.set_aside {
            self.narrow_as(before);
        }
        self.turn_to(origin.pane);
        if let Some(record) = origin.record.filter(|record| self.subject() != Some(*record)) {
            self.select_record(record);
        }
        self.detail_mut().is_focused = origin.is_focused;
        self.layers.extend(origin.view);
        true
    }

    fn narrowing(&self) -> Narrowing {
        let view_at = match self.pane {
            Pane::Incidents => self.incidents.view_at,
            Pane::Problems => self.problems.view_at,
            Pane::Changes => self.changes.view_at,
            Pane::Map | Pane::Feed => 0,
            Pane::Inbox => self.inbox.view_at,
        };
        Narrowing { pane: self.pane, view_at, filter: self.filter_text().to_owned() }
    }

    /// Shows in a pane what it showed before.
    fn narrow_as(&mut self, before: Narrowing) {
        self.turn_to(before.pane);
        if self.narrowing().view_at != before.view_at {
            self.look_at_view(before.view_at);
        }
        filtering::try_filter(self, before.filter);
    }

    /// Whoever works on in the list is not on the way back any more.
    pub(in crate::app) fn stay(&mut self) {
        self.trail.clear();
    }

    /// Moves the cursor of the list that is shown.
    pub(in crate::app) fn move_in_list(&mut self, step: Step) -> Effects {
        self.stay();
        match self.pane {
            Pane::Incidents => self.move_in_queue(step),
            Pane::Problems => self.move_in_listed::<Problems>(step),
            Pane::Changes => self.move_in_listed::<Changes>(step),
            Pane::Map => self.step_on_map(step),
            Pane::Feed => self.move_in_feed(step),
            Pane::Inbox => self.move_in_inbox(step),
        }
    }

    /// Puts the cursor of its pane on a record.
    fn select_record(&mut self, record: Record) {
        // Feed and inbox list no records: whoever comes back finds the cursor where it was.
        if Pane::of(record) != Some(self.pane) {
            return;
        }
        match record {
            Record::Incident(id) => {
                self.select_incident(id);
                self.look();
            }
            Record::Problem(id) => self.select_problem(id),
            Record::Change(id) => self.select_change(id),
        }
        self.timeline_read(record);
    }
}
