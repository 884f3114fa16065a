//! The timeline of the selected incident: its comments in order with the deeds that are still on their way, and the comment under the cursor.

use crate::app::model::Model;
use crate::domain::comment::Comment;
use crate::domain::value::{IncidentId, ProfileId, Record};

/// One entry of a timeline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What was said.
    pub comment: Comment,
    /// Whether it is still on its way to the server.
    pub sending: bool,
    /// Whether it came after one last looked.
    pub is_new: bool,
}

impl Model {
    /// The timeline of an incident, oldest first.
    #[must_use]
    pub fn timeline(&self, incident: IncidentId) -> Vec<Entry> {
        let record = Record::Incident(incident);
        let me = self.my_id().unwrap_or(ProfileId(uuid::Uuid::nil()));
        let read_until = self.incidents.read_until.get(&incident);
        self.pending
            .timeline(record, self.rows.timeline(record), me)
            .into_iter()
            .map(|(comment, sending)| {
                let is_new = comment.author != me && read_until.is_some_and(|until| comment.created_at > *until);
                Entry { comment, sending, is_new }
            })
            .collect()
    }

    /// The selected comment of the selected incident; the newest where none was chosen.
    #[must_use]
    pub fn selected_comment(&self) -> Option<Comment> {
        let timeline = self.timeline(self.incidents.list.selected()?);
        let chosen = timeline.iter().find(|entry| Some(entry.comment.id) == self.incidents.comment);
        chosen.or(timeline.last()).map(|entry| entry.comment.clone())
    }

    /// Moves the selection of the timeline by so many entries.
    pub(in crate::app) fn move_in_timeline(&mut self, step: crate::app::list::Step) {
        use crate::app::list::Step;
        let Some(incident) = self.incidents.list.selected() else { return };
        let timeline = self.timeline(incident);
        let Some(last) = timeline.len().checked_sub(1) else { return };
        let now = self.incidents.comment.and_then(|id| timeline.iter().position(|entry| entry.comment.id == id));
        let place = match step {
            Step::By(rows) => now.unwrap_or(last).saturating_add_signed(rows).min(last),
            Step::First => 0,
            Step::Last => last,
        };
        self.incidents.comment = Some(timeline[place].comment.id);
        self.dirty();
    }

    /// Everything in the timeline of an incident counts as read from here on.
    pub(in crate::app) fn timeline_read(&mut self, incident: IncidentId) {
        let newest = self.rows.timeline(Record::Incident(incident)).last().map(|comment| comment.created_at);
        if let Some(newest) = newest {
            self.incidents.read_until.insert(incident, newest);
        }
    }
}
