//! The life of a change: one guarded move of its row, and what belongs to it in the tables beside it, in an order in which nothing is half true.
//!
//! No transaction holds several requests together. So the first write of a step is the one that decides, everything after it is known again when it
//! is sent again (rows under ids of ours, changes that find themselves done), and a fault that passes leaves the whole deed open: sent again, it goes on
//! where it was cut off. What is turned away for good after the first write is undone where that leads back to where one was, and told where not.

mod beside;

use super::{Calls, stamp};
use crate::domain::change::Change;
use crate::domain::change::beside::{Approval, Beside};
use crate::domain::change::step::{Left, Step};
use crate::domain::edits::Edits;
use crate::domain::fault::Fault;
use crate::domain::request::{Receipt, Row, Verdict};
use crate::domain::value::{ApprovalStatus, AutomationKind, ChangeId, ChangeStatus, Record};
use beside::{Inbox, Those};
use jiff::Timestamp;
use serde_json::json;

/// A step under way: on which change, and when it was decided on.
#[derive(Clone, Copy)]
struct Course {
    change: ChangeId,
    at: Timestamp,
}

/// What took so far.
struct Taken {
    rows: Vec<Row>,
    left: Vec<Left>,
    fault: Option<Fault>,
}

/// What became of the move of the change.
enum Moved {
    /// It is so by this deed, now or when it was sent before.
    Ours(Row),
    /// Somebody else made it so.
    Theirs(Row),
    /// It is not so.
    Not(Verdict),
}

impl Taken {
    fn of(rows: Vec<Row>) -> Self {
        Self { rows, left: Vec::new(), fault: None }
    }

    /// Takes in what came of a write after the first. A fault that passes is one of the whole deed.
    fn then(&mut self, what: Left, written: Result<Vec<Row>, Fault>) -> Result<(), Fault> {
        match written {
            Ok(rows) => self.rows.extend(rows),
            Err(fault) if fault.leaves_deed_open() => return Err(fault),
            Err(fault) => {
                self.left.push(what);
                self.fault.get_or_insert(fault);
            }
        }
        Ok(())
    }

    fn verdict(self) -> Verdict {
        if self.left.is_empty() {
            return Verdict::Done(self.rows);
        }
        Verdict::Partly { rows: self.rows, left: self.left, fault: self.fault }
    }
}

impl Calls {
    /// Takes a change a step further.
    pub(super) async fn step(&self, at: Timestamp, change: ChangeId, edits: &Edits, step: &Step) -> Receipt {
        let course = Course { change, at };
        match step {
            Step::Request { .. } => self.request(course, edits, step).await,
            Step::Decide { saw, .. } => self.decide(course, edits, step, saw).await,
            Step::Run { .. } => self.run_due(course, edits, step).await,
            _ => match self.shift(course, edits).await? {
                Moved::Ours(row) => self.follow(course, step, row).await,
                // Two antops saw the same answer: one of them moved the change, and that is all there is to do.
                Moved::Theirs(row) if matches!(step, Step::Apply { .. }) => Ok(Verdict::Done(vec![row])),
                Moved::Theirs(row) => Ok(Verdict::Conflict(row)),
                Moved::Not(verdict) => Ok(verdict),
            },
        }
    }

    /// Moves the row of the change.
    async fn shift(&self, course: Course, edits: &Edits) -> Result<Moved, Fault> {
        Ok(match self.edit(Record::Change(course.change), edits, course.at).await? {
            Verdict::Done(mut rows) => match rows.pop() {
                Some(row) if row.updated_at().is_some_and(|at| is_at(at, course.at)) => Moved::Ours(row),
                Some(row) => Moved::Theirs(row),
                None => Moved::Not(Verdict::Gone),
            },
            verdict => Moved::Not(verdict),
        })
    }

