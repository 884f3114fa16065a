//! The timeline of the selected record: its comments in order with the deeds that are still on their way, and the comment under the cursor.

use crate::app::model::Model;
use crate::app::panes::problems::linked::Linked;
use crate::app::screen;
use crate::domain::comment::Comment;
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::value::{ProfileId, Record};

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
    /// The timeline of a record, oldest first.
    #[must_use]
    pub fn timeline(&self, record: Record) -> Vec<Entry> {
        let me = self.my_id().unwrap_or(ProfileId(uuid::Uuid::nil()));
        let read_until = self.read_until.get(&record);
        self.pending
            .timeline(record, self.rows.timeline(record), me)
            .into_iter()
            .map(|(comment, sending)| {
                let is_new = comment.author != me && read_until.is_some_and(|until| comment.created_at > *until);
                Entry { comment, sending, is_new }
            })
            .collect()
    }

    /// The selected entry of the selected record's timeline; the newest where none was chosen.
    #[must_use]
    pub fn selected_entry(&self) -> Option<Entry> {
        let timeline = self.timeline(self.subject()?);
        let chosen = timeline.iter().find(|entry| Some(entry.comment.id) == self.detail().comment);
        chosen.or(timeline.last()).cloned()
    }

    /// Moves the selection of the timeline by so many entries.
    pub(in crate::app) fn move_in_timeline(&mut self, step: crate::app::list::Step) {
        use crate::app::list::Step;
        let Some(record) = self.subject() else { return };
        let timeline = self.timeline(record);
        if self.scroll_description(record, &timeline, step) {
            return;
        }
        let Some(last) = timeline.len().checked_sub(1) else { return };
        let now = self.detail().comment.and_then(|id| timeline.iter().position(|entry| entry.comment.id == id));
        let place = match step {
            Step::By(rows) => now.unwrap_or(last).saturating_add_signed(rows).min(last),
            Step::First => 0,
            Step::Last => last,
        };
        self.detail_mut().comment = Some(timeline[place].comment.id);
        let came_up = matches!(step, Step::By(rows) if rows < 0);
        self.detail_mut().scroll = if place == 0 && came_up { self.description_below(record).0 } else { 0 };
        self.dirty();
    }

    /// A problem is opened for what is known of it, a change for what it is about to do: they are read from the top, unless somebody said
    /// something new.
    pub(in crate::app) fn read_what_is_known(&mut self) {
        let Some(record @ (Record::Problem(_) | Record::Change(_))) = self.subject() else { return };
        let timeline = self.timeline(record);
        if timeline.iter().any(|entry| entry.is_new) {
            self.detail_mut().restart();
        } else if self.detail().comment.is_none() {
            self.detail_mut().comment = timeline.first().map(|entry| entry.comment.id);
            self.detail_mut().scroll = 0;
        }
    }

    /// Scrolls through what stands above the first comment, half a screen a step; says whether there was anything to scroll. It is
    /// reached by going up from the first comment, or where there is none.
    fn scroll_description(&mut self, record: Record, timeline: &[Entry], step: crate::app::list::Step) -> bool {
        use crate::app::list::Step;
        let first = timeline.first().map(|entry| entry.comment.id);
        let (most, half) = self.description_below(record);
        let next = match step {
            _ if self.detail().comment != first => return false,
            Step::By(1..) => self.detail().scroll.saturating_add(half).min(most),
            Step::By(_) => self.detail().scroll.saturating_sub(half),
            Step::First if first.is_none() => 0,
            Step::Last if first.is_none() => most,
            Step::First | Step::Last => return false,
        };
        if matches!(step, Step::By(1..)) && next <= self.detail().scroll {
            return false;
        }
        self.detail_mut().scroll = next;
        self.dirty();
        true
    }

    /// How far a description can be scrolled, and what half a screen is. Too little does no harm before a comment, which shows its end;
    /// where there is none, the facts above it count too.
    fn description_below(&self, record: Record) -> (u16, u16) {
        let (Some(plan), Some(prose)) = (self.plan(), self.prose(record)) else { return (0, 1) };
        let width = plan.detail.width.saturating_sub(2);
        let text = prose.into_iter().flat_map(|(_, text)| rich_text::read(&text));
        let lines = text.fold(0_u16, |sum, line| sum.saturating_add(screen::lines(&line.text(), width)));
        // What belongs to a problem stands below what was written of it.
        let linked = if let Record::Problem(id) = record { self.linked(id).map(Linked::lines) } else { None };
        let lines = lines.saturating_add(u16::try_from(linked.unwrap_or(0)).unwrap_or(0));
        let half = (plan.detail.height / 3).max(1);
        let is_last = self.rows.timeline(record).is_empty();
        (if is_last { lines.saturating_add(half) } else { lines.saturating_sub(half) }, half)
    }

    /// What people wrote on a record besides the comments, each text under its heading; the description has none.
    #[must_use]
    pub fn prose(&self, record: Record) -> Option<Vec<(&'static str, Safe)>> {
        match record {
            Record::Incident(id) => Some(vec![("", self.incident(id)?.description.clone())]),
            Record::Problem(id) => {
                let row = self.problem(id)?;
                let rest =
                    [("Root cause", &row.root_cause), ("Workaround", &row.workaround), ("Solution", &row.solution)];
                let rest = rest.into_iter().filter_map(|(what, text)| Some((what, text.clone()?)));
                Some(std::iter::once(("", row.description.clone())).chain(rest).collect())
            }
            Record::Change(id) => {
                let row = self.change(id)?;
                let plans = [("Rollback plan", &row.rollback_plan), ("Test plan", &row.test_plan)];
                let plans = plans.into_iter().map(|(what, text)| (what, text.clone()));
                Some(std::iter::once(("", row.description.clone())).chain(plans).collect())
            }
        }
    }

    /// Everything in the timeline of a record counts as read from here on.
    pub(in crate::app) fn timeline_read(&mut self, record: Record) {
        let newest = self.rows.timeline(record).last().map(|comment| comment.created_at);
        if let Some(newest) = newest {
            self.read_until.insert(record, newest);
        }
    }
}
