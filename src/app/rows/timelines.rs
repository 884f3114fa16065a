//! The comments of each record, oldest first. What was said, changed or deleted while a timeline was on its way is newer and stays.

use super::{LONGEST_ANSWER, Rows};
use crate::domain::comment::Comment;
use crate::domain::value::{CommentId, Record};
use jiff::Timestamp;
use std::collections::HashMap;

impl Rows {
    /// Takes one comment as it stands now; says whether it was not known.
    pub fn put_comment(&mut self, comment: Comment, now: Timestamp) -> bool {
        self.said.insert(comment.id, now);
        self.insert_comment(comment)
    }

    /// Takes a whole timeline as it stood when it was asked for.
    pub fn replace_timeline(&mut self, record: Record, list: Vec<Comment>, asked_at: Timestamp) {
        let is_newer = |said: &HashMap<CommentId, Timestamp>, id| said.get(&id).is_some_and(|at| *at >= asked_at);
        let known = self.timelines.remove(&record).unwrap_or_default();
        self.said.retain(|_, at| *at >= asked_at - LONGEST_ANSWER);
        self.timelines.insert(record, list.into_iter().filter(|comment| !is_newer(&self.said, comment.id)).collect());
        for comment in known.into_iter().filter(|comment| is_newer(&self.said, comment.id)).collect::<Vec<_>>() {
            self.insert_comment(comment);
        }
    }

    fn insert_comment(&mut self, comment: Comment) -> bool {
        let line = self.timelines.entry(comment.on).or_default();
        if let Some(known) = line.iter_mut().find(|known| known.id == comment.id) {
            *known = comment;
            return false;
        }
        let at = line.partition_point(|known| (known.created_at, known.id) <= (comment.created_at, comment.id));
        line.insert(at, comment);
        true
    }

    /// Forgets a comment, wherever it stands; says whether it stood anywhere.
    pub fn remove_comment(&mut self, id: CommentId, now: Timestamp) -> bool {
        let mut was_known = false;
        for line in self.timelines.values_mut() {
            let before = line.len();
            line.retain(|comment| comment.id != id);
            was_known |= line.len() < before;
        }
        // Remembered even where it stands nowhere yet: its timeline may be on its way, as it was before.
        self.said.insert(id, now);
        was_known
    }

    /// The comments of a record, oldest first.
    #[must_use]
    pub fn timeline(&self, record: Record) -> &[Comment] {
        self.timelines.get(&record).map_or(&[], Vec::as_slice)
    }
}
