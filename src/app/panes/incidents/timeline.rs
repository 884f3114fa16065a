//! The timeline of the selected incident: its comments in order with the deeds that are still on their way, and the comment under the cursor.

use crate::app::model::Model;
use crate::app::screen;
use crate::domain::comment::Comment;
use crate::domain::rich_text;
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

    /// The selected entry of the selected incident's timeline; the newest where none was chosen.
    #[must_use]
    pub fn selected_entry(&self) -> Option<Entry> {
        let timeline = self.timeline(self.incidents.list.selected()?);
        let chosen = timeline.iter().find(|entry| Some(entry.comment.id) == self.incidents.comment);
        chosen.or(timeline.last()).cloned()
    }

    /// Moves the selection of the timeline by so many entries.
    pub(in crate::app) fn move_in_timeline(&mut self, step: crate::app::list::Step) {
        use crate::app::list::Step;
        let Some(incident) = self.incidents.list.selected() else { return };
        let timeline = self.timeline(incident);
        if self.scroll_description(incident, &timeline, step) {
            return;
        }
        let Some(last) = timeline.len().checked_sub(1) else { return };
        let now = self.incidents.comment.and_then(|id| timeline.iter().position(|entry| entry.comment.id == id));
        let place = match step {
            Step::By(rows) => now.unwrap_or(last).saturating_add_signed(rows).min(last),
            Step::First => 0,
            Step::Last => last,
        };
        self.incidents.comment = Some(timeline[place].comment.id);
        let came_up = matches!(step, Step::By(rows) if rows < 0);
        self.incidents.scroll = if place == 0 && came_up { self.description_below(incident).0 } else { 0 };
        self.dirty();
    }

    /// Scrolls through what stands above the first comment, half a screen a step; says whether there was anything to scroll. It is
    /// reached by going up from the first comment, or where there is none.
    fn scroll_description(&mut self, incident: IncidentId, timeline: &[Entry], step: crate::app::list::Step) -> bool {
        use crate::app::list::Step;
        let first = timeline.first().map(|entry| entry.comment.id);
        let (most, half) = self.description_below(incident);
        let next = match step {
            _ if self.incidents.comment != first => return false,
            Step::By(1..) => self.incidents.scroll.saturating_add(half).min(most),
            Step::By(_) => self.incidents.scroll.saturating_sub(half),
            Step::First if first.is_none() => 0,
            Step::Last if first.is_none() => most,
            Step::First | Step::Last => return false,
        };
        if matches!(step, Step::By(1..)) && next <= self.incidents.scroll {
            return false;
        }
        self.incidents.scroll = next;
        self.dirty();
        true
    }

    /// How far a description can be scrolled, and what half a screen is. Too little does no harm before a comment, which shows its end;
    /// where there is none, the facts above it count too.
    fn description_below(&self, incident: IncidentId) -> (u16, u16) {
        let (Some(plan), Some(row)) = (self.plan(), self.rows.incidents.get(&incident)) else { return (0, 1) };
        let width = plan.detail.width.saturating_sub(2);
        let text = rich_text::read(&row.description);
        let lines = text.iter().fold(0_u16, |sum, line| sum.saturating_add(screen::lines(&line.text(), width)));
        let half = (plan.detail.height / 3).max(1);
        let is_last = self.rows.timeline(Record::Incident(incident)).is_empty();
        (if is_last { lines.saturating_add(half) } else { lines.saturating_sub(half) }, half)
    }

    /// Everything in the timeline of an incident counts as read from here on.
    pub(in crate::app) fn timeline_read(&mut self, incident: IncidentId) {
        let newest = self.rows.timeline(Record::Incident(incident)).last().map(|comment| comment.created_at);
        if let Some(newest) = newest {
            self.incidents.read_until.insert(incident, newest);
        }
    }
}
