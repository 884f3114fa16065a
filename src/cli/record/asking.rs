//! Asking for what was refused: one comment on each record, mentioning those who may do it, and what became of asking.

use super::Titled;
use super::ledger::Ledger;
use super::outcome::{End, Outcome};
use super::prose;
use super::write::{Plan, Receipts, Step, send};
use crate::cli::Trouble;
use crate::domain::asking;
use crate::domain::permission::{self, Permission};
use crate::domain::request::{Op, Verdict};
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;

/// A comment to be written, and whom it calls, in words.
struct Call {
    /// Which outcome it is about.
    at: usize,
    op: Op,
    names: String,
}

/// Asks for each row that was refused, in words made of its number, and adds to its outcome what became of that. The outcomes are the
/// plan's, in its order.
pub(in crate::cli) async fn ask<R: Titled>(
    plan: &Plan<R>,
    outcomes: &mut [Outcome],
    words: impl Fn(&str) -> String,
    ledger: &Ledger,
) -> Result<(), Trouble> {
    let refused: Vec<(usize, &R)> = plan
        .rows()
        .enumerate()
        .filter(|(at, _)| outcomes.get(*at).is_some_and(|one| one.end == End::Refused))
        .collect();
    let records: Vec<_> = refused.iter().map(|(_, row)| row.record()).collect();
    let timelines = prose::timelines(ledger, &records).await?;
    let mut calls = Vec::new();
    for ((at, row), timeline) in refused.into_iter().zip(&timelines) {
        let words = words(&row.name());
        let before = asking::asked_before(timeline.iter(), ledger.me.profile.id, &words, ledger.now);
        let people = people_of(row, ledger);
        let said = match (before, people.as_slice()) {
            (Some(minutes), _) => format!("You asked {minutes} min ago; it is in the timeline."),
            (None, []) => "There is nobody to ask.".to_owned(),
            (None, people) => {
                let written = asking::comment(people, &words);
                if let Step::Do(op) = Step::comment(row, &written.html, &written.mentions, ledger) {
                    let names: Vec<&str> = people.iter().map(|(_, who)| ledger.rows.short_name(*who)).collect();
                    calls.push(Call { at, op: *op, names: names.join(" and ") });
                }
                continue;
            }
        };
        add(outcomes, at, &said);
    }
    let receipts = send(&*ledger.backend, calls.iter().map(|call| call.op.clone()).collect()).await;
    for call in &calls {
        add(outcomes, call.at, &told(call, &receipts, ledger));
    }
    Ok(())
}

/// Those who may change a row, without oneself; nobody where one may not comment.
fn people_of(row: &impl Titled, ledger: &Ledger) -> Vec<(Safe, ProfileId)> {
    let Permission::Refused(refusal) = permission::change(&ledger.me, row) else { return vec![] };
    if permission::comment(&ledger.me) != Permission::Allowed {
        return vec![];
    }
    let others = refusal.who_can().into_iter().filter(|who| *who != ledger.me.profile.id);
    others.map(|who| (Safe::line(ledger.rows.full_name(who)), who)).collect()
}

fn told(call: &Call, receipts: &Receipts, ledger: &Ledger) -> String {
    match receipts.iter().find(|(sent, _)| sent.id == call.op.id) {
        Some((_, Ok(Verdict::Done(_)))) => format!("Asked {} in a comment.", call.names),
        Some((op, Err(fault))) => format!("Asking did not work: {}", ledger.rows.failed(op, fault)),
        _ => "Asking did not work: this project's rules do not let you comment there.".to_owned(),
    }
}

fn add(outcomes: &mut [Outcome], at: usize, said: &str) {
    if let Some(outcome) = outcomes.get_mut(at) {
        outcome.message.extend([" ", said]);
    }
}