    /// What follows the move of the change.
    async fn follow(&self, course: Course, step: &Step, row: Row) -> Receipt {
        let status = if let Row::Change(change) = &row { change.status } else { ChangeStatus::Draft };
        let mut taken = Taken::of(vec![row]);
        let done = json!({"executed": true, "executed_at": stamp(course.at)});
        match step {
            Step::Apply { answer: ApprovalStatus::Approved, schedule, .. } => {
                taken.then(Left::Automations, self.schedule(course, schedule).await)?;
            }
            Step::Start => {
                let those = Those::Of(AutomationKind::AutoStart);
                taken.then(Left::Automations, self.set_automations(course, those, &done).await)?;
            }
            Step::End { outcome, notes, response, .. } => {
                taken.then(Left::Response, self.respond(course, *response, *outcome, notes).await)?;
                let those = Those::Of(AutomationKind::CompletionPrompt);
                taken.then(Left::Automations, self.set_automations(course, those, &done).await)?;
            }
            Step::Cancel { rejects, why, .. } => {
                let called_off =
                    json!({"executed": true, "executed_at": stamp(course.at), "error_message": "Change was cancelled"});
                taken.then(Left::Automations, self.set_automations(course, Those::All, &called_off).await)?;
                if *rejects {
                    taken.then(Left::Request, self.answer(course, ApprovalStatus::Rejected, why).await)?;
                }
            }
            Step::Reschedule { schedule } => {
                taken.then(Left::Automations, self.retime(course, schedule, status).await)?;
            }
            _ => {}
        }
        taken.then(Left::Comment, self.mark(course, step).await)?;
        Ok(taken.verdict())
    }

    /// Asks for approval. Where the request cannot be written the change is a draft again: pending with nothing to decide on, it would be stuck.
    async fn request(&self, course: Course, edits: &Edits, step: &Step) -> Receipt {
        let Step::Request { approval, tell, .. } = step else { return Ok(Verdict::Gone) };
        let row = match self.shift(course, edits).await? {
            Moved::Ours(row) => row,
            // Pending by another hand, or by ours and touched since: whether somebody asked shows in the approvals.
            Moved::Theirs(row) => {
                let asked = self.approvals_of(course.change).await?;
                if asked.iter().any(|asked| asked.id != *approval && asked.status == ApprovalStatus::Pending) {
                    return Ok(Verdict::Conflict(row));
                }
                row
            }
            Moved::Not(verdict) => return Ok(verdict),
        };
        let mut taken = Taken::of(vec![row]);
        match self.ask_for(course, *approval).await {
            Ok(rows) => taken.rows.extend(rows),
            Err(fault) if fault.leaves_deed_open() => return Err(fault),
            Err(fault) => {
                return match self.shift(course, &edits.inverse()).await? {
                    Moved::Ours(_) | Moved::Theirs(_) if matches!(fault, Fault::Forbidden { .. }) => {
                        Ok(Verdict::Refused)
                    }
                    Moved::Ours(_) | Moved::Theirs(_) => Err(fault),
                    Moved::Not(_) => {
                        Ok(Verdict::Partly { rows: taken.rows, left: vec![Left::Request], fault: Some(fault) })
                    }
                };
            }
        }
        taken.then(Left::Comment, self.mark(course, step).await)?;
        let title = title_of(&taken.rows);
        let inbox = Inbox { kind: "change_approval_request", title: "Change Approval Required", message: &title };
        let data = json!({"changeId": course.change, "changTitle": title});
        taken.then(Left::Notifications, self.notify(course, tell, &inbox, &data).await)?;
        Ok(taken.verdict())
    }

    /// Answers a request: read again first, for whoever decides must have seen what they decide on.
    async fn decide(&self, course: Course, edits: &Edits, step: &Step, saw: &Change) -> Receipt {
        let Step::Decide { answer, because, schedule, tell, .. } = step else { return Ok(Verdict::Gone) };
        let me = self.home().await?.me;
        let Some(Row::Change(now)) = self.record(Record::Change(course.change)).await? else {
            return Ok(Verdict::Gone);
        };
        let is_mine = |row: &Approval| {
            row.approved_by == Some(me)
                && row.status == *answer
                && row.responded_at.is_some_and(|at| is_at(at, course.at))
        };
        let before = self.approvals_of(course.change).await?;
        let mut taken = if before.iter().any(is_mine) {
            Taken::of(before.into_iter().filter(is_mine).map(beside_row).collect())
        } else {
            if !now.parts_unlike(saw).is_empty() || now.status != ChangeStatus::Pending {
                return Ok(Verdict::Conflict(Row::Change(now)));
            }
            let answered = self.answer(course, *answer, because).await?;
            if answered.is_empty() {
                return self.unanswered(course, now).await;
            }
            Taken::of(answered)
        };
        let is_moved = self.move_decided(course, edits, &mut taken).await?;
        if is_moved && *answer == ApprovalStatus::Approved {
            taken.then(Left::Automations, self.schedule(course, schedule).await)?;
        }
        taken.then(Left::Comment, self.mark(course, step).await)?;
        let (kind, title, action) = match answer {
            ApprovalStatus::Approved => ("change_approved", "Change Approved", "approve"),
            _ => ("change_rejected", "Change Rejected", "reject"),
        };
        let data = json!({"changeId": course.change, "action": action, "approvedBy": me, "comments": because});
        let inbox = Inbox { kind, title, message: &now.title };
        taken.then(Left::Notifications, self.notify(course, tell, &inbox, &data).await)?;
        Ok(taken.verdict())
    }

