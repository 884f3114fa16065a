//! What can be done with an incident: one function a verb. Each looks whether the rules will allow it and says so before anybody types;
//! where they will not, it offers to ask those who may.

use crate::app::draft::Place;
use crate::app::effect::{Effect, Effects};
use crate::app::layers::Layer;
use crate::app::layers::compose::Compose;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::comment::Comment;
use crate::domain::edits::Edits;
use crate::domain::incident::Incident;
use crate::domain::member::{Me, Profile};
use crate::domain::permission::{self, Permission, Refusal};
use crate::domain::request::{Deed, Verb};
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::value::{CommentId, IncidentId, IncidentStatus, ProfileId, Record};

impl Model {
    fn target(&self) -> Option<Incident> {
        self.selected_incident().map(std::borrow::Cow::into_owned)
    }

    /// Whether I may change the selected incident.
    #[must_use]
    pub fn may_change(&self) -> Option<Permission> {
        let (me, incident) = (self.me.as_ref()?, self.selected_incident()?);
        Some(permission::change_incident(me, &incident))
    }

    /// A refusal in words, naming the people.
    #[must_use]
    pub fn refusal_sentence(&self, refusal: &Refusal, name: &str) -> String {
        self.rows.refusal_sentence(refusal, name)
    }

    /// Does a deed if the rules allow it; otherwise says why, and offers to ask.
    fn attempt(
        &mut self,
        incident: &Incident,
        permission: Permission,
        deed: impl FnOnce(&mut Self) -> Effects,
    ) -> Effects {
        match permission {
            Permission::Allowed => deed(self),
            Permission::Refused(refusal) => {
                self.offer_to_ask(incident, &refusal);
                vec![]
            }
        }
    }

    /// Lays the offer to ask over the screen: who may do it, and one key to mention them.
    pub(in crate::app) fn offer_to_ask(&mut self, incident: &Incident, refusal: &Refusal) {
        let sentence = self.refusal_sentence(refusal, &incident.name());
        let who = self.to_ask(refusal);
        if who.is_empty() {
            self.say(Tone::Bad, sentence);
            return;
        }
        let names = who.iter().map(|who| self.rows.short_name(*who)).collect::<Vec<_>>().join(" and ");
        let ask =
            Item::new(format!("Ask {names} to hand it over, in a comment"), Choice::Ask(incident.id)).with_key('a');
        let leave = Item::new("Leave it", Choice::Leave).with_key('n');
        let text = vec![Safe::line(&sentence)];
        self.layers.push(Layer::Picker(Picker::menu("Not yours to change", vec![ask, leave]).with_text(text)));
    }

    fn to_ask(&self, refusal: &Refusal) -> Vec<ProfileId> {
        refusal.who_can().into_iter().filter(|who| Some(*who) != self.my_id()).collect()
    }

    /// Asks creator and assignee, in a comment that mentions them, to hand an incident over.
    pub(in crate::app) fn ask_for_incident(&mut self, id: IncidentId) -> Effects {
        let (Some(me), Some(incident)) = (self.me.clone(), self.incident(id).map(std::borrow::Cow::into_owned)) else {
            return vec![];
        };
        let Permission::Refused(refusal) = permission::change_incident(&me, &incident) else {
            self.say(Tone::Plain, format!("{} is yours to change already.", incident.name()));
            return vec![];
        };
        if let Some(minutes) = self.asked_before(&incident) {
            self.say(
                Tone::Plain,
                format!("You asked for {} {minutes} min ago; it is in the timeline.", incident.name()),
            );
            return vec![];
        }
        let who = self.to_ask(&refusal);
        let people: Vec<(Safe, ProfileId)> =
            who.iter().map(|who| (Safe::line(self.rows.full_name(*who)), *who)).collect();
        let names = people.iter().map(|(label, _)| format!("@{label}")).collect::<Vec<_>>().join(" ");
        let written = rich_text::write(&format!("{names} {}", asking(&incident.name())), &people);
        let comment = self.new_comment_id();
        let on = Record::Incident(id);
        self.decide(Deed::Comment { comment, on, content: written.html, mentions: written.mentions })
    }

    /// How many minutes ago I asked for an incident, if that was lately: nobody should be called twice by a key pressed twice.
    fn asked_before(&self, incident: &Incident) -> Option<i64> {
        let words = asking(&incident.name());
        let timeline = self.timeline(incident.id);
        let mut mine = timeline.iter().filter(|entry| Some(entry.comment.author) == self.my_id());
        let last = mine.rfind(|entry| entry.comment.content.contains(&words))?;
        let minutes = self.now.duration_since(last.comment.created_at).as_mins();
        (minutes < 10).then_some(minutes.max(0))
    }

    /// Takes the selected incident: mine, and under investigation.
    pub(in crate::app) fn take(&mut self) -> Effects {
        let (Some(me), Some(incident)) = (self.me.clone(), self.target()) else { return vec![] };
        let mine = me.profile.id;
        if incident.assigned_to == Some(mine) && incident.status != IncidentStatus::Open {
            self.say(Tone::Plain, format!("{} is yours already.", incident.name()));
            return vec![];
        }
        let permission = permission::assign_incident(&me, &incident, Some(mine));
        let edits = Edits::take(&incident, mine);
        self.attempt(&incident, permission, |model| {
            model.decide(Deed::Edit { incident: incident.id, edits, verb: Verb::Take })
        })
    }

