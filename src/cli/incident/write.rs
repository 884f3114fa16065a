//! The verbs that write: which incidents, what is about to happen to them, a question where a filter meant several, then all of it at once.
//!
//! What the rules will refuse is said in a plan; it is sent all the same when it is asked for, for the server's answer alone counts.

use super::super::{Code, Scene, Trouble, ask};
use super::arguments::Many;
use super::deeds::Wish;
use super::ledger::Ledger;
use super::outcome::{End, Outcome, report};
use super::select;
use crate::app::sentences;
use crate::app::view::View;
use crate::domain::fault::Fault;
use crate::domain::incident::Incident;
use crate::domain::request::{Op, Receipt};
use crate::ports::Backend;
use std::io::{IsTerminal as _, Write as _};
use tokio::runtime::Runtime;

/// So many of a plan are listed before somebody is asked.
const LISTED: usize = 20;

/// Why nothing is written through a read-only profile.
pub(super) const READ_ONLY: &str = "this profile is read-only: nothing was done";

/// Deeds with what became of them.
pub(super) type Receipts = Vec<(Op, Receipt)>;

/// An incident and what is to become of it: a deed, or the sentence that there is nothing to do.
type Planned = (Incident, Result<Op, String>);

/// Does a verb to many incidents; says which exit code sums it up.
pub(super) fn write(
    scene: &mut Scene<'_>,
    threads: &Runtime,
    ledger: &mut Ledger,
    wish: &Wish,
    many: &Many,
) -> Result<Code, Trouble> {
    if ledger.read_only && !many.dry_run {
        return Err(Trouble::new(Code::NotAllowed, READ_ONLY));
    }
    let rows = threads.block_on(meant(ledger, many))?;
    let ledger = &*ledger;
    let mut plan: Vec<Planned> = Vec::with_capacity(rows.len());
    for row in rows {
        let deed = wish.deed(&row, ledger)?;
        plan.push((row, deed));
    }
    if many.dry_run {
        let outcomes: Vec<Outcome> = plan.iter().map(|planned| predicted(planned, ledger)).collect();
        return report(scene, &outcomes, many.json);
    }
    if many.filter.is_some() && plan.len() > 1 && !many.yes {
        confirm(&plan, wish, ledger)?;
    }
    let ops: Vec<Op> = plan.iter().filter_map(|(_, deed)| deed.clone().ok()).collect();
    let receipts = threads.block_on(send(&*ledger.backend, ops));
    let outcomes: Vec<Outcome> = plan.iter().map(|planned| ended(planned, &receipts, ledger)).collect();
    report(scene, &outcomes, many.json)
}

/// The incidents that were named, by number or by a filter.
async fn meant(ledger: &mut Ledger, many: &Many) -> Result<Vec<Incident>, Trouble> {
    let Some(filter) = &many.filter else {
        return select::by_number(ledger, &select::numbers(&many.numbers)?).await;
    };
    if filter.trim().is_empty() {
        return Err(Trouble::new(Code::Usage, "the filter is empty; nothing was done"));
    }
    let mut rows = ledger.find(filter, &View::default()).await?;
    if rows.is_empty() {
        return Err(Trouble::new(Code::Missing, "no incident is what the filter asks for; nothing was done"));
    }
    rows.sort_by_cached_key(Incident::name);
    Ok(rows)
}

/// What is to be expected.
fn predicted((row, deed): &Planned, ledger: &Ledger) -> Outcome {
    let name = row.name();
    match deed {
        Err(sentence) => Outcome::new(row, End::Already, sentence.clone()),
        Ok(op) => match sentences::refusal_of(&op.deed, &ledger.me, row) {
            Some(refusal) => {
                let why = ledger.rows.refusal_sentence(&refusal, &name);
                Outcome::new(row, End::Refused, format!("Would be refused: {why}"))
            }
            None => Outcome::new(row, End::Planned, format!("Would do: {}  {}", ledger.rows.about(op), row.title)),
        },
    }
}