    /// Nothing was answered: the rules, or somebody quicker.
    async fn unanswered(&self, course: Course, now: Box<Change>) -> Receipt {
        let approvals = self.approvals_of(course.change).await?;
        if approvals.iter().any(|row| row.status == ApprovalStatus::Pending) {
            return Ok(Verdict::Refused);
        }
        let latest = approvals.into_iter().max_by_key(|row| row.updated_at);
        Ok(Verdict::Conflict(latest.map_or(Row::Change(now), beside_row)))
    }

    /// Moves a change that was decided on, where whoever decides may; says whether it moved.
    async fn move_decided(&self, course: Course, edits: &Edits, taken: &mut Taken) -> Result<bool, Fault> {
        if edits.is_empty() {
            taken.left.push(Left::Change);
            return Ok(false);
        }
        match self.shift(course, edits).await? {
            Moved::Ours(row) => {
                taken.rows.push(row);
                return Ok(true);
            }
            Moved::Theirs(row) => taken.rows.push(row),
            Moved::Not(Verdict::Conflict(row)) => {
                if let Row::Change(change) = &row {
                    taken.left.push(Left::ChangeIs(change.status));
                }
                taken.rows.push(row);
            }
            Moved::Not(_) => taken.left.push(Left::Change),
        }
        Ok(false)
    }

    /// Begins a change at its time: whoever takes the automation first moves the change.
    async fn run_due(&self, course: Course, edits: &Edits, step: &Step) -> Receipt {
        let Step::Run { automation, tell, .. } = step else { return Ok(Verdict::Gone) };
        let claim = json!({"executed": true, "executed_at": stamp(course.at)});
        let mut taken = Taken::of(self.set_automations(course, Those::One(*automation), &claim).await?);
        if taken.rows.is_empty() {
            // Taken by another, or by this deed when it was sent before.
            let Some(row) = self.automation(*automation).await? else { return Ok(Verdict::Gone) };
            if !row.executed_at.is_some_and(|at| is_at(at, course.at)) {
                return Ok(Verdict::Conflict(Row::Beside(Box::new(Beside::Automation(row)))));
            }
        }
        match self.shift(course, edits).await? {
            Moved::Ours(row) => taken.rows.push(row),
            Moved::Theirs(row) => return Ok(Verdict::Conflict(row)),
            Moved::Not(verdict) => {
                let why = json!({"error_message": "Change could not be started"});
                self.set_automations(course, Those::Taken(*automation), &why).await?;
                return Ok(verdict);
            }
        }
        taken.then(Left::Comment, self.mark(course, step).await)?;
        let title = title_of(&taken.rows);
        let inbox = Inbox { kind: "change_auto_started", title: "Change Started", message: &title };
        let data = json!({"changeId": course.change, "autoStarted": true});
        taken.then(Left::Notifications, self.notify(course, tell, &inbox, &data).await)?;
        Ok(taken.verdict())
    }
}

/// Whether two moments are the same in the database, which keeps microseconds.
fn is_at(one: Timestamp, other: Timestamp) -> bool {
    one.as_microsecond() == other.as_microsecond()
}

fn beside_row(approval: Approval) -> Row {
    Row::Beside(Box::new(Beside::Approval(approval)))
}

fn title_of(rows: &[Row]) -> String {
    let title =
        rows.iter().find_map(|row| if let Row::Change(change) = row { Some(change.title.to_string()) } else { None });
    title.unwrap_or_default()
}
