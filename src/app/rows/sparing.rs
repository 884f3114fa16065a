//! Keeps the timelines within bounds: comments arrive on every record of the organization, and nobody reads them all.
//!
//! Whole timelines go, those in which nothing was said for longest first; one that is looked at again is loaded again. Of a timeline that is
//! longer than anybody reads, the newest stay, as they do where one is loaded.

use super::{LONGEST_ANSWER, Rows};
use crate::domain::value::{CommentId, Record};
use jiff::Timestamp;

/// Comments of all timelines together, above which some go.
pub const MOST: usize = 6_000;
/// How many stay then.
const LEFT: usize = 4_000;
/// Comments of one timeline.
const MOST_OF_ONE: usize = 2_000;

impl Rows {
    /// Whether a comment came, or changed, by itself at that time or later.
    #[must_use]
    pub fn is_said_since(&self, id: CommentId, at: Timestamp) -> bool {
        self.said.get(&id).is_some_and(|said| *said >= at)
    }

    /// Lets timelines go where there are too many comments; tells which. The one that is read stays.
    pub fn spare(&mut self, read: Option<Record>, now: Timestamp) -> Vec<Record> {
        let mut many: usize = self.timelines.values().map(Vec::len).sum();
        if many <= MOST {
            return vec![];
        }
        self.said.retain(|_, at| *at >= now - LONGEST_ANSWER);
        for line in self.timelines.values_mut().filter(|line| line.len() > MOST_OF_ONE) {
            let surplus = line.len() - MOST_OF_ONE;
            line.drain(..surplus);
            many -= surplus;
        }
        let mut by_age: Vec<(Option<Timestamp>, Record)> =
            self.timelines.iter().map(|(record, line)| (line.last().map(|last| last.created_at), *record)).collect();
        by_age.sort_unstable();
        let mut gone = vec![];
        for (_, record) in by_age.into_iter().filter(|(_, record)| Some(*record) != read) {
            if many <= LEFT {
                break;
            }
            many -= self.timelines.remove(&record).map_or(0, |line| line.len());
            gone.push(record);
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::comment::Comment;
    use crate::domain::samples;
    use crate::domain::value::IncidentId;
    use jiff::SignedDuration;
    use uuid::Uuid;

    #[test]
    fn the_longest_silent_go_and_the_one_that_is_read_stays() {
        let mut rows = Rows::default();
        let on = |n: u128| Record::Incident(IncidentId(Uuid::from_u128(n)));
        let at = |second: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second);
        for n in 0..7_000_u32 {
            let id = CommentId(Uuid::from_u128(n.into()));
            let comment = Comment { id, on: on((n / 100).into()), created_at: at(n.into()), ..samples::comment(1) };
            rows.put_comment(comment, at(n.into()));
        }
        let gone = rows.spare(Some(on(0)), at(7_000));
        assert_eq!(gone.first(), Some(&on(1)));
        assert!(rows.timelines.contains_key(&on(0)) && rows.timelines.contains_key(&on(69)));
        let left: usize = rows.timelines.values().map(Vec::len).sum();
        assert!((LEFT - 100..=LEFT).contains(&left), "{left}");
        assert!(rows.spare(None, at(7_000)).is_empty());
    }
}
