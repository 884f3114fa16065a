//! What is not one's own can be asked for: a comment that mentions those who may hand it over.

use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::asking;
use crate::domain::permission::{self, Permission, Refusal};
use crate::domain::request::Deed;
use crate::domain::safe::Safe;
use crate::domain::value::{ProfileId, Record};

impl Model {
    /// Lays the offer to ask over the screen: who may do it, and one key to mention them.
    pub(in crate::app) fn offer_to_ask(&mut self, record: Record, refusal: &Refusal) {
        let sentence = self.refusal_sentence(refusal, &self.rows.record_name(record));
        let who = self.to_ask(refusal);
        let reads_only = self.me.as_ref().is_some_and(|me| permission::comment(me) != Permission::Allowed);
        if who.is_empty() || reads_only {
            let viewer = if reads_only { " Viewers read; ask an owner for another role." } else { "" };
            self.say(Tone::Bad, format!("{sentence}{viewer}"));
            return;
        }
        let names = who.iter().map(|who| self.rows.short_name(*who)).collect::<Vec<_>>().join(" and ");
        let ask = Item::new(format!("Ask {names} to hand it over, in a comment"), Choice::Ask(record)).with_key('y');
        let leave = Item::new("Leave it", Choice::Leave).with_key('n');
        let text = vec![Safe::line(&sentence)];
        self.layers.push(Layer::Picker(Picker::menu("Not yours to change", vec![leave, ask]).with_text(text)));
    }

    fn to_ask(&self, refusal: &Refusal) -> Vec<ProfileId> {
        refusal.who_can().into_iter().filter(|who| Some(*who) != self.my_id()).collect()
    }

    /// Asks creator and assignee, in a comment that mentions them, to hand a record over.
    pub(in crate::app) fn ask_for(&mut self, record: Record) -> Effects {
        match self.asking_deed(record) {
            Ok(deed) => self.decide(deed),
            Err(why) => {
                self.say(Tone::Plain, why);
                vec![]
            }
        }
    }

    /// The comment that asks creator and assignee to hand a record over; in words why there is none to write.
    pub(in crate::app) fn asking_deed(&mut self, record: Record) -> Result<Deed, String> {
        let words = asking::hand_over(&self.rows.record_name(record));
        self.asking_comment(record, &words)
    }

    /// The comment that asks the people of a record for something; in words why there is none to write.
    pub(in crate::app) fn asking_comment(&mut self, record: Record, words: &str) -> Result<Deed, String> {
        let name = self.rows.record_name(record);
        let refusal = match self.may_change_record(record) {
            None => return Err(format!("{name} is gone, or hidden from you.")),
            // Whoever may do it needs nobody.
            Some(Permission::Allowed) => return Err(format!("{name} is yours to change already.")),
            Some(Permission::Refused(refusal)) => refusal,
        };
        if let Some(minutes) = self.asked_before(record, words) {
            return Err(format!("You asked for {name} {minutes} min ago; it is in the timeline."));
        }
        let who = self.to_ask(&refusal);
        let people: Vec<(Safe, ProfileId)> =
            who.iter().map(|who| (Safe::line(self.rows.full_name(*who)), *who)).collect();
        let written = asking::comment(&people, words);
        let comment = self.new_comment_id();
        Ok(Deed::Comment { comment, on: record, content: written.html, mentions: written.mentions })
    }

    /// How many minutes ago I asked for a record in these words, if that was lately: nobody should be called twice by a key pressed twice.
    fn asked_before(&self, record: Record, words: &str) -> Option<i64> {
        let timeline = self.timeline(record);
        asking::asked_before(timeline.iter().map(|entry| &entry.comment), self.my_id()?, words, self.now)
    }
}