/// Lists what a filter meant and asks.
fn confirm(plan: &[Planned], wish: &Wish, ledger: &Ledger) -> Result<(), Trouble> {
    let many = format!("the filter means {} incidents", plan.len());
    if !std::io::stdin().is_terminal() {
        let sentence = format!("{many}: say --yes to change them all, or --dry-run to see them; nothing was done");
        return Err(Trouble::new(Code::Usage, sentence));
    }
    let mut error = std::io::stderr();
    for planned in plan.iter().take(LISTED) {
        writeln!(error, "  {}", predicted(planned, ledger).message)?;
    }
    if plan.len() > LISTED {
        writeln!(error, "  and {} more", plan.len() - LISTED)?;
    }
    let question = format!("{}: {} incidents? [y/N]", wish.title(ledger), plan.len());
    if ask::yes(&question)? { Ok(()) } else { Err(Trouble::new(Code::Usage, "nothing was done")) }
}

/// Sends deeds; once more those whose answer did not come: with the same ids they are never done twice.
pub(super) async fn send(backend: &dyn Backend, ops: Vec<Op>) -> Receipts {
    if ops.is_empty() {
        return vec![];
    }
    let (again, mut ended): (Vec<_>, Vec<_>) = (backend.write(ops).await.into_iter())
        .partition(|(_, receipt)| matches!(receipt, Err(Fault::TimedOut | Fault::Offline { .. })));
    if !again.is_empty() {
        ended.extend(backend.write(again.into_iter().map(|(op, _)| op).collect()).await);
    }
    ended
}

fn ended((row, deed): &Planned, receipts: &[(Op, Receipt)], ledger: &Ledger) -> Outcome {
    match deed {
        Err(sentence) => Outcome::new(row, End::Already, sentence.clone()),
        Ok(op) => match receipts.iter().find(|(sent, _)| sent.id == op.id) {
            Some((_, receipt)) => Outcome::of(row, op, receipt, ledger),
            None => Outcome::of(row, op, &Err(super::ledger::odd()), ledger),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::{Answer, Deed, Query, Verdict};
    use crate::domain::value::{CommentId, IncidentId, OpId, Record};
    use crate::ports::{Pending, SignIn, SignedIn};
    use std::sync::Mutex;
    use uuid::Uuid;

    /// A server whose answers are these, one after the other; it remembers what it was sent.
    struct Scripted {
        answers: Mutex<Vec<Receipt>>,
        sent: Mutex<Vec<OpId>>,
    }

    impl Backend for Scripted {
        fn sign_in(&self, _: SignIn) -> Pending<'_, Result<SignedIn, Fault>> {
            Box::pin(async { Err(Fault::Gone) })
        }

        fn sign_out(&self) -> Pending<'_, Result<(), Fault>> {
            Box::pin(async { Err(Fault::Gone) })
        }

        fn read(&self, _: Query) -> Pending<'_, Result<Answer, Fault>> {
            Box::pin(async { Err(Fault::Gone) })
        }

        fn write(&self, ops: Vec<Op>) -> Pending<'_, Vec<(Op, Receipt)>> {
            self.sent.lock().unwrap().extend(ops.iter().map(|op| op.id));
            let answers: Vec<Receipt> = self.answers.lock().unwrap().drain(..ops.len()).collect();
            Box::pin(async { ops.into_iter().zip(answers).collect() })
        }
    }

    fn comment(n: u128) -> Op {
        let on = Record::Incident(IncidentId(Uuid::from_u128(n)));
        let deed = Deed::Comment { comment: CommentId(Uuid::from_u128(n)), on, content: "x".into(), mentions: vec![] };
        Op { id: OpId(Uuid::from_u128(n)), at: jiff::Timestamp::UNIX_EPOCH, deed }
    }

    #[tokio::test]
    async fn only_what_got_no_answer_is_sent_once_more_with_its_id() {
        let done = || Ok(Verdict::Done(vec![]));
        let answers = vec![Err(Fault::TimedOut), done(), Ok(Verdict::Refused), done()];
        let server = Scripted { answers: Mutex::new(answers), sent: Mutex::default() };
        let ended = send(&server, vec![comment(1), comment(2), comment(3)]).await;
        let of = |n: u128| ended.iter().find(|(op, _)| *op == comment(n)).map(|(_, receipt)| receipt.clone());
        assert_eq!((of(1), of(2), of(3)), (Some(done()), Some(done()), Some(Ok(Verdict::Refused))));
        let sent: Vec<u128> = server.sent.lock().unwrap().iter().map(|id| id.0.as_u128()).collect();
        assert_eq!(sent, [1, 2, 3, 1]);
    }
}
