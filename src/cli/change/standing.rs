//! Whether a change is approved, in words for a person and for a script: what each answer weighs, and what will resolve what does not agree.

use super::super::record::ledger::Ledger;
use crate::domain::change::Change;
use crate::domain::change::beside::Approval;
use crate::domain::change::standing::{Answer, Doubt, Mismatch, Standing};
use crate::domain::value::ApprovalStatus;

/// What a row of approvals weighs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Weight {
    /// It is the answer.
    Counts,
    /// It is asked, and nobody answered.
    Undecided,
    /// A later request or answer took its place.
    Superseded,
    /// It does not count.
    Doubted(Doubt),
}

impl Weight {
    /// What a row of a change weighs.
    pub(super) fn of(row: &Approval, change: &Change, standing: &Standing<'_>) -> Self {
        if let Some((_, doubt)) = standing.doubted.iter().find(|(doubted, _)| doubted.id == row.id) {
            return Self::Doubted(*doubt);
        }
        if standing.decided.is_some_and(|decided| decided.id == row.id) {
            return Self::Counts;
        }
        match standing.answer() {
            Answer::Waiting(asked) if asked.id == row.id => Self::Undecided,
            _ if row.status == ApprovalStatus::Pending && !change.has_stakeholder(row.requested_by) => {
                Self::Doubted(Doubt::Outsider(row.requested_by))
            }
            _ => Self::Superseded,
        }
    }

    /// In one word for a script.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Undecided => "undecided",
            Self::Superseded => "superseded",
            Self::Doubted(Doubt::Stale) => "stale",
            Self::Doubted(Doubt::NeverAsked) => "forged",
            Self::Doubted(Doubt::Nameless) => "nameless",
            Self::Doubted(Doubt::NoRole(_)) => "no_role",
            Self::Doubted(Doubt::Undated) => "undated",
            Self::Doubted(Doubt::Outsider(_)) => "outsider",
        }
    }

    /// In words for a person.
    pub(super) fn words(self, ledger: &Ledger) -> String {
        match self {
            Self::Counts => "counts".into(),
            Self::Undecided => "undecided".into(),
            Self::Superseded => "superseded by what came later".into(),
            Self::Doubted(doubt) => {
                let what = match doubt {
                    Doubt::Stale => "stale",
                    Doubt::NeverAsked => "forged",
                    _ => "does not count",
                };
                format!("{what}: {}", ledger.rows.doubt_in_words(doubt))
            }
        }
    }
}

/// What the approvals come to, in one word for a script.
pub(super) const fn answer_word(answer: Answer<'_>) -> &'static str {
    match answer {
        Answer::Unasked => "unasked",
        Answer::Waiting(_) => "waiting",
        Answer::Approved(_) => "approved",
        Answer::Rejected(_) => "rejected",
    }
}

/// How a change says other than its approvals, in one word for a script.
pub(super) const fn mismatch_word(mismatch: Mismatch) -> &'static str {
    match mismatch {
        Mismatch::Undone(_) => "undone",
        Mismatch::Unasked => "unasked",
        Mismatch::Unapproved => "unapproved",
        Mismatch::Overruled => "overruled",
    }
}

/// What will resolve it, where something is open: whoever may decide, or whatever does not agree.
pub(super) fn resolution(change: &Change, standing: &Standing<'_>, ledger: &Ledger) -> Option<String> {
    let me = ledger.me.profile.id;
    match standing.mismatch(change) {
        Some(Mismatch::Undone(status)) if change.has_stakeholder(me) => Some(format!(
            "It was {status} and still waits: your next step applies that first, as an open antops does by itself."
        )),
        Some(mismatch) => Some(ledger.rows.mismatch_in_words(mismatch, change, Some(me))),
        None if matches!(standing.answer(), Answer::Waiting(_)) && !change.status.is_over() => {
            let names: Vec<&str> = ledger.rows.deciders().into_iter().map(|who| ledger.rows.short_name(who)).collect();
            Some(format!("It waits for one of those who may decide: {}.", names.join(", ")))
        }
        None => None,
    }
}
