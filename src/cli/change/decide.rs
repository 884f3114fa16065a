//! `antops change approve` and `reject`: one change, looked at before it is decided on.
//!
//! Invariant: yes is said only to a change that was named by its very number, to one's own only with a second word, and to one that was changed after it
//! was asked for only with another. The deed carries the change as it was read here: whoever writes it reads it once more and stops where it differs.

use super::super::record::arguments::Telling;
use super::super::record::ledger::Ledger;
use super::super::record::outcome::End;
use super::super::record::write::{Plans, Step, Worded, check_profile, write};
use super::super::record::{arguments::Manner, prose, said, select};
use super::super::{Code, Scene, Trouble};
use super::deeds::{hindered, taken};
use super::standing::resolution;
use crate::domain::change::Change;
use crate::domain::change::asked::{Since, since};
use crate::domain::change::standing::Answer;
use crate::domain::change::step::Kind;
use crate::domain::comment::Comment;
use crate::domain::value::{ApprovalStatus, Record};
use tokio::runtime::Runtime;

/// What was said on the command line.
pub(super) struct Decision<'a> {
    /// Yes or no.
    pub(super) kind: Kind,
    /// Which change.
    pub(super) number: &'a str,
    /// Its number once more.
    pub(super) confirm: Option<&'a str>,
    /// A sentence with it.
    pub(super) comment: Option<&'a str>,
    /// Whether it may be one's own.
    pub(super) is_own: bool,
    /// Whether it may have been changed after it was asked for.
    pub(super) changed: bool,
    /// Whether to do it, and how to tell.
    pub(super) telling: Telling,
}

/// A decision with everything it needs but the change.
struct Deciding {
    kind: Kind,
    because: String,
    changed: bool,
    timeline: Vec<Comment>,
}

/// Decides on a change, or says what would be decided.
pub(super) fn decide(
    scene: &mut Scene<'_>,
    threads: &Runtime,
    ledger: &Ledger,
    wanted: &Decision<'_>,
) -> Result<Code, Trouble> {
    let telling = wanted.telling;
    check_profile(ledger, telling)?;
    let change = select::change_named(ledger, wanted.number)?.clone();
    if hindered(&change, wanted.kind, ledger).is_none() && !telling.dry_run {
        check_meant(&change, wanted, ledger)?;
    }
    let because = wanted.comment.map(|text| said::text(text, "the comment")).transpose()?.unwrap_or_default();
    let timeline = threads.block_on(prose::timelines(ledger, &[Record::Change(change.id)]))?.pop().unwrap_or_default();
    let deciding = Deciding { kind: wanted.kind, because, changed: wanted.changed, timeline };
    write(scene, threads, ledger, &deciding, vec![change], (Manner { yes: false, telling }, false))
}

/// Whether yes is meant: to this change, and to one's own.
fn check_meant(change: &Change, wanted: &Decision<'_>, ledger: &Ledger) -> Result<(), Trouble> {
    if wanted.kind != Kind::Approve {
        return Ok(());
    }
    let name = change.name();
    if !wanted.confirm.is_some_and(|typed| change.is_named(typed)) {
        let sentence = format!("to approve {name}, say --confirm {name} as well; nothing was done");
        return Err(Trouble::new(Code::Usage, sentence));
    }
    let me = ledger.me.profile.id;
    if change.has_stakeholder(me) && !wanted.is_own {
        let part = if change.requested_by == me { "you ask for it" } else { "you are to do it" };
        let sentence = format!(
            "{name} is your own change ({part}): that would be a self-approval, and nobody else will have looked at it. Say --self as well to \
             mean it; nothing was done"
        );
        return Err(Trouble::new(Code::Usage, sentence));
    }
    Ok(())
}

impl Worded for Deciding {
    fn title(&self, _: &Ledger) -> String {
        if self.kind == Kind::Approve { "Approve".into() } else { "Reject".into() }
    }
}

impl Plans<Change> for Deciding {
    fn step(&self, row: &Change, ledger: &Ledger) -> Result<Step, Trouble> {
        let (name, kind) = (row.name(), self.kind);
        let standing = ledger.rows.standing_of(row);
        let wanted = if kind == Kind::Approve { ApprovalStatus::Approved } else { ApprovalStatus::Rejected };
        if let Some(hindered) = hindered(row, kind, ledger) {
            return Ok(match kind.to() {
                Some(to) if to == row.status => Step::already(format!("{name} is {} already.", to.words())),
                _ => hindered,
            });
        }
        Ok(match standing.answer() {
            Answer::Unasked => {
                let why = resolution(row, &standing, ledger).unwrap_or_default();
                Step::Settled(End::Refused, format!("{name}: {why} Nothing was written."))
            }
            Answer::Approved(decided) | Answer::Rejected(decided) if decided.status == wanted => {
                Step::already(format!("{name} is {} already.", ledger.rows.answer_in_words(row, standing.answer())))
            }
            Answer::Approved(_) | Answer::Rejected(_) => {
                let words = ledger.rows.answer_in_words(row, standing.answer());
                Step::Settled(End::Conflict, format!("{name} is {words} already. Nothing was written."))
            }
            Answer::Waiting(asked) => {
                let seen = since(row, asked, None, self.timeline.iter());
                match changed_in_words(row, &seen, ledger).filter(|_| !self.changed) {
                    Some(changed) => {
                        let sentence = format!(
                            "{changed} Read it (antops change show), then say --changed as well. Nothing was written."
                        );
                        Step::Settled(End::Conflict, sentence)
                    }
                    None => taken(row, kind, &self.because, ledger),
                }
            }
        })
    }
}

/// That a change was changed after it was asked for, as far as that is known.
fn changed_in_words(row: &Change, since: &Since, ledger: &Ledger) -> Option<String> {
    let (name, who) = (row.name(), ledger.rows.possessive(row));
    match since {
        Since::Same | Since::NoSign => None,
        // Of one command no earlier one saw how it was.
        Since::Unseen | Since::Parts(..) => {
            Some(format!("{name} was changed after it was asked for, by {who} hand; nobody here saw in what."))
        }
    }
}
