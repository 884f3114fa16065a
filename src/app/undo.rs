//! What was done here, so that it can be taken back: one step for everything decided with one key. Undo is a deed like any other, guarded
//! by the values the first one left: what a colleague changed since is a conflict and stays.

use super::effect::Effects;
use super::model::Model;
use super::notice::Tone;
use super::panes::Pane;
use super::panes::changes::Changes;
use super::panes::problems::Problems;
use super::verdict::is_by;
use crate::domain::comment::Comment;
use crate::domain::infrastructure::deed::MapVerb;
use crate::domain::request::{Deed, Op, Row, Then, Verb};
use crate::domain::rich_text;
use crate::domain::value::{CommentId, OpId, Record};
use std::collections::{BTreeMap, BTreeSet};

/// More steps than anybody remembers.
const MOST: usize = 100;

/// The steps, the latest last.
#[derive(Clone, Debug, Default)]
pub struct Undo {
    steps: Vec<Step>,
    before: BTreeMap<OpId, Comment>,
}

#[derive(Clone, Debug)]
struct Step {
    all: BTreeSet<OpId>,
    waiting: BTreeSet<OpId>,
    back: Vec<Deed>,
}

impl Undo {
    /// Something was decided. Comments that are about to be changed are remembered as they are.
    pub(super) fn begin(&mut self, ops: &[Op], before: impl Fn(CommentId) -> Option<Comment>) {
        let is_first = |op: &&Op| match &op.deed {
            Deed::Edit { verb: Verb::Undo, .. } | Deed::TakeBack { .. } => false,
            Deed::Map(deed) => deed.verb != MapVerb::Undo,
            _ => true,
        };
        let waiting: BTreeSet<OpId> = ops.iter().filter(is_first).map(|op| op.id).collect();
        if waiting.is_empty() {
            return;
        }
        for op in ops {
            if let Deed::EditComment { comment, .. } = op.deed {
                self.before.extend(before(comment).map(|comment| (op.id, comment)));
            }
        }
        self.steps.push(Step { all: waiting.clone(), waiting, back: vec![] });
        if self.steps.len() > MOST {
            self.steps.remove(0);
        }
    }

    /// A deed was done; these rows are what it left.
    pub(super) fn done(&mut self, op: &Op, rows: &[Row]) {
        let before = self.before.remove(&op.id);
        let back = inverse(op, rows, before).into_iter().collect();
        self.settle(op.id, back);
    }

    /// A deed came to nothing.
    pub(super) fn dropped(&mut self, op: OpId) {
        self.before.remove(&op);
        self.settle(op, vec![]);
    }

    fn settle(&mut self, op: OpId, back: Vec<Deed>) {
        if let Some(step) = self.steps.iter_mut().find(|step| step.waiting.contains(&op)) {
            step.waiting.remove(&op);
            step.back.extend(back);
        }
        self.steps.retain(|step| !step.waiting.is_empty() || !step.back.is_empty());
    }

    /// Whether there is anything to take back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether this deed can be taken back.
    #[must_use]
    pub fn takes_back(&self, op: OpId) -> bool {
        self.steps.iter().any(|step| step.all.contains(&op) && !step.back.is_empty())
    }

    /// Whether the last step waits for a verdict.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.steps.last().is_some_and(|step| !step.waiting.is_empty())
    }

    fn pop(&mut self) -> Vec<Deed> {
        self.steps.pop().map(|step| step.back).unwrap_or_default()
    }

    /// Whether any step of these deeds waits for a verdict.
    #[must_use]
    pub fn is_waiting_for(&self, ops: &[OpId]) -> bool {
        self.steps.iter().any(|step| !step.waiting.is_empty() && ops.iter().any(|op| step.all.contains(op)))
    }

    /// Takes out all steps these deeds were part of, the latest first.
    fn pop_those(&mut self, ops: &[OpId]) -> Vec<Deed> {
        let is_theirs = |step: &mut Step| ops.iter().any(|op| step.all.contains(op));
        let mut taken: Vec<Step> = self.steps.extract_if(.., is_theirs).collect();
        taken.reverse();
        taken.into_iter().flat_map(|step| step.back).collect()
    }
}

