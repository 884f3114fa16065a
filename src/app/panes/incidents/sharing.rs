//! Taking an incident elsewhere: its number, its title, all of it as Markdown, the tickets it links to.

use crate::app::effect::{Effect, Effects};
use crate::app::layers::Layer;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::incident::Incident;
use crate::domain::rich_text;
use crate::domain::value::Record;

impl Model {
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
        for entry in self.timeline(Record::Incident(incident.id)) {
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
}
