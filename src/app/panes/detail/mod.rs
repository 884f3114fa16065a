//! The detail of the selected record, whichever pane shows it: what one reads there, and what one can say and ask for.
//!
//! It must not know which kind of record it is; what it needs of the row it asks [`Model::record`] for.

mod asking;
mod correcting;
pub mod timeline;

use super::Pane;
use crate::app::draft::Place;
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::compose::Compose;
use crate::app::layers::picker::{Choice, Item, Picker};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::comment::Comment;
use crate::domain::member::Me;
use crate::domain::permission::{self, Permission};
use crate::domain::request::Deed;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::value::CommentId;

/// What of the selected record is read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Detail {
    /// Whether the keys go to it.
    pub is_focused: bool,
    /// The selected comment.
    pub comment: Option<CommentId>,
    /// Lines scrolled past while the first comment is selected, or while there is none: a long description is read that way.
    pub scroll: u16,
}

impl Detail {
    /// Another record is selected: its timeline is read from the end.
    pub(in crate::app) fn restart(&mut self) {
        self.comment = None;
        self.scroll = 0;
    }
}

impl Model {
    /// The detail of the pane that is shown.
    #[must_use]
    pub fn detail(&self) -> &Detail {
        match self.pane {
            Pane::Incidents => &self.incidents.detail,
            Pane::Problems => &self.problems.detail,
            Pane::Changes => &self.changes.detail,
            Pane::Map => &self.map.detail,
            Pane::Feed => &self.feed.detail,
            Pane::Inbox => &self.inbox.detail,
        }
    }

    pub(in crate::app) fn detail_mut(&mut self) -> &mut Detail {
        match self.pane {
            Pane::Incidents => &mut self.incidents.detail,
            Pane::Problems => &mut self.problems.detail,
            Pane::Changes => &mut self.changes.detail,
            Pane::Map => &mut self.map.detail,
            Pane::Feed => &mut self.feed.detail,
            Pane::Inbox => &mut self.inbox.detail,
        }
    }

    /// Opens the composer at a place, with what was written there before.
    pub(in crate::app) fn write_at(&mut self, place: Place) -> Effects {
        let text = self.drafts.at(place).to_owned();
        self.timeline_read(place.record());
        self.layers.push(Layer::Compose(Box::new(Compose::new(place, &text))));
        vec![]
    }

    /// Writes a comment on the selected record.
    pub(in crate::app) fn comment(&mut self) -> Effects {
        let Some(record) = self.subject() else { return vec![] };
        self.write_at(Place::Comment(record))
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
}