    /// Chooses whom the selected incident goes to.
    pub(in crate::app) fn choose_assignee(&mut self) -> Effects {
        let (Some(me), Some(incident)) = (self.me.clone(), self.target()) else { return vec![] };
        let mut people: Vec<&Profile> = self.rows.people.values().collect();
        people.sort_by_key(|person| (person.id != me.profile.id, person.label().to_lowercase()));
        let shut = |to| match permission::assign_incident(&me, &incident, to) {
            Permission::Allowed => None,
            Permission::Refused(refusal) => Some(self.refusal_sentence(&refusal, &incident.name())),
        };
        let mut items: Vec<Item> = people
            .into_iter()
            .map(|person| {
                let now = if incident.assigned_to == Some(person.id) { "assigned now" } else { person.role.word() };
                Item::new(person.label(), Choice::Assign(incident.id, Some(person.id)))
                    .with_note(now)
                    .shut(shut(Some(person.id)))
            })
            .collect();
        items.push(Item::new("Nobody", Choice::Assign(incident.id, None)).shut(shut(None)));
        let allowed = items.iter().any(|item| item.shut.is_none());
        if !allowed {
            let permission = permission::assign_incident(&me, &incident, None);
            return self.attempt(&incident, permission, |_| vec![]);
        }
        self.layers.push(Layer::Picker(Picker::search(format!("Assign {}", incident.name()), items)));
        vec![]
    }

    /// Gives an incident to somebody.
    pub(in crate::app) fn assign(&mut self, id: IncidentId, to: Option<ProfileId>) -> Effects {
        let Some(incident) = self.incident(id).map(std::borrow::Cow::into_owned) else { return vec![] };
        if incident.assigned_to == to {
            return vec![];
        }
        let edits = Edits::assign(&incident, to);
        self.decide(Deed::Edit { incident: id, edits, verb: Verb::Assign })
    }

    /// Chooses a status for the selected incident.
    pub(in crate::app) fn choose_status(&mut self) -> Effects {
        let (Some(me), Some(incident)) = (self.me.clone(), self.target()) else { return vec![] };
        let permission = permission::change_incident(&me, &incident);
        self.attempt(&incident, permission, |model| {
            let items = Self::statuses()
                .map(|(key, status)| {
                    let now = if status == incident.status { "now" } else { "" };
                    Item::new(status.word(), Choice::SetStatus(incident.id, status)).with_key(key).with_note(now)
                })
                .to_vec();
            let now = Self::statuses().iter().position(|(_, status)| *status == incident.status).unwrap_or_default();
            let menu = Picker::menu(format!("Status of {}", incident.name()), items).selecting(now);
            model.layers.push(Layer::Picker(menu));
            vec![]
        })
    }

    /// Moves the selected incident to a status.
    pub(in crate::app) fn set_selected_status(&mut self, to: IncidentStatus) -> Effects {
        let (Some(me), Some(incident)) = (self.me.clone(), self.target()) else { return vec![] };
        let permission = permission::change_incident(&me, &incident);
        self.attempt(&incident, permission, |model| model.set_status(incident.id, to))
    }

    /// Moves an incident to a status. Closing asks for the reason first.
    pub(in crate::app) fn set_status(&mut self, id: IncidentId, to: IncidentStatus) -> Effects {
        let Some(incident) = self.incident(id).map(std::borrow::Cow::into_owned) else { return vec![] };
        if incident.status == to {
            self.say(Tone::Plain, format!("{} is {to} already.", incident.name()));
            return vec![];
        }
        if to == IncidentStatus::Closed {
            return self.write_at(Place::CloseReason(id));
        }
        let edits = Edits::set_status(&incident, to, self.now);
        self.decide(Deed::Edit { incident: id, edits, verb: Verb::SetStatus })
    }

    /// Opens the composer at a place, with what was written there before.
    pub(in crate::app) fn write_at(&mut self, place: Place) -> Effects {
        let text = self.drafts.at(place).to_owned();
        if let Record::Incident(id) = place.record() {
            self.timeline_read(id);
        }
        self.layers.push(Layer::Compose(Box::new(Compose::new(place, &text))));
        vec![]
    }

    /// Writes a comment on the selected incident.
    pub(in crate::app) fn comment(&mut self) -> Effects {
        let Some(incident) = self.target() else { return vec![] };
        self.write_at(Place::Comment(Record::Incident(incident.id)))
    }

    /// Me and the selected comment, once the server has it.
    pub(super) fn settled_comment(&mut self) -> Option<(Me, Comment)> {
        let (me, entry) = (self.me.clone()?, self.selected_entry()?);
        if entry.sending {
            self.say(Tone::Plain, "It is still on its way; it can be changed once the server has it.");
            return None;
        }
        Some((me, entry.comment))
    }

