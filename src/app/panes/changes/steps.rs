//! The steps in the life of a change: whether I may take one, what it asks of me first, and the deed it becomes.
//!
//! Invariant: a step is decided on only where the row of the change and the rules allow it; everything it writes is named in the deed, so what was
//! cut off is finished and never guessed.

use crate::app::draft::Place;
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::compose::Compose;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::change::Change;
use crate::domain::change::beside::Tell;
use crate::domain::change::step::{Hindrance, Kind};
use crate::domain::change::taking::{self, Taker};
use crate::domain::edits::Edits;
use crate::domain::permission::{self, Permission};
use crate::domain::request::Deed;
use crate::domain::value::{ChangeId, ProfileId, Record};

/// Where the words for a step are typed; nothing for one that needs none.
#[must_use]
pub fn outcome_place(change: ChangeId, kind: Kind) -> Option<Place> {
    matches!(kind, Kind::Withdraw | Kind::Complete | Kind::Fail | Kind::Cancel).then_some(Place::Step(change, kind))
}

impl Model {
    /// What keeps me from a step with a change; nothing where nothing does, or nobody is signed in.
    #[must_use]
    pub fn hindrance(&self, kind: Kind, change: &Change) -> Option<Hindrance> {
        kind.hindrance(self.me.as_ref()?, change)
    }

    /// Takes a step with the selected change, or asks for what it needs first.
    pub(in crate::app) fn take_step(&mut self, kind: Kind) -> Effects {
        let Some(change) = self.selected_change().map(std::borrow::Cow::into_owned) else { return vec![] };
        if matches!(kind, Kind::Approve | Kind::Reject) {
            return self.open_approval(change.id);
        }
        if let Some(hindrance) = self.hindrance(kind, &change) {
            return self.hindered(kind, hindrance, &change);
        }
        if kind == Kind::Reschedule {
            return self.edit_window();
        }
        if let Some(place) = outcome_place(change.id, kind) {
            self.layers.push(Layer::Compose(Box::new(Compose::new(place, self.drafts.at(place)))));
            return vec![];
        }
        if kind == Kind::Request && !self.may_ask(&change) {
            return vec![];
        }
        self.decide_step(change.id, kind, "")
    }

    /// Says why not, and offers to ask those who may.
    fn hindered(&mut self, kind: Kind, hindrance: Hindrance, change: &Change) -> Effects {
        if let (Hindrance::NoStake, Some(me)) = (hindrance, &self.me)
            && let Permission::Refused(refusal) = permission::change(me, change)
        {
            self.offer_to_ask(Record::Change(change.id), &refusal);
            return vec![];
        }
        let why = self.rows.hindrance(kind, hindrance, change);
        self.say(Tone::Plain, format!("{}: {why}.", change.name()));
        vec![]
    }

    /// Whether a change says enough to be decided on; if not, that is said.
    fn may_ask(&mut self, change: &Change) -> bool {
        let Some(missing) = change.lacks() else { return true };
        let key = self.settings.keymap.hint("change.edit");
        self.say(Tone::Bad, format!("{} has no {missing}: nobody can decide on it. {key} writes one.", change.name()));
        false
    }

    /// Offers every step, those that cannot be taken greyed with the reason.
    pub(in crate::app) fn choose_step(&mut self) -> Effects {
        let Some(change) = self.selected_change().map(std::borrow::Cow::into_owned) else { return vec![] };
        let item = |kind: &Kind| {
            let shut = self.hindrance(*kind, &change).map(|hindrance| self.rows.hindrance(*kind, hindrance, &change));
            let id = crate::app::command::of_step(*kind);
            let (label, key) = match kind {
                Kind::Request => ("Ask for approval", 'r'),
                Kind::Withdraw => ("Withdraw the request…", 'w'),
                Kind::Approve => ("Approve…", 'a'),
                Kind::Reject => ("Reject…", 'n'),
                Kind::Start => ("Start", 's'),
                Kind::Complete => ("Complete…", 'c'),
                Kind::Fail => ("Fail…", 'f'),
                Kind::Cancel => ("Cancel…", 'x'),
                Kind::Reschedule => ("Reschedule…", 't'),
            };
            Item::new(label, Choice::Change(change.id, super::Chosen::Step(*kind)))
                .with_key(key)
                .with_note(self.settings.keymap.hint(id))
                .shut(shut)
        };
        // What can be taken stands first, in the order of a life.
        let mut items: Vec<Item> = Kind::ALL.iter().map(item).collect();
        items.sort_by_key(|item| item.shut.is_some());
        let title = format!("{} is {}", change.name(), change.status.words());
        self.layers.push(Layer::Picker(Picker::menu(title, items)));
        vec![]
    }

    /// Decides on a step, with what was typed for it.
    pub(in crate::app) fn decide_step(&mut self, id: ChangeId, kind: Kind, typed: &str) -> Effects {
        let Some(change) = self.change(id).map(std::borrow::Cow::into_owned) else {
            self.say(Tone::Bad, "The change is gone, or hidden from you. Nothing was written.");
            return vec![];
        };
        if let Some(hindrance) = self.hindrance(kind, &change) {
            return self.hindered(kind, hindrance, &change);
        }
        let Some(deed) = self.deed_of_step(&change, kind, typed) else { return vec![] };
        self.decide(deed)
    }

    /// A step as a deed; the form of the window makes that of [`Kind::Reschedule`].
    pub(in crate::app) fn deed_of_step(&mut self, change: &Change, kind: Kind, typed: &str) -> Option<Deed> {
        let me = self.me.clone()?;
        let decided = self.rows.standing_of(change).decided.and_then(|row| row.approved_by);
        let saw = self.rows.changes.get(&change.id).unwrap_or(change).clone();
        let taker = Taker { me: &me, now: self.now, deciders: self.rows.deciders(), decided };
        taker.deed(change, &saw, kind, typed, || self.new_id())
    }

    /// What was edited of a change, as a deed, where more belongs to it than the edits.
    pub(in crate::app) fn deed_of_edits(&mut self, id: ChangeId, edits: &Edits) -> Option<Deed> {
        let change = self.change(id)?.into_owned();
        taking::moved(&change, edits, || self.new_id())
    }

    /// A line for the inbox of each.
    pub(in crate::app) fn tell(&mut self, people: Vec<ProfileId>) -> Vec<Tell> {
        taking::tell(people, || self.new_id())
    }
}
