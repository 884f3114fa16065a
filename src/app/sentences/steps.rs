//! The life of a change in words: what a step is called, what came of it, what of it is left to others, and why somebody cannot take it.

use super::Rows;
use crate::domain::change::Change;
use crate::domain::change::standing::{Answer, Doubt, Mismatch, Standing};
use crate::domain::change::step::{Hindrance, Kind, Left, Step};
use crate::domain::fault::Fault;
use crate::domain::member::Profile;
use crate::domain::request::{Deed, Op, Row};
use crate::domain::value::{ApprovalStatus, ChangeId, ChangeStatus, Outcome, ProfileId};

impl Rows {
    /// A step as something to do: `Ask for approval of ACM-CHG-0012`.
    #[must_use]
    pub fn about_step(&self, step: &Step, name: &str) -> String {
        match step {
            Step::Request { .. } => format!("Ask for approval of {name}"),
            Step::Decide { answer: ApprovalStatus::Approved, .. } => format!("Approve {name}"),
            Step::Decide { .. } => format!("Reject {name}"),
            Step::Apply { by, .. } => format!("Apply {}'s decision on {name}", self.short_name(*by)),
            Step::Withdraw { .. } => format!("Withdraw {name}"),
            Step::Start => format!("Start {name}"),
            Step::Run { .. } => format!("Start {name} at its time"),
            Step::End { outcome: Outcome::Completed, .. } => format!("Complete {name}"),
            Step::End { .. } => format!("Fail {name}"),
            Step::Cancel { .. } => format!("Cancel {name}"),
            Step::Reschedule { .. } => format!("Reschedule {name}"),
        }
    }

    /// A step as something that was done.
    #[must_use]
    pub fn done_step(&self, step: &Step, name: &str) -> String {
        match step {
            Step::Request { tell, .. } => format!("Asked for approval of {name}; {} told.", people(tell.len())),
            Step::Decide { answer: ApprovalStatus::Approved, .. } => format!("Approved {name}: it may start."),
            Step::Decide { .. } => format!("Rejected {name}: it is cancelled."),
            Step::Apply { answer: ApprovalStatus::Approved, by, .. } => {
                format!("Applied {}'s approval: {name} is approved now.", self.short_name(*by))
            }
            Step::Apply { by, .. } => {
                format!("Applied {}'s rejection: {name} is cancelled now.", self.short_name(*by))
            }
            Step::Withdraw { .. } => format!("Withdrew {name}: it is a draft again."),
            Step::Start => format!("Started {name}."),
            Step::Run { .. } => format!("Started {name}: its time had come."),
            Step::End { outcome: Outcome::Completed, .. } => format!("Completed {name}."),
            Step::End { .. } => format!("{name} has failed; that is written down."),
            Step::Cancel { .. } => format!("Cancelled {name}."),
            Step::Reschedule { .. } => format!("Rescheduled {name}."),
        }
    }

    /// A step of which something is left to do: what was done, what was not, and who goes on with it.
    #[must_use]
    pub fn partly(&self, op: &Op, name: &str, left: &[Left], fault: Option<&Fault>) -> String {
        let Deed::Step { change, step, .. } = &op.deed else { return self.about(op) };
        format!("{} {}", self.done_partly(step, name, left), self.left_of_step(step, *change, left, fault))
    }

    fn done_partly(&self, step: &Step, name: &str, left: &[Left]) -> String {
        let is_moved = !left.iter().any(|left| matches!(left, Left::Change | Left::ChangeIs(_)));
        match step {
            Step::Decide { answer: ApprovalStatus::Approved, .. } if !is_moved => format!("Approved {name}."),
            Step::Decide { .. } if !is_moved => format!("Rejected {name}."),
            _ => self.done_step(step, name),
        }
    }