/// What takes a deed back. A reported incident and a deleted comment stay as they are: nobody can delete the one or say the other as it was.
/// Where the row was so already, by somebody else's hand, there is nothing of ours to take back.
fn inverse(op: &Op, rows: &[Row], before: Option<Comment>) -> Option<Deed> {
    let row = rows.iter().find(|row| row.record().is_some());
    let is_ours = row.is_some() && rows.iter().all(|row| is_by(op, row));
    match &op.deed {
        Deed::Edit { record, edits, .. } if is_ours => {
            let was_automatic = edits.was_automatic(is_automatic(row?));
            if was_automatic && edits.rates() {
                let (edits, then) = (edits.inverse().by_hand(), Then::Automatic);
                return Some(Deed::TakeBack { record: *record, edits, then });
            }
            Some(Deed::Edit { record: *record, edits: edits.inverse(), verb: Verb::Undo })
        }
        Deed::Close { incident, edits, comment, reason } if is_ours => {
            let then = Then::Unsay { comment: *comment, reason: reason.clone() };
            Some(Deed::TakeBack { record: Record::Incident(*incident), edits: edits.inverse(), then })
        }
        Deed::Map(deed) => Some(Deed::Map(Box::new(deed.inverse()))),
        Deed::Comment { comment, on, .. } => Some(Deed::DeleteComment { comment: *comment, on: *on }),
        Deed::EditComment { comment, on, .. } => {
            let now = rows.iter().find_map(|row| if let Row::Comment(now) = row { Some(now.updated_at) } else { None });
            before.zip(now).map(|(before, seen)| Deed::EditComment {
                comment: *comment,
                on: *on,
                content: before.content.to_string(),
                mentions: before.mentions,
                seen,
            })
        }
        Deed::Edit { .. }
        | Deed::Close { .. }
        | Deed::TakeBack { .. }
        | Deed::DeleteComment { .. }
        | Deed::Create { .. }
        | Deed::CreateProblem { .. }
        | Deed::CreateChange { .. }
        // The life of a change goes on by steps of its own: withdraw, cancel, ask again.
        | Deed::Step { .. } => None,
    }
}

/// Whether the database computes the row's priority.
fn is_automatic(row: &Row) -> bool {
    match row {
        Row::Incident(row) => row.auto_priority,
        Row::Problem(row) => row.auto_priority,
        Row::Change(_) | Row::Comment(_) | Row::Profile(_) | Row::Beside(_) => false,
    }
}

impl Model {
    /// Takes back what was done last.
    pub(super) fn undo(&mut self) -> Effects {
        if self.undo.is_waiting() {
            self.say(Tone::Plain, "Still on its way; it can be undone once the server has it.");
            return vec![];
        }
        let deeds = self.undo.pop();
        self.take_back(deeds)
    }

    /// Takes back everything these deeds did.
    pub(super) fn undo_those(&mut self, ops: &[OpId]) -> Effects {
        let deeds = self.undo.pop_those(ops);
        self.take_back(deeds)
    }

    fn take_back(&mut self, deeds: Vec<Deed>) -> Effects {
        let mut effects = vec![];
        for deed in &deeds {
            effects.extend(self.give_comment_back(deed));
        }
        let first = deeds.iter().filter_map(Deed::record).find(|record| Pane::of(*record) == Some(self.pane));
        effects.extend(self.decide_back(deeds));
        if let Some(record) = first.filter(|record| self.layers.is_empty() && self.subject() != Some(*record)) {
            self.show_taken_back(record);
        }
        effects
    }