    /// Asks whether to delete the selected comment.
    pub(in crate::app) fn delete_comment(&mut self) -> Effects {
        let Some((me, comment)) = self.settled_comment() else { return vec![] };
        if let Permission::Refused(refusal) = permission::change_comment(&me, &comment) {
            let sentence = self.refusal_sentence(&refusal, "");
            self.say(Tone::Bad, sentence);
            return vec![];
        }
        let text = vec![Safe::line(&rich_text::summary(&comment.content))];
        let items = vec![
            Item::new("Keep it", Choice::Leave).with_key('n'),
            Item::new("Delete it, for everybody", Choice::DeleteComment(comment.id)).with_key('y'),
        ];
        self.layers.push(Layer::Picker(Picker::menu("Delete your comment?", items).with_text(text)));
        vec![]
    }

    /// Deletes one's own comment.
    pub(in crate::app) fn delete_comment_now(&mut self, id: CommentId) -> Effects {
        let found = self.rows.timelines.values().flatten().find(|comment| comment.id == id).map(|comment| comment.on);
        let Some(on) = found else { return vec![] };
        self.decide(Deed::DeleteComment { comment: id, on })
    }

    /// Chooses what of the selected incident goes to the clipboard.
    pub(in crate::app) fn choose_yank(&mut self) -> Effects {
        let Some(incident) = self.target() else { return vec![] };
        let name = incident.name();
        let mut items = vec![
            Item::new("Number", Choice::Copy(name.clone())).with_key('n').with_note(name.clone()),
            Item::new("Title", Choice::Copy(incident.title.to_string()))
                .with_key('t')
                .with_note(incident.title.as_str()),
            Item::new("Number and title", Choice::Copy(format!("{name} {}", incident.title))).with_key('b'),
            Item::new("Markdown", Choice::Copy(self.as_markdown(&incident))).with_key('m'),
        ];
        if let Some(workaround) = self.workaround(&incident) {
            items.push(Item::new("Workaround", Choice::Copy(workaround)).with_key('w'));
        }
        if let Some(link) = incident.links.iter().find(|link| link.url.as_url().is_some()) {
            items.push(
                Item::new("Link", Choice::Copy(link.url.to_string())).with_key('l').with_note(link.title.as_str()),
            );
        }
        self.layers.push(Layer::Picker(Picker::menu(format!("Copy of {name}"), items)));
        vec![]
    }

    /// The workaround of the problem an incident belongs to, as one would type it.
    fn workaround(&self, incident: &Incident) -> Option<String> {
        let problem = self.rows.problems.get(&incident.problem?)?;
        Some(rich_text::source(problem.workaround.as_ref()?, &self.labelled_people()))
    }

    fn as_markdown(&self, incident: &Incident) -> String {
        let who = incident.assigned_to.map_or("nobody", |who| self.rows.full_name(who));
        let mut text = format!(
            "**{}** {}\n\n{} · {} · {who}\n",
            incident.name(),
            incident.title,
            incident.priority,
            incident.status
        );
        for entry in self.timeline(incident.id) {
            let when = entry.comment.created_at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M %Z");
            let said = rich_text::summary(&entry.comment.content);
            let who = self.rows.full_name(entry.comment.author);
            text.extend(["- ", &when.to_string(), " ", who, ": ", &said, "\n"]);
        }
        text
    }

    /// Opens a ticket that the selected incident links to.
    pub(in crate::app) fn open_link(&mut self) -> Effects {
        let Some(incident) = self.target() else { return vec![] };
        let links: Vec<_> =
            incident.links.iter().filter_map(|link| Some((link, link.url.as_url()?.to_owned()))).collect();
        match links.as_slice() {
            [] => {
                self.say(Tone::Plain, format!("{} links to nothing.", incident.name()));
                vec![]
            }
            [(_, url)] => vec![Effect::Open(url.clone())],
            many => {
                let items = many
                    .iter()
                    .zip('1'..='9')
                    .map(|((link, url), key)| {
                        Item::new(link.title.as_str(), Choice::Open(url.clone())).with_key(key).with_note(url.as_str())
                    })
                    .collect();
                self.layers.push(Layer::Picker(Picker::menu(format!("Links of {}", incident.name()), items)));
                vec![]
            }
        }
    }

    /// Goes to the next incident that somebody changed since one looked.
    pub(in crate::app) fn next_unseen(&mut self) -> Effects {
        let order = self.incidents.list.order();
        let from = self.incidents.list.cursor() + 1;
        let next =
            order.iter().cycle().skip(from).take(order.len()).find(|id| self.incidents.unseen.contains(id)).copied();
        match next {
            Some(id) => self.select_incident(id),
            None => self.say(Tone::Plain, "Nothing new in this list."),
        }
        vec![]
    }

    /// The directory as mentions need it.
    #[must_use]
    pub fn labelled_people(&self) -> Vec<(Safe, ProfileId)> {
        self.rows.people.values().map(|person| (Safe::line(person.label()), person.id)).collect()
    }
}

/// The words that ask for an incident.
fn asking(name: &str) -> String {
    format!("please hand {name} over to me.")
}