    /// A step as something under way.
    #[must_use]
    pub fn doing_step(step: &Step) -> &'static str {
        match step {
            Step::Request { .. } => "asking for approval",
            Step::Decide { answer: ApprovalStatus::Approved, .. } => "approving it",
            Step::Decide { .. } => "rejecting it",
            Step::Apply { .. } => "applying the decision",
            Step::Withdraw { .. } => "withdrawing it",
            Step::Start | Step::Run { .. } => "starting it",
            Step::End { outcome: Outcome::Completed, .. } => "completing it",
            Step::End { .. } => "writing down that it failed",
            Step::Cancel { .. } => "cancelling it",
            Step::Reschedule { .. } => "moving it to another time",
        }
    }

    /// What of a step did not take, in sentences behind the one that says what did.
    fn left_of_step(&self, step: &Step, change: ChangeId, left: &[Left], fault: Option<&Fault>) -> String {
        let mut words: Vec<String> = vec![];
        for one in left {
            words.push(match one {
                Left::Change => self.who_moves(change),
                Left::ChangeIs(status) => format!("But it is {} meanwhile, and stays so.", status.words()),
                Left::Request if matches!(step, Step::Request { .. }) => {
                    "But the request itself could not be written, and it is still pending: withdraw it.".into()
                }
                Left::Request => "The open request for approval stays open.".into(),
                Left::Automations => "But what is to happen at its time could not be written.".into(),
                Left::Response => "But the completion response could not be written.".into(),
                Left::Comment => "But the comment that says so could not be written.".into(),
                Left::Notifications => "But nobody could be notified.".into(),
            });
        }
        words.extend(fault.map(|fault| format!("{}.", fault.to_string().trim_end_matches('.'))));
        words.join(" ")
    }

    /// Who has to move a change that was decided on.
    #[must_use]
    pub fn who_moves(&self, change: ChangeId) -> String {
        let Some(row) = self.changes.get(&change) else { return "Its requester has to move it.".into() };
        format!("{} antops moves the change as soon as it sees that.", self.possessive(row))
    }

    /// `dana's or omar's`, of requester and assignee.
    #[must_use]
    pub fn possessive(&self, change: &Change) -> String {
        let requester = format!("{}'s", self.short_name(change.requested_by));
        match change.assigned_to.filter(|who| *who != change.requested_by) {
            Some(who) => format!("{requester} or {}'s", self.short_name(who)),
            None => requester,
        }
    }

    /// That a step came to nothing because somebody was quicker, or moved the change elsewhere.
    #[must_use]
    pub fn overtaken_step(&self, step: &Step, now: &Row, name: &str) -> String {
        match (now, step.kind().and_then(Kind::to)) {
            (Row::Change(row), Some(to)) if row.status == to => {
                format!("{name} is {} already; somebody was quicker. Nothing was written.", row.status.words())
            }
            (Row::Change(row), _) => {
                let parts = if let Step::Decide { saw, .. } = step { row.parts_unlike(saw) } else { vec![] };
                let parts: Vec<&str> = parts.into_iter().map(crate::domain::change::Part::words).collect();
                if row.status == ChangeStatus::Pending && !parts.is_empty() {
                    let is = if parts.len() == 1 { "is" } else { "are" };
                    return format!(
                        "{} of {name} {is} not what you saw. Nothing was decided; read it again.",
                        super::sentence_of(&parts)
                    );
                }
                format!("{name} was changed meanwhile: now {}. Nothing was written.", row.status.words())
            }
            (Row::Beside(row), _) => match &**row {
                crate::domain::change::beside::Beside::Approval(row) => {
                    let who = row.approved_by.map_or("somebody", |who| self.short_name(who));
                    format!("{who} {} {name} already. Nothing was written.", row.status)
                }
                _ => format!("{name} was started by another already."),
            },
            _ => format!("{name} was changed meanwhile. Nothing was written."),
        }
    }

    /// Why I cannot take a step with a change.
    #[must_use]
    pub fn hindrance(&self, kind: Kind, hindrance: Hindrance, change: &Change) -> String {
        let name = change.name();
        let who = |who: ProfileId| self.short_name(who).to_owned();
        match hindrance {
            Hindrance::Status(now) => {
                let from: Vec<&str> = kind.from().iter().map(|status| status.words()).collect();
                format!("it is {}, and only what is {} can be {}", now.words(), or(&from), kind.participle())
            }
            Hindrance::NoStake => match change.assigned_to.filter(|who| *who != change.requested_by) {
                Some(assignee) => format!(
                    "only {} (requested) or {} (assigned) may move {name}",
                    who(change.requested_by),
                    who(assignee)
                ),
                None => format!("only {} (requested) may move {name}", who(change.requested_by)),
            },
            Hindrance::NotAssignee(Some(assignee)) => {
                format!("only {} (assigned) may say what came of {name}", who(assignee))
            }
            Hindrance::NotAssignee(None) => {
                format!("only its assignee may say what came of {name}, and nobody is assigned")
            }
            Hindrance::NoApprover => "only managers, admins and owners decide on changes".into(),
        }
    }

    /// What the approvals of a change come to.
    #[must_use]
    pub fn standing_of(&self, change: &Change) -> Standing<'_> {
        let approvals = self.approvals.of(change.id);
        Standing::of(change, approvals, |who| self.people.get(&who).map(|person: &Profile| person.role))
    }

    /// Whether it is approved, in a few words.
    #[must_use]
    pub fn answer_in_words(&self, change: &Change, answer: Answer<'_>) -> String {
        let who = |row: &crate::domain::change::beside::Approval| {
            let Some(who) = row.approved_by else { return "nobody".to_owned() };
            let own = if change.has_stakeholder(who) { " (their own change)" } else { "" };
            format!("{}{own}", self.short_name(who))
        };
        match answer {
            Answer::Unasked if change.status == ChangeStatus::Draft => "not asked for yet".into(),
            Answer::Unasked => "nobody was asked".into(),
            Answer::Waiting(row) => format!("asked by {}, nobody decided", self.short_name(row.requested_by)),
            Answer::Approved(row) => format!("approved by {}", who(row)),
            Answer::Rejected(row) => format!("rejected by {}", who(row)),
        }
    }

    /// How a change says other than its approvals, and what will resolve it.
    #[must_use]
    pub fn mismatch_in_words(&self, mismatch: Mismatch, change: &Change, me: Option<ProfileId>) -> String {
        let is_mine = me.is_some_and(|me| change.has_stakeholder(me));
        match mismatch {
            Mismatch::Undone(status) if is_mine => {
                format!("It was {status} and still waits: your antops moves it now.")
            }
            Mismatch::Undone(status) => {
                format!("It was {status} and still waits. {} antops moves it.", capital(&self.possessive(change)))
            }
            Mismatch::Unasked if is_mine => {
                "It waits, but nobody was asked: withdraw it and ask for approval again.".into()
            }
            Mismatch::Unasked => format!(
                "It waits, but nobody was asked: {} has to withdraw it and ask again.",
                self.short_name(change.requested_by)
            ),
            Mismatch::Unapproved => {
                "Nobody who may has approved it. Nothing but talking to people resolves that.".into()
            }
            Mismatch::Overruled => "It was rejected and goes on. Nothing but talking to people resolves that.".into(),
        }
    }

    /// Why an answer does not count.
    #[must_use]
    pub fn doubt_in_words(&self, doubt: Doubt) -> String {
        match doubt {
            Doubt::Stale => "answers a request before the latest".into(),
            Doubt::Nameless => "names nobody who answered".into(),
            Doubt::NoRole(who) => format!("{} may not decide", self.short_name(who)),
            Doubt::Undated => "does not say when it was answered".into(),
            Doubt::NeverAsked => "was inserted as an answer, not answered".into(),
            Doubt::Outsider(who) => format!("{}, who asked, is neither requester nor assignee", self.short_name(who)),
        }
    }
}

impl Kind {
    /// `approved`, as in "can be approved".
    const fn participle(self) -> &'static str {
        match self {
            Self::Request => "put up for approval",
            Self::Withdraw => "withdrawn",
            Self::Approve => "approved",
            Self::Reject => "rejected",
            Self::Start => "started",
            Self::Complete => "completed",
            Self::Fail => "failed",
            Self::Cancel => "cancelled",
            Self::Reschedule => "rescheduled",
        }
    }
}

fn people(many: usize) -> String {
    match many {
        0 => "nobody who may decide could be".into(),
        1 => "1 person was".into(),
        many => format!("{many} people were"),
    }
}

/// `draft, pending or approved`.
fn or(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => words.concat(),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