    /// Whoever takes something back wants to see it, where the list shows it.
    fn show_taken_back(&mut self, record: Record) {
        let height = self.list_height();
        match record {
            Record::Incident(id) if self.incidents.list.select(id, height) => self.looked_at(),
            Record::Problem(id) if self.problems.list.select(id, height) => self.listed_looked_at::<Problems>(),
            Record::Change(id) if self.changes.list.select(id, height) => self.listed_looked_at::<Changes>(),
            _ => {}
        }
    }

    /// A comment that is taken back becomes a draft again: undo loses nothing that was typed.
    fn give_comment_back(&mut self, deed: &Deed) -> Effects {
        let Deed::DeleteComment { comment, on } = deed else { return vec![] };
        let said = self.rows.timeline(*on).iter().find(|known| known.id == *comment);
        let Some(content) = said.map(|comment| comment.content.clone()) else { return vec![] };
        if rich_text::marker(&content).is_some() {
            return vec![];
        }
        let text = rich_text::source(&content, &self.labelled_people());
        let place = super::draft::Place::Comment(*on);
        let newer = self.drafts.at(place).trim_end();
        let text = if newer.is_empty() { text } else { format!("{newer}\n\n{text}") };
        self.set_draft(place, &text, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::edits::{Edit, Edits, Turn};
    use crate::domain::incident::Incident;
    use crate::domain::samples;
    use crate::domain::value::{IncidentId, IncidentStatus};
    use uuid::Uuid;

    const ROW: IncidentId = IncidentId(Uuid::from_u128(3));

    fn op(id: u128, deed: Deed) -> Op {
        Op { id: OpId(Uuid::from_u128(id)), at: jiff::Timestamp::UNIX_EPOCH, deed }
    }

    fn resolve(id: u128) -> Op {
        let edits = Edits::of([Edit::Status(Turn::new(IncidentStatus::Open, IncidentStatus::Resolved))]);
        op(id, Deed::Edit { record: Record::Incident(ROW), edits, verb: Verb::SetStatus })
    }

    /// The row as a deed left it.
    fn left() -> Vec<Row> {
        vec![Row::Incident(Box::new(Incident {
            id: ROW,
            title: "t".into(),
            description: "d".into(),
            status: IncidentStatus::Resolved,
            ..samples::incident(0)
        }))]
    }

    #[test]
    fn what_somebody_else_made_so_is_not_ours_to_take_back() {
        let mut undo = Undo::default();
        undo.begin(&[Op { at: jiff::Timestamp::MAX, ..resolve(1) }], |_| None);
        undo.done(&Op { at: jiff::Timestamp::MAX, ..resolve(1) }, &left());
        assert!(undo.is_empty());
    }

    #[test]
    fn what_was_decided_together_is_taken_back_together_without_what_was_refused() {
        let mut undo = Undo::default();
        undo.begin(&[resolve(1), resolve(2), resolve(3)], |_| None);
        undo.done(&resolve(1), &left());
        undo.dropped(OpId(Uuid::from_u128(2)));
        assert!(undo.is_waiting());
        undo.done(&resolve(3), &left());
        assert!(!undo.is_waiting());
        let back = undo.pop();
        let opened = Edits::of([Edit::Status(Turn::new(IncidentStatus::Resolved, IncidentStatus::Open))]);
        assert_eq!(back, vec![Deed::Edit { record: Record::Incident(ROW), edits: opened, verb: Verb::Undo }; 2]);
        assert!(undo.is_empty());
    }

    #[test]
    fn a_step_that_came_to_nothing_is_none() {
        let mut undo = Undo::default();
        undo.begin(&[resolve(1)], |_| None);
        undo.dropped(OpId(Uuid::from_u128(1)));
        assert!(undo.is_empty());
        let on = Record::Incident(ROW);
        let deleted = op(2, Deed::DeleteComment { comment: CommentId(Uuid::nil()), on });
        undo.begin(std::slice::from_ref(&deleted), |_| None);
        undo.done(&deleted, &[]);
        assert!(undo.is_empty(), "what cannot be taken back is no step");
    }
}
