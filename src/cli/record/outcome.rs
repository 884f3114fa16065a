//! What became of each record: a word for a machine, a sentence for a person, and the one exit code that sums them up.

use super::super::{Code, Scene, Trouble};
use super::json;
use super::ledger::Ledger;
use crate::app::sentences;
use crate::domain::edits::Editable;
use crate::domain::fault::Fault;
use crate::domain::request::{Op, Receipt, Verdict};
use serde_json::json;
use std::io::Write as _;

/// What became of one record.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Outcome {
    /// Its number; empty where it has none yet.
    pub(in crate::cli) number: String,
    /// In one word.
    pub(in crate::cli) end: End,
    /// In a sentence.
    pub(in crate::cli) message: String,
}

/// The words. They are the command line's promise and never change their meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::cli) enum End {
    /// It is so now.
    Done,
    /// It was so before: there was nothing to do.
    Already,
    /// It would be tried: nothing was done.
    Planned,
    /// One part of it was done, another not.
    Partly,
    /// The rules of the database do not allow it.
    Refused,
    /// Somebody changed it meanwhile.
    Conflict,
    /// It is not there any more.
    Gone,
    /// The request failed.
    Failed(Code),
}

impl End {
    const fn word(self) -> &'static str {
        match self {
            Self::Done | Self::Already => "done",
            Self::Planned => "planned",
            Self::Partly => "partly",
            Self::Refused => "refused",
            Self::Conflict => "conflict",
            Self::Gone => "gone",
            Self::Failed(_) => "failed",
        }
    }

    const fn code(self) -> Code {
        match self {
            Self::Done | Self::Already | Self::Planned => Code::Fine,
            Self::Partly => Code::Partly,
            Self::Refused => Code::Denied,
            Self::Conflict => Code::Overtaken,
            Self::Gone => Code::Missing,
            Self::Failed(code) => code,
        }
    }
}

impl Outcome {
    /// Without a question to the server.
    pub(in crate::cli) fn new(row: &impl Editable, end: End, message: String) -> Self {
        Self { number: row.name(), end, message }
    }

    /// From what the server made of a deed.
    pub(in crate::cli) fn of(row: &impl Editable, op: &Op, receipt: &Receipt, ledger: &Ledger) -> Self {
        let name = row.name();
        let (end, message) = match receipt {
            Ok(Verdict::Done(_)) => {
                (End::Done, ledger.rows.done(op, &name).unwrap_or_else(|| format!("Commented on {name}.")))
            }
            Ok(Verdict::Renumbered { tries, .. }) => {
                (End::Done, sentences::renumbered(op.deed.record(), &name, *tries))
            }
            Ok(Verdict::DoneWithoutReason { fault, .. }) => {
                (End::Partly, format!("{}.", sentences::closed_without_reason(&name, fault)))
            }
            Ok(Verdict::Partly { left, fault, .. }) => {
                (End::Partly, ledger.rows.partly(op, &name, left, fault.as_ref()))
            }
            Ok(Verdict::Refused) => match sentences::refusal_of(&op.deed, &ledger.me, row) {
                Some(refusal) => (End::Refused, format!("Refused: {}", ledger.rows.refusal_sentence(&refusal, &name))),
                None => (End::Refused, sentences::refused_unexplained(&name)),
            },
            Ok(Verdict::Conflict(now)) => (End::Conflict, ledger.rows.overtaken(&op.deed, now, &name)),
            Ok(Verdict::Gone) => (End::Gone, sentences::gone(&name)),
            Err(fault @ Fault::TimedOut) => {
                let message = format!("{} It may have been done all the same.", ledger.rows.failed(op, fault));
                (End::Failed(Code::Later), message)
            }
            Err(fault) => (End::Failed(Trouble::from(fault.clone()).code), ledger.rows.failed(op, fault)),
        };
        let message = if message.contains(&name) { message } else { format!("{name}: {message}") };
        Self { number: name, end, message }
    }
}

/// Tells what became of all of them. What is done goes to standard output, what is not to standard error; as JSON, all of it to standard output.
pub(in crate::cli) fn report(scene: &mut Scene<'_>, outcomes: &[Outcome], as_json: bool) -> Result<Code, Trouble> {
    if as_json {
        let value = |one: &Outcome| json!({ "number": Some(&one.number).filter(|number| !number.is_empty()), "outcome": one.end.word(), "message": one.message });
        json::print(scene, outcomes.iter().map(value))?;
    } else {
        for one in outcomes {
            match one.end.code() {
                Code::Fine => scene.say(&one.message)?,
                _ => writeln!(std::io::stderr(), "antops: {}", one.message)?,
            }
        }
    }
    Ok(code(outcomes))
}

/// One code for all: that of the first that was not done, or partly, where others were. What was so before is neither.
pub(in crate::cli) fn code(outcomes: &[Outcome]) -> Code {
    let codes = || outcomes.iter().map(|one| one.end.code());
    match codes().find(|code| *code != Code::Fine) {
        None => Code::Fine,
        Some(_) if outcomes.iter().any(|one| matches!(one.end, End::Done | End::Planned)) => Code::Partly,
        Some(code) => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_done_and_some_not_is_partly_and_nothing_done_is_the_first_reason() {
        let all = |ends: &[End]| {
            let one = |end: &End| Outcome { number: String::new(), end: *end, message: String::new() };
            code(&ends.iter().map(one).collect::<Vec<_>>())
        };
        assert_eq!(all(&[End::Done, End::Done]), Code::Fine);
        assert_eq!(all(&[End::Done, End::Refused]), Code::Partly);
        assert_eq!(all(&[End::Conflict, End::Refused]), Code::Overtaken);
        assert_eq!(all(&[End::Already, End::Refused]), Code::Denied, "nothing was changed");
        assert_eq!(all(&[End::Already, End::Done]), Code::Fine);
        assert_eq!(all(&[End::Refused]), Code::Denied);
        assert_eq!(all(&[End::Partly]), Code::Partly);
        assert_eq!(all(&[End::Failed(Code::Later)]), Code::Later);
    }
}
