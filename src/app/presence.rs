//! Who else looks at what, and what of oneself is shown: only where somebody chose it, and never more than ids.
//!
//! A claim is a word among colleagues ("Omar is on it"), not a rule: whoever takes the record all the same is asked once.

use super::draft::Place;
use super::effect::{Effect, Effects};
use super::layers::Layer;
use super::layers::picker::{Choice, Item, Picker};
use super::model::{Model, Session};
use super::notice::Tone;
use crate::domain::presence::{MOST_PLACES, Present, Showing};
use crate::domain::value::{ProfileId, Record};
use jiff::{SignedDuration, Timestamp};

/// Who typed within this is still writing.
const WRITING: SignedDuration = SignedDuration::from_secs(20);

impl Model {
    /// Shows where I am now, if that is chosen and differs from what was shown.
    pub(super) fn show_presence(&mut self) -> Effects {
        if !self.settings.presence || self.session != Session::Ready || self.me.is_none() || !self.live.is_watching() {
            return vec![];
        }
        let showing = self.showing();
        if showing == self.shown {
            return vec![];
        }
        self.shown.clone_from(&showing);
        vec![Effect::Show(showing)]
    }

    /// Shows nothing any more: whoever signs in next is not where I was.
    pub(super) fn hide(&mut self) -> Effects {
        self.present.clear();
        if std::mem::take(&mut self.shown).is_empty() { vec![] } else { vec![Effect::Show(vec![])] }
    }

    fn showing(&self) -> Vec<Showing> {
        let written = self.compose().and_then(|compose| match compose.place {
            Place::Comment(record) | Place::Edit(record, _) => Some(record),
            _ => None,
        });
        let is_typing = self.stops_typing_at().is_some_and(|at| at > self.now);
        let looked_at = self.subject().filter(|_| self.detail().is_focused || self.now >= self.rested_at());
        let mut showing = vec![];
        if let Some(on) = written.or(looked_at) {
            let is_typing = is_typing && written == Some(on);
            showing.push(Showing { on, is_typing, is_on_it: self.claims.contains(&on) });
        }
        let claims = self.claims.iter().filter(|on| showing.first().is_none_or(|first| first.on != **on));
        let claims: Vec<Showing> =
            claims.map(|on| Showing { on: *on, is_typing: false, is_on_it: true }).take(MOST_PLACES - 1).collect();
        showing.extend(claims);
        showing
    }

    /// When I count as writing no more, if I do.
    pub(super) fn stops_typing_at(&self) -> Option<Timestamp> {
        let at = self.typed_at.filter(|_| self.settings.presence)?;
        at.checked_add(WRITING).ok()
    }

    /// Who else is at a record.
    pub fn others_at(&self, record: Record) -> impl Iterator<Item = &Present> {
        self.present.iter().filter(move |present| present.showing.on == record)
    }

    /// Who else said that they are on it.
    #[must_use]
    pub fn claimed_by(&self, record: Record) -> Option<ProfileId> {
        self.others_at(record).find(|present| present.showing.is_on_it).map(|present| present.who)
    }

    /// Whether I said that I am on it.
    #[must_use]
    pub fn is_claimed(&self, record: Record) -> bool {
        self.claims.contains(&record)
    }

    /// Says that I am on the selected record, or no longer.
    pub(in crate::app) fn toggle_claim(&mut self) -> Effects {
        let Some(record) = self.subject() else { return vec![] };
        let name = self.rows.record_name(record);
        if self.claims.remove(&record) {
            self.say(Tone::Plain, format!("Colleagues no longer see you on {name}."));
            return vec![];
        }
        if self.claims.len() + 1 >= MOST_PLACES {
            self.say(
                Tone::Plain,
                format!("You are on {} records already; I on one of them takes it back.", self.claims.len()),
            );
            return vec![];
        }
        self.claims.insert(record);
        let other = self.claimed_by(record).map(|who| self.rows.short_name(who).to_owned());
        let also = other.map_or_else(String::new, |who| format!(" {who} is on it, too."));
        self.say(Tone::Good, format!("Colleagues see that you are on {name}.{also}"));
        vec![]
    }

    /// Asks whether to do what somebody else is on. Says whether it asked.
    pub(super) fn asks_for_claim(&mut self, command: &'static super::command::Command) -> bool {
        if !matches!(command.id, "incident.take" | "problem.take") || self.is_about_marks() {
            return false;
        }
        let Some(who) = self.subject().and_then(|record| self.claimed_by(record)) else { return false };
        let who = self.rows.full_name(who).to_owned();
        let items = vec![
            Item::new("Leave it to them", Choice::Leave).with_key('n'),
            Item::new("Take it all the same", Choice::Insist(command.id)).with_key('y'),
        ];
        self.layers.push(Layer::Picker(Picker::menu(format!("{who} is on it"), items)));
        true
    }
}
